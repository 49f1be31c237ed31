// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effect.h"
#include "providers/flagdash/flagdashconfigjson.h"
#include "providers/flagdash/flagdashjson.h"
#include "providers/flagdash/flagdashrules.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const EnvironmentId live(u"env_live"_s);

/// One flag as the management tier lists it, its live environment as given.
QByteArray listed(const QByteArray &state, const QByteArray &rest = R"("flag_type":"boolean",)")
{
    return R"({"flags":[{"id":"flg_7","key":"checkout-v2","name":"Checkout v2","description":null,)" + rest
           + R"("default_value":{"value":false},"tags":["payments"],"is_archived":false,
              "created_at":"2026-05-01T10:00:00Z","updated_at":"2026-06-11T16:20:05Z","environments":[)"
           + state + "]}]}";
}

Flag only(const QByteArray &body)
{
    const auto flags = flagdash::readFlags(body);
    return flags && flags->size() == 1 ? flags->constFirst() : Flag();
}

} // namespace

class TestFlagDashJson final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void readsAManagedFlag()
    {
        const auto read = flagdash::readFlags(listed(
            R"({"id":"fe_1","environment_id":"env_live","enabled":true,"value":{"value":true},"rules":[],"rollout_percentage":25},
               {"id":"fe_2","environment_id":"env_stage","enabled":false,"value":null,"rules":null,"rollout_percentage":100})"));
        QVERIFY(read);
        QCOMPARE(read->size(), 2);
        const Flag &flag = read->constFirst();
        QCOMPARE(flag.key.text(), u"checkout-v2"_s);
        QCOMPARE(flag.environment, live);
        QVERIFY(flag.enabled);
        QVERIFY(flag.defaultValue == FlagValue(false));
        QVERIFY(flag.createdAt);
        QVERIFY(!flag.updatedAt); // of the definition, not of this environment
        const Effect effect = effectOf(flag, true);
        QCOMPARE(effect.kind, Effect::Kind::Share);
        QCOMPARE(effect.percentage, 25);
        QVERIFY(effect.value == FlagValue(true));
        QVERIFY(!read->at(1).enabled);
        QCOMPARE(effectOf(read->at(1), true).kind, Effect::Kind::Everyone);
    }

    void onForNobodyIsNotOn()
    {
        const Flag flag = only(
            listed(R"({"environment_id":"env_live","enabled":true,"value":null,"rollout_percentage":0})"));
        QVERIFY(flag.enabled);
        const Effect effect = effectOf(flag, true);
        QCOMPARE(effect.kind, Effect::Kind::Everyone);
        QVERIFY(effect.value == FlagValue(false));
    }

    void rolloutThatIsNotSaidIsUnknown()
    {
        // One client of the vendor's takes it for 100, another for 0.
        const Flag flag = only(listed(R"({"environment_id":"env_live","enabled":true,"value":null})"));
        QVERIFY(!flag.rules);
        QCOMPARE(effectOf(flag, true).kind, Effect::Kind::Unknown);
        QCOMPARE(effectOf(flag, false).kind, Effect::Kind::Everyone);
    }

    void whatSwitchesAFlagMustBeThere_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("no enabled") << QByteArray(R"({"environment_id":"env_live"})");
        QTest::newRow("enabled as text") << QByteArray(R"({"environment_id":"env_live","enabled":"true"})");
        QTest::newRow("enabled null") << QByteArray(R"({"environment_id":"env_live","enabled":null})");
        QTest::newRow("no environment") << QByteArray(R"({"enabled":true})");
        QTest::newRow("no object") << QByteArray("7");
    }
    void whatSwitchesAFlagMustBeThere()
    {
        QFETCH(QByteArray, state);
        const auto flags = flagdash::readFlags(listed(state));
        QVERIFY(!flags);
        QCOMPARE(flags.error().kind, ErrorKind::BadAnswer);
    }

    /// Found by the fuzzer: an empty id is none.
    void withoutAnIdTheKeyIsOne_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("empty") << QByteArray(R"("id":"",)");
        QTest::newRow("a number") << QByteArray(R"("id":7,)");
    }
    void withoutAnIdTheKeyIsOne()
    {
        QFETCH(QByteArray, id);
        const QByteArray record =
            '{' + id + R"("key":"limits","name":"","config_type":"number","value":1,"is_active":true})";
        const EnvironmentId environment(u"env"_s);
        const auto configs = flagdash::readServerConfigs("{\"configs\":[" + record + "]}", environment);
        QVERIFY(configs);
        QCOMPARE(configs->first().id, FlagId(u"limits"_s));
        const QByteArray flag = '{' + id + R"("key":"limits","enabled":true})";
        const auto flags = flagdash::readServerFlags("{\"flags\":[" + flag + "]}", environment);
        QVERIFY(flags);
        QCOMPARE(flags->first().id, FlagId(u"limits"_s));
    }

    void archivedFlagsAreLeftOut()
    {
        const auto flags = flagdash::readFlags(
            R"({"flags":[{"key":"old","is_archived":true,"environments":[{"environment_id":"env_live","enabled":true}]}]})");
        QVERIFY(flags);
        QVERIFY(flags->isEmpty());
    }

    // Archiving is announced as a change, and the flag is then read by itself: it left the screen with the
    // next list only, and until then it took orders.
    void anArchivedFlagIsNotThereEither()
    {
        const QByteArray body =
            R"({"flag":{"key":"old","is_archived":%1,"environments":[{"environment_id":"env_live","enabled":true}]}})";
        QVERIFY(flagdash::readFlagIn(live, QByteArray(body).replace("%1", "false")));
        const auto archived = flagdash::readFlagIn(live, QByteArray(body).replace("%1", "true"));
        QVERIFY(!archived);
        QCOMPARE(archived.error().kind, ErrorKind::NotFound);
    }

    void flagsWithoutEnvironmentsHaveNoState()
    {
        for (const char *body :
             {R"({"flags":[{"key":"a"}]})", R"({"flags":[{"key":"a","environments":null}]})"}) {
            const auto flags = flagdash::readFlags(body);
            QVERIFY(flags);
            QVERIFY(flags->isEmpty());
        }
    }

    void unwrapsValues_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("text");
        QTest::newRow("wrapped") << QByteArray(R"({"v":{"value":"blue"}})") << u"\"blue\""_s;
        QTest::newRow("bare") << QByteArray(R"({"v":"blue"})") << u"\"blue\""_s;
        QTest::newRow("null") << QByteArray(R"({"v":null})") << QString();
        QTest::newRow("absent") << QByteArray("{}") << QString();
        QTest::newRow("wrapped null") << QByteArray(R"({"v":{"value":null}})") << QString();
        QTest::newRow("wrapped twice") << QByteArray(R"({"v":{"value":{"value":1}}})") << uR"({"value":1})"_s;
        QTest::newRow("more keys") << QByteArray(R"({"v":{"value":1,"b":2}})") << uR"({"b":2,"value":1})"_s;
    }
    void unwrapsValues()
    {
        QFETCH(QByteArray, json);
        const auto value = flagdash::unwrapped(QJsonDocument::fromJson(json).object().value(u"v"_s));
        QTEST(value ? displayText(*value) : QString(), "text");
    }

    void rulesInAllShapes_data()
    {
        QTest::addColumn<QByteArray>("rules");
        QTest::addColumn<int>("count"); // besides the rollout
        QTest::addColumn<QString>("attribute");
        QTest::newRow("array") << QByteArray(
            R"([{"id":"r1","attribute":"country","operator":"eq","value":"DE","flag_value":{"value":true}}])")
                               << 1 << u"country"_s;
        QTest::newRow("object") << QByteArray(
            R"({"rules":[{"attribute":"country","operator":"eq","values":["US","DE"]}]})")
                                << 1 << u"country"_s;
        QTest::newRow("free") << QByteArray(R"({"any":[1,2]})") << 1 << QString();
        QTest::newRow("none") << QByteArray("[]") << 0 << QString();
        QTest::newRow("null") << QByteArray("null") << 0 << QString();
    }
    void rulesInAllShapes()
    {
        QFETCH(QByteArray, rules);
        QFETCH(int, count);
        const Flag flag =
            only(listed(R"({"environment_id":"env_live","enabled":true,"rollout_percentage":100,"rules":)"
                        + rules + "}"));
        QVERIFY(flag.rules);
        QCOMPARE(flag.rules->size(), count + 1);
        QCOMPARE(flag.rules->constLast().kind, RuleKind::Percentage);
        if (count > 0)
            QTEST(flag.rules->constFirst().attribute, "attribute");
    }

    void serverTierIsOneEnvironment()
    {
        const auto flags = flagdash::readServerFlags(
            R"({"flags":[{"key":"a","name":"A","flag_type":"boolean","default_value":false,"enabled":true,"value":null,
               "rules":[],"rollout_percentage":100,"evaluated_value":true,"evaluation_path":"rollout"}],"evaluated":{"a":true}})",
            live);
        QVERIFY(flags);
        QCOMPARE(flags->size(), 1);
        QCOMPARE(flags->constFirst().environment, live);
        QCOMPARE(flags->constFirst().id.text(), u"a"_s); // there need not be an id
    }

    void readsWhatAChangeAnswers()
    {
        const auto toggled = flagdash::readChanged(
            R"({"flag_environment":{"id":"fe_1","feature_flag_id":"flg_7","environment_id":"env_live","enabled":false}})",
            live);
        QVERIFY(toggled);
        QCOMPARE(toggled->enabled, std::optional(false));
        QVERIFY(!toggled->rollout);
        const auto rolled = flagdash::readChanged(
            R"({"flag_environment":{"environment_id":"env_live","enabled":true,"rollout_percentage":0}})",
            live);
        QVERIFY(rolled);
        QCOMPARE(rolled->enabled, std::optional(true));
        QCOMPARE(rolled->rollout, std::optional(0));
        const auto mute =
            flagdash::readChanged(R"({"flag_environment":{"environment_id":"env_live"}})", live);
        QVERIFY(mute && !mute->enabled && !mute->rollout);
        for (const char *share : {"101", "-1", "12.5", "\"25\"", "null"}) {
            const auto wrong = flagdash::readChanged(
                QByteArray(R"({"flag_environment":{"rollout_percentage":)") + share + "}}", live);
            QVERIFY2(wrong && !wrong->rollout, share);
        }
        QVERIFY(!flagdash::readChanged(R"({"flag_environment":{"environment_id":"other","enabled":true}})",
                                       live));
        QVERIFY(!flagdash::readChanged("<html>", live));
    }

    void writesARollout() { QCOMPARE(flagdash::writeRollout(25), "{\"rollout_percentage\":25}"); }

    void theRolloutIsTheFlagsOwn()
    {
        const auto read = [](const char *share) {
            return flagdash::readFlagIn(
                       live,
                       QByteArray(
                           R"({"flag":{"key":"a","flag_type":"boolean","default_value":{"value":false},)")
                           + R"("environments":[{"environment_id":"env_live","enabled":true,)"
                           + R"("rules":[{"attribute":"country","operator":"eq","values":["US"]}],)"
                           + R"("rollout_percentage":)" + share + "}]}}")
                .value();
        };
        const Flag flag = read("25");
        QCOMPARE(rolloutOf(flag), std::optional(25));
        QVERIFY(!flag.rules->first().isRollout);
        QCOMPARE(rolloutOf(read("null")), std::optional<int>());
        QCOMPARE(rolloutOf(read("12.5")), std::optional<int>()); // as a whole number it would be a lie
    }

    void errorsInAllShapes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char *name, int status, const char *body, ErrorKind kind,
                            const QString &detail) {
            QTest::newRow(name) << status << QByteArray(body) << int(kind) << detail;
        };
        row("word", 404, R"({"error":"Not found"})", ErrorKind::NotFound, u"Not found"_s);
        row("message", 403, R"({"error":"forbidden","message":"Requires flags:write"})", ErrorKind::Forbidden,
            u"Requires flags:write"_s);
        row("fields", 422, R"({"error":"Validation failed","errors":{"key":["has already been taken"]}})",
            ErrorKind::Rejected, u"Validation failed (key: has already been taken)"_s);
        row("object", 422,
            R"({"error":{"message":"Document invalid","errors":[{"path":"flags.a","message":"too long"}]}})",
            ErrorKind::Rejected, u"Document invalid (flags.a: too long)"_s);
        row("limit", 429, "{}", ErrorKind::RateLimited, u"{}"_s);
        row("credential", 401, R"({"error":"unauthorized"})", ErrorKind::SignInNeeded, u"unauthorized"_s);
        row("server", 500, R"({"error":"oops"})", ErrorKind::Server, u"oops"_s);
    }
    void errorsInAllShapes()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const Error error = flagdash::readError(status, body);
        QTEST(int(error.kind), "kind");
        QTEST(error.detail, "detail");
        QCOMPARE(error.httpStatus, status);
    }

    void whoWeAre()
    {
        const auto admin = flagdash::readRights(
            R"({"account":{"id":"a","name":"Northwind"},"user":{"id":"u","name":"Mia","email":"mia@x","role":"admin"},"credential":null})");
        QVERIFY(admin);
        QCOMPARE(admin->role, u"admin"_s);
        QCOMPARE(admin->mayChangeFlags, std::optional(true));
        const auto viewer = flagdash::readRights(R"({"user":{"role":"viewer"}})");
        QVERIFY(viewer && !viewer->mayChangeFlags); // only a try tells
        const auto key = flagdash::readRights(R"({"user":null})");
        QVERIFY(key && key->role.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFlagDashJson)
#include "tst_flagdashjson.moc"
