// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effect.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Rule rule(RuleKind kind, int priority, FlagValue value, int percentage = 0, bool active = true)
{
    Rule made;
    made.id = RuleId(QString::number(priority));
    made.kind = kind;
    made.priority = priority;
    made.value = std::move(value);
    made.percentage = percentage;
    made.active = active;
    return made;
}

Flag flag(bool enabled, FlagValue fallback, QVector<Rule> rules)
{
    Flag made;
    made.key = FlagKey(u"new-checkout"_s);
    made.enabled = enabled;
    made.defaultValue = std::move(fallback);
    made.rules = std::move(rules);
    return made;
}

} // namespace

class TestEffect : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void disabledServesTheDefaultToEveryone()
    {
        const Flag one = flag(false, true, {rule(RuleKind::Boolean, 1, false)});
        const Effect effect = effectOf(one, false);
        QCOMPARE(effect.kind, Effect::Kind::Everyone);
        QVERIFY(isBool(effect.value, true));
        QVERIFY(offServesTrue(one));
    }

    void enabledWithoutRulesServesTheDefault()
    {
        const Effect effect = effectOf(flag(true, false, {}), true);
        QCOMPARE(effect.kind, Effect::Kind::Everyone);
        QVERIFY(isBool(effect.value, false));
    }

    void oneRolloutIsAShareAndNamesItsPlace()
    {
        const Effect effect =
            effectOf(flag(true, false,
                          {rule(RuleKind::Percentage, 20, true, 25), rule(RuleKind::Attribute, 10, false)}),
                     true);
        // The attribute rule runs first and can still decide, so this is no plain share.
        QCOMPARE(effect.kind, Effect::Kind::Depends);
        QCOMPARE(effect.ruleCount, 2);

        const Effect share = effectOf(
            flag(true, false,
                 {rule(RuleKind::Attribute, 10, true, 0, false), rule(RuleKind::Percentage, 20, true, 25)}),
            true);
        QCOMPARE(share.kind, Effect::Kind::Share);
        QCOMPARE(share.percentage, 25);
        QCOMPARE(share.rulePosition, 2);
        QVERIFY(isBool(share.other, false));
    }

    void aFlagsOwnRolloutHasNoPlaceAmongTheRules()
    {
        Rule own = rule(RuleKind::Percentage, 20, true, 25);
        own.isRollout = true;
        const Effect share = effectOf(flag(true, false, {own}), true);
        QCOMPARE(share.kind, Effect::Kind::Share);
        QCOMPARE(share.rulePosition, 0);
    }

    void aRuleThatAlwaysMatchesEndsTheList()
    {
        const Effect effect = effectOf(
            flag(true, false, {rule(RuleKind::Boolean, 1, true), rule(RuleKind::Percentage, 2, false, 50)}),
            true);
        QCOMPARE(effect.kind, Effect::Kind::Everyone);
        QVERIFY(isBool(effect.value, true));
    }

    void fullAndEmptyRolloutsAreNoShares()
    {
        QVERIFY(isBool(effectOf(flag(true, false, {rule(RuleKind::Percentage, 1, true, 100)}), true).value,
                       true));
        QVERIFY(
            isBool(effectOf(flag(true, false, {rule(RuleKind::Percentage, 1, true, 0)}), true).value, false));
    }

    void whatWasNotReadIsUnknown()
    {
        Flag unread = flag(true, false, {});
        unread.rules.reset();
        QCOMPARE(effectOf(unread, true).kind, Effect::Kind::Unknown);
        QCOMPARE(effectOf(unread, false).kind, Effect::Kind::Everyone);
        unread.defaultValue.reset();
        QCOMPARE(effectOf(unread, false).kind, Effect::Kind::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestEffect)
#include "tst_effect.moc"
