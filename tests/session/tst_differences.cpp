// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Flag flag(const QString &key, bool enabled)
{
    Flag made;
    made.id = FlagId(key);
    made.key = FlagKey(key);
    made.name = key;
    made.enabled = enabled;
    made.defaultValue = false;
    return made;
}

QHash<FlagKey, Flag> known(const QVector<Flag> &flags)
{
    QHash<FlagKey, Flag> all;
    for (const Flag &one : flags)
        all.insert(one.key, one);
    return all;
}

/// "key: on > off", with "none" for a side that is absent.
QStringList said(const QVector<FlagDifference> &differences)
{
    const auto side = [](const std::optional<Flag> &flag) {
        return !flag ? u"none"_s : flag->enabled ? u"on"_s : u"off"_s;
    };
    QStringList lines;
    for (const FlagDifference &one : differences)
        lines.append(u"%1: %2 > %3"_s.arg(one.key.text(), side(one.before), side(one.after)));
    return lines;
}

} // namespace

class TestDifferences : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void createdDeletedAndChangedInTheOrderOfTheirKeys()
    {
        const auto before = known({flag(u"d"_s, true), flag(u"a"_s, true), flag(u"same"_s, false)});
        const QVector<Flag> after{flag(u"same"_s, false), flag(u"c"_s, true), flag(u"a"_s, false)};
        QCOMPARE(said(differences(before, after)),
                 (QStringList{u"a: on > off"_s, u"c: none > on"_s, u"d: on > none"_s}));
    }

    void whatPeopleDoNotSeeIsNoDifference()
    {
        Flag older = flag(u"a"_s, true);
        Flag newer = older;
        newer.updatedAt = WallTime(std::chrono::seconds(5));
        newer.version = 7;
        QVERIFY(differences(known({older}), {newer}).isEmpty());
    }

    void rulesCountOnlyWhereBothSidesHoldThem()
    {
        Flag withRules = flag(u"a"_s, true);
        withRules.rules = QVector<Rule>{Rule()};
        QVERIFY(differences(known({withRules}), {flag(u"a"_s, true)}).isEmpty());
        Flag withoutAny = flag(u"a"_s, true);
        withoutAny.rules = QVector<Rule>();
        QCOMPARE(differences(known({withRules}), {withoutAny}).size(), 1);
    }

    void aKeyListedTwiceIsOneFlag()
    {
        const auto found = differences({}, {flag(u"a"_s, true), flag(u"a"_s, false)});
        QCOMPARE(said(found), QStringList{u"a: none > on"_s});
    }

    void nothingAtAllIsNoDifference() { QVERIFY(differences({}, {}).isEmpty()); }
};

QTEST_GUILESS_MAIN(TestDifferences)
#include "tst_differences.moc"
