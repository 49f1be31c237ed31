// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flag.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Rule rollout(int percentage)
{
    Rule rule;
    rule.id = RuleId(u"r1"_s);
    rule.kind = RuleKind::Percentage;
    rule.percentage = percentage;
    rule.value = true;
    return rule;
}

Flag sample()
{
    Flag flag;
    flag.key = FlagKey(u"new-checkout"_s);
    flag.name = u"New checkout"_s;
    flag.enabled = true;
    flag.defaultValue = false;
    flag.rules = QVector<Rule>{rollout(10)};
    return flag;
}

} // namespace

class TestFlag : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void deltaNamesEveryFieldThatDiffersAndNoOther()
    {
        const Flag before = sample();
        QVERIFY(deltaBetween(before, before).isEmpty());

        Flag after = before;
        after.enabled = false;
        FlagDelta delta = deltaBetween(before, after);
        QVERIFY(delta.enabled && delta.enabled->before && !delta.enabled->after);
        QVERIFY(!delta.defaultValue && !delta.name && !delta.description && !delta.rules);

        after = before;
        after.defaultValue = u"blue"_s;
        delta = deltaBetween(before, after);
        QVERIFY(delta.defaultValue);
        QCOMPARE(delta.defaultValue->before, FlagValue(false));
        QCOMPARE(delta.defaultValue->after, FlagValue(u"blue"_s));

        after = before;
        after.name = u"Checkout 2"_s;
        delta = deltaBetween(before, after);
        QVERIFY(delta.name && !delta.isEmpty());

        after = before;
        after.description = u"words"_s;
        QVERIFY(deltaBetween(before, after).description);

        after = before;
        after.rules = QVector<Rule>{rollout(25)};
        delta = deltaBetween(before, after);
        QVERIFY(delta.rules);
        QCOMPARE(delta.rules->after.constFirst().percentage, 25);
    }

    void whatWasNotReadIsNotADifference()
    {
        const Flag before = sample();
        Flag after = before;
        after.rules.reset();
        after.defaultValue.reset();
        after.version = 4;
        after.updatedBy = u"mia"_s;
        QVERIFY(deltaBetween(before, after).isEmpty());
        QVERIFY(deltaBetween(after, before).isEmpty());
    }

    void aNullDefaultIsAValue()
    {
        const Flag before = sample();
        Flag after = before;
        after.defaultValue = nullptr;
        QVERIFY(deltaBetween(before, after).defaultValue.has_value());
    }

    void theRolloutIsOneOfItsRules()
    {
        Flag flag = sample();
        QVERIFY(!rolloutOf(flag)); // a percentage in a rule is none of the flag's
        Rule own = rollout(25);
        own.id = RuleId(u"rollout"_s);
        own.isRollout = true;
        flag.rules->append(own);
        QCOMPARE(rolloutOf(flag), std::optional(25));

        FlagPatch patch;
        patch.rollout = 50;
        QVERIFY(!satisfies(flag, patch));
        const Flag then = patched(flag, patch);
        QVERIFY(satisfies(then, patch));
        QCOMPARE(then.rules->constFirst().percentage, 10);
        QCOMPARE(then.enabled, flag.enabled);
        const FlagPatch back = inverse(patch, flag);
        QVERIFY(!back.enabled && back.rollout == 25);
        QCOMPARE(patched(then, back), flag);

        flag.rules.reset(); // not read: nobody knows
        QVERIFY(!rolloutOf(flag) && !satisfies(flag, patch));
        QVERIFY(!patched(flag, patch).rules);
    }

    void anInversePatchTouchesTheSameFields()
    {
        const Flag flag = sample();
        FlagPatch patch;
        patch.enabled = false;
        QVERIFY(!satisfies(flag, patch));
        const Flag then = patched(flag, patch);
        QVERIFY(satisfies(then, patch));
        const FlagPatch back = inverse(patch, flag);
        QVERIFY(!back.defaultValue);
        QCOMPARE(patched(then, back), flag);

        patch.defaultValue = true;
        QVERIFY(!satisfies(then, patch));
        QCOMPARE(patched(patched(flag, patch), inverse(patch, flag)), flag);
    }

    void anUnknownDefaultSatisfiesNoWishForOne()
    {
        Flag flag = sample();
        flag.defaultValue.reset();
        FlagPatch patch;
        patch.defaultValue = false;
        QVERIFY(!satisfies(flag, patch));
        QVERIFY(satisfies(flag, FlagPatch()));
    }

    void refsDifferByEnvironmentAndKey()
    {
        const FlagRef a{EnvironmentId(u"e1"_s), FlagKey(u"k"_s)};
        const FlagRef b{EnvironmentId(u"e2"_s), FlagKey(u"k"_s)};
        QVERIFY(!(a == b));
        QCOMPARE(qHash(a), qHash(FlagRef(a)));
        QVERIFY(qHash(a) != qHash(b));
    }
};

QTEST_GUILESS_MAIN(TestFlag)
#include "tst_flag.moc"
