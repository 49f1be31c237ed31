// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/evaluation.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

FlagRecord flag(bool enabled, FlagValue fallback)
{
    FlagRecord made;
    made.key = u"checkout-v2"_s;
    made.salt = u"k3v9x1"_s;
    made.enabled = enabled;
    made.defaultValue = std::move(fallback);
    return made;
}

RuleRecord rule(const QString &type, int priority, FlagValue value)
{
    RuleRecord made;
    made.id = QString::number(priority);
    made.type = type;
    made.priority = priority;
    made.bucketBy = u"user_id"_s;
    made.value = std::move(value);
    return made;
}

RuleRecord attributeRule(const QString &comparison, const QString &operandJson)
{
    RuleRecord made = rule(u"attribute"_s, 1, true);
    made.attribute = u"country"_s;
    made.comparison = comparison;
    made.operandJson = operandJson;
    return made;
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void disabledServesTheDefaultAlsoWhenItIsTrue()
    {
        const Evaluation got = evaluate(flag(false, true), {rule(u"boolean"_s, 1, false)}, {});
        QVERIFY(isBool(got.value, true));
        QCOMPARE(got.reason, EvaluationReason::Disabled);
    }

    /// The division is told by the salt and the user alone, as the rollout's is, and is another one.
    void variationsDivideThoseInTheRollout()
    {
        FlagRecord split = flag(true, u"none"_s);
        split.variations = {{u"1"_s, u"never"_s, u"never"_s, u"x"_s, 0},
                            {u"2"_s, u"a"_s, u"a"_s, u"A"_s, 30},
                            {u"3"_s, u"b"_s, u"b"_s, u"B"_s, 70}};
        const QVector<RuleRecord> everybody = {rule(u"boolean"_s, 10, u"rollout"_s)};
        bool differs = false;
        for (int i = 0; i < 200; ++i) {
            const QString user = u"u-%1"_s.arg(i);
            const int bucket = bucketOf(u"k3v9x1/variations"_s, user);
            const Decision decision = decide(split, everybody, {{u"user_id"_s, user}});
            QVERIFY(decision.variation);
            QCOMPARE(decision.variation->key, bucket < 30 ? u"a"_s : u"b"_s);
            QCOMPARE(decision.value(split), decision.variation->value);
            differs = differs || bucket != bucketOf(u"k3v9x1"_s, user);
        }
        QVERIFY(differs);
        QCOMPARE(evaluate(split, everybody, {}).value, FlagValue(u"rollout"_s)); // nothing to divide by
        split.enabled = false;
        QVERIFY(!decide(split, everybody, {{u"user_id"_s, u"u-1"_s}}).variation);
    }

    void variationsAreTheRolloutsAlone()
    {
        FlagRecord split = flag(true, u"none"_s);
        split.variations = {{u"1"_s, u"a"_s, u"a"_s, u"A"_s, 100}};
        const EvaluationContext german = {{u"user_id"_s, u"u-1"_s}, {u"country"_s, u"DE"_s}};
        RuleRecord paused = rule(u"boolean"_s, 5, u"paused"_s);
        paused.active = false;
        RuleRecord nobody = rule(u"percentage"_s, 10, u"share"_s);
        nobody.percentage = 0;
        const RuleRecord later = rule(u"boolean"_s, 20, u"later"_s);
        RuleRecord first = attributeRule(u"eq"_s, u"\"DE\""_s);
        first.value = u"rule"_s;
        // Whoever a rule catches, before the rollout or behind it, gets what the rule says.
        QCOMPARE(evaluate(split, {paused, first, nobody, later}, german).value, FlagValue(u"rule"_s));
        QCOMPARE(evaluate(split, {paused, nobody, later}, german).value, FlagValue(u"later"_s));
        QCOMPARE(evaluate(split, {later, paused}, german).value, FlagValue(u"A"_s)); // in any order
    }

    void enabledWithoutAMatchServesTheDefault()
    {
        const Evaluation got = evaluate(flag(true, u"a"_s), {attributeRule(u"eq"_s, u"\"DE\""_s)}, {});
        QCOMPARE(got.value, FlagValue(u"a"_s));
        QCOMPARE(got.reason, EvaluationReason::Default);
    }

    void theLowestPriorityThatMatchesWins()
    {
        RuleRecord inactive = rule(u"boolean"_s, 1, u"inactive"_s);
        inactive.active = false;
        const QVector<RuleRecord> rules = {rule(u"boolean"_s, 30, u"late"_s), inactive,
                                           rule(u"boolean"_s, 20, u"first"_s),
                                           rule(u"boolean"_s, 20, u"tie"_s)};
        const Evaluation got = evaluate(flag(true, u"default"_s), rules, {});
        QCOMPARE(got.value, FlagValue(u"first"_s));
        QCOMPARE(got.reason, EvaluationReason::RuleMatch);
    }

    void attributes_data()
    {
        QTest::addColumn<QString>("comparison");
        QTest::addColumn<QString>("operand");
        QTest::addColumn<QString>("country");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *name, const QString &comparison, const QString &operand,
                            const QString &country, bool matches) {
            QTest::newRow(name) << comparison << operand << country << matches;
        };
        row("eq", u"eq"_s, u"\"DE\""_s, u"DE"_s, true);
        row("eq differs", u"eq"_s, u"\"DE\""_s, u"de"_s, false);
        row("eq number by its spelling", u"eq"_s, u"42"_s, u"42"_s, true);
        row("eq boolean by its spelling", u"eq"_s, u"true"_s, u"true"_s, true);
        row("neq", u"neq"_s, u"\"DE\""_s, u"FR"_s, true);
        row("neq same", u"neq"_s, u"\"DE\""_s, u"DE"_s, false);
        row("in", u"in"_s, u"[\"DE\",\"FR\"]"_s, u"FR"_s, true);
        row("in, not listed", u"in"_s, u"[\"DE\",\"FR\"]"_s, u"US"_s, false);
        row("in, nothing listed", u"in"_s, u"[]"_s, u"US"_s, false);
        row("not_in", u"not_in"_s, u"[\"DE\",\"FR\"]"_s, u"US"_s, true);
        row("not_in, listed", u"not_in"_s, u"[\"DE\"]"_s, u"DE"_s, false);
        row("contains", u"contains"_s, u"\"E\""_s, u"DE"_s, true);
        row("starts_with", u"starts_with"_s, u"\"D\""_s, u"DE"_s, true);
        row("starts_with, elsewhere", u"starts_with"_s, u"\"E\""_s, u"DE"_s, false);
        row("ends_with", u"ends_with"_s, u"\"E\""_s, u"DE"_s, true);
        row("ends_with, elsewhere", u"ends_with"_s, u"\"D\""_s, u"DE"_s, false);
        row("unknown operator", u"matches"_s, u"\"DE\""_s, u"DE"_s, false);
        row("operand is not JSON", u"eq"_s, u"DE"_s, u"DE"_s, false);
    }

    void attributes()
    {
        QFETCH(QString, comparison);
        QFETCH(QString, operand);
        QFETCH(QString, country);
        QFETCH(bool, matches);
        const Evaluation got =
            evaluate(flag(true, false), {attributeRule(comparison, operand)}, {{u"country"_s, country}});
        QCOMPARE(got.reason, matches ? EvaluationReason::RuleMatch : EvaluationReason::Default);
    }

    void anAttributeThatIsMissingMatchesNothing_data()
    {
        QTest::addColumn<QString>("comparison");
        QTest::addColumn<QString>("operand");
        QTest::newRow("neq") << u"neq"_s << u"\"DE\""_s;
        QTest::newRow("not_in") << u"not_in"_s << u"[\"DE\"]"_s;
        QTest::newRow("eq empty") << u"eq"_s << u"\"\""_s;
    }

    void anAttributeThatIsMissingMatchesNothing()
    {
        QFETCH(QString, comparison);
        QFETCH(QString, operand);
        const Evaluation got =
            evaluate(flag(true, false), {attributeRule(comparison, operand)}, {{u"city"_s, u"Lyon"_s}});
        QCOMPARE(got.reason, EvaluationReason::Default);
    }

    // The algorithm is a promise: other servers and releases must put the same people into the same buckets.
    void bucketsAreFixedForever()
    {
        QCOMPARE(bucketOf(u"k3v9x1"_s, u"u-42"_s), 77);
        QCOMPARE(bucketOf(u"k3v9x1"_s, u"u-43"_s), 66);
        QCOMPARE(bucketOf(u"other"_s, u"u-42"_s), 66);
    }

    void aRolloutCatchesItsShareAndKeepsWhoWasIn()
    {
        RuleRecord share = rule(u"percentage"_s, 1, true);
        const auto isIn = [&](int percentage, int user) {
            share.percentage = percentage;
            const Evaluation got =
                evaluate(flag(true, false), {share}, {{u"user_id"_s, u"u-%1"_s.arg(user)}});
            return got.reason == EvaluationReason::RuleMatch;
        };
        int caught = 0;
        for (int user = 0; user < 10'000; ++user) {
            QVERIFY(!isIn(0, user));
            QVERIFY(isIn(100, user));
            const bool at25 = isIn(25, user);
            caught += at25;
            QVERIFY(!at25 || isIn(40, user)); // a larger share never throws anybody out
        }
        QVERIFY2(caught > 2'350 && caught < 2'650, qPrintable(QString::number(caught)));
    }

    void aRolloutNeedsTheAttributeItBucketsBy()
    {
        RuleRecord share = rule(u"percentage"_s, 1, true);
        share.percentage = 100;
        share.bucketBy = u"account"_s;
        QCOMPARE(evaluate(flag(true, false), {share}, {{u"user_id"_s, u"u-1"_s}}).reason,
                 EvaluationReason::Default);
        QCOMPARE(evaluate(flag(true, false), {share}, {{u"account"_s, u"a"_s}}).reason,
                 EvaluationReason::RuleMatch);
    }

    void everyTypeHasItsName()
    {
        QCOMPARE(typeName(true), u"boolean"_s);
        QCOMPARE(typeName(2.5), u"number"_s);
        QCOMPARE(typeName(u"x"_s), u"string"_s);
        QCOMPARE(typeName(JsonText{u"{}"_s}), u"json"_s);
        QCOMPARE(typeName(nullptr), u"json"_s);
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
