// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/follow.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Flag flag(bool enabled, int rollout, const FlagValue &value)
{
    Flag made;
    made.key = FlagKey(u"a"_s);
    made.enabled = enabled;
    made.defaultValue = value;
    Rule rule;
    rule.isRollout = true;
    rule.percentage = rollout;
    made.rules = QVector<Rule>{rule};
    return made;
}

} // namespace

/// Who made a value: what the table says under "By".
class TestOrigin final : public QObject
{
    Q_OBJECT

private slots:
    void whoMadeIt_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<bool>("asOrdered");
        QTest::addColumn<int>("origin");
        const auto row = [](const char *name, CommandStage stage, bool asOrdered, ChangeOrigin origin) {
            QTest::newRow(name) << int(stage) << asOrdered << int(origin);
        };
        row("sent, as ordered", CommandStage::Sent, true, ChangeOrigin::You);
        row("accepted, as ordered", CommandStage::Accepted, true, ChangeOrigin::You);
        row("unknown, as ordered", CommandStage::Unknown, true, ChangeOrigin::You);
        row("confirmed, as ordered", CommandStage::Confirmed, true, ChangeOrigin::You);
        row("unseen, as ordered", CommandStage::Unseen, true, ChangeOrigin::You);
        row("refused, as ordered", CommandStage::Refused, true, ChangeOrigin::Elsewhere);
        row("overtaken, as ordered", CommandStage::Overtaken, true, ChangeOrigin::Elsewhere);
        row("disagrees, as ordered", CommandStage::Disagrees, true, ChangeOrigin::Elsewhere);
        // Another answer than before, and then what was there all the time: nobody else is to be named.
        row("accepted, as before", CommandStage::Accepted, false, ChangeOrigin::NotSeen);
        row("seen, as before", CommandStage::Seen, false, ChangeOrigin::NotSeen);
        row("disagrees, as before", CommandStage::Disagrees, false, ChangeOrigin::NotSeen);
        row("confirmed, as before", CommandStage::Confirmed, false, ChangeOrigin::Elsewhere);
        row("overtaken, as before", CommandStage::Overtaken, false, ChangeOrigin::Elsewhere);
        row("sent, as before", CommandStage::Sent, false, ChangeOrigin::Elsewhere);
    }

    void whoMadeIt()
    {
        QFETCH(int, stage);
        QFETCH(bool, asOrdered);
        QFETCH(int, origin);
        CommandDetail onOff;
        onOff.stage = CommandStage(stage);
        onOff.wanted.enabled = false;
        onOff.enabledBefore = true;
        QCOMPARE(int(originOf(flag(!asOrdered, 25, 1.0), onOff)), origin);

        CommandDetail rollout;
        rollout.stage = CommandStage(stage);
        rollout.wanted.rollout = 100;
        rollout.enabledBefore = true;
        rollout.rolloutBefore = 25;
        QCOMPARE(int(originOf(flag(true, asOrdered ? 100 : 25, 1.0), rollout)), origin);

        CommandDetail value;
        value.stage = CommandStage(stage);
        value.wanted.defaultValue = u"b"_s;
        value.enabledBefore = true;
        value.valueBefore = u"a"_s;
        QCOMPARE(int(originOf(flag(true, 25, asOrdered ? u"b"_s : u"a"_s), value)), origin);
    }

    void aThirdValueIsSomebodyElses()
    {
        CommandDetail rollout;
        rollout.stage = CommandStage::Disagrees;
        rollout.wanted.rollout = 100;
        rollout.enabledBefore = true;
        rollout.rolloutBefore = 25;
        QVERIFY(originOf(flag(true, 50, 1.0), rollout) == ChangeOrigin::Elsewhere);
        CommandDetail unread = rollout; // what was there before is not known, as after a restart
        unread.rolloutBefore.reset();
        QVERIFY(originOf(flag(true, 25, 1.0), unread) == ChangeOrigin::Elsewhere);
        Flag withoutRules = flag(true, 25, 1.0);
        withoutRules.rules.reset();
        QVERIFY(originOf(withoutRules, unread) == ChangeOrigin::Elsewhere);
    }
};

QTEST_GUILESS_MAIN(TestOrigin)
#include "tst_origin.moc"
