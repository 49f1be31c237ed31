// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/elsewhere.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

MonotonicTime at(int moment)
{
    return MonotonicTime(MonotonicTime::duration(moment));
}

Flag staging(bool enabled)
{
    Flag flag;
    flag.key = FlagKey(u"a"_s);
    flag.environment = EnvironmentId(u"stag"_s);
    flag.enabled = enabled;
    return flag;
}

} // namespace

class TestElsewhere final : public QObject
{
    Q_OBJECT

private slots:
    // Chaos seed 104: the list was asked for after the reading, and answered before it.
    void aReadingSettlesADoubtThatAListCouldNot()
    {
        Elsewhere elsewhere;
        elsewhere.replace({staging(true)}, at(1), false);
        const FlagRef ref{EnvironmentId(u"stag"_s), FlagKey(u"a"_s)};
        QVERIFY(elsewhere.doubt(ref, at(6)));
        elsewhere.replace({staging(false)}, at(29), true);
        QVERIFY(elsewhere.doubt(ref, at(6))); // a rule: no list tells
        Flag read = staging(true);
        read.rules = QVector<Rule>(1);
        QVERIFY(elsewhere.apply(read, at(7)));
        QVERIFY(!elsewhere.isDoubted(ref));
        QCOMPARE(elsewhere.find(ref)->rules, read.rules);
        QVERIFY(!elsewhere.find(ref)->enabled); // the list's
    }

    void anOlderReadingSettlesNothing()
    {
        Elsewhere elsewhere;
        elsewhere.replace({staging(true)}, at(10), false);
        const FlagRef ref{EnvironmentId(u"stag"_s), FlagKey(u"a"_s)};
        QVERIFY(!elsewhere.apply(staging(false), at(9)));
        QVERIFY(elsewhere.doubt(ref, at(12)));
        QVERIFY(!elsewhere.apply(staging(false), at(9)));
        QVERIFY(elsewhere.isDoubted(ref));
        QVERIFY(elsewhere.find(ref)->enabled);
    }
};

QTEST_GUILESS_MAIN(TestElsewhere)
#include "tst_elsewhere.moc"
