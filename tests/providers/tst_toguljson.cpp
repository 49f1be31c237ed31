// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "providers/common/projecttree.h"
#include "providers/togul/toguljson.h"
#include "support/recorded.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QByteArray flagText(const QByteArray &fields)
{
    return "{\"flag\":{" + fields + "}}";
}

const QByteArray goodFlag = R"("id":"i","environment_id":"e","key":"k","enabled":true)";

} // namespace

class TestTogulJson final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void readsTheSession();
    void rightsFollowTheRole_data();
    void rightsFollowTheRole();
    void aPagesTitleStandsForIt();
    void sessionWithoutTokensIsRefused_data();
    void sessionWithoutTokensIsRefused();
    void readsProjectsAndEnvironments();
    void readsFlagsOfEveryValueType();
    void readsRules();
    void toleratesWhatIsOnlyShown_data();
    void toleratesWhatIsOnlyShown();
    void refusesWhatItMustNotGuess_data();
    void refusesWhatItMustNotGuess();
    void refusesWhatIsNoAnswer_data();
    void refusesWhatIsNoAnswer();
    void oddRules_data();
    void oddRules();
    void laterDuplicateCounts();
    void tooManyFlags();
    void namesMayBeLongAndStrange();
    void patchHoldsOnlyWhatIsWanted_data();
    void patchHoldsOnlyWhatIsWanted();
    void errors_data();
    void errors();
};

void TestTogulJson::readsTheSession()
{
    const auto session = togul::readSession(recorded(u"togul/session.json"_s));
    QVERIFY(session);
    QCOMPARE(session->accessToken, "access-1");
    QCOMPARE(session->refreshToken, "refresh-1");
    QCOMPARE(session->userName, u"Iris Lampe"_s);
    QCOMPARE(session->email, u"iris@signalhaus.example"_s);
    QCOMPARE(session->organization, u"Signalhaus"_s);
    QCOMPARE(session->role, u"developer"_s);
}

void TestTogulJson::rightsFollowTheRole_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("role");
    QTest::addColumn<int>("mayChange"); // -1: not known
    const auto of = [](const char *role) {
        return QByteArray(QByteArray(R"({"user":{"role":"admin"},"current_organization":{"role":")") + role
                          + R"("}})");
    };
    QTest::newRow("owner") << of("owner") << u"owner"_s << 1;
    QTest::newRow("admin") << of("admin") << u"admin"_s << 1;
    QTest::newRow("developer") << of("developer") << u"developer"_s << 1;
    QTest::newRow("analyst") << of("analyst") << u"analyst"_s << 0;
    QTest::newRow("viewer") << of("viewer") << u"viewer"_s << 0;
    QTest::newRow("one of their own") << of("release-captain") << u"release-captain"_s << -1;
    QTest::newRow("none named; the platform's role is another thing")
        << QByteArray(R"({"user":{"role":"admin"}})") << QString() << -1;
}

void TestTogulJson::rightsFollowTheRole()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, role);
    QFETCH(int, mayChange);
    const auto rights = togul::readRights(body);
    QVERIFY(rights);
    QCOMPARE(rights->role, role);
    QCOMPARE(rights->mayChangeFlags ? int(*rights->mayChangeFlags) : -1, mayChange);
    QVERIFY(!togul::readRights("[]"));
}

void TestTogulJson::aPagesTitleStandsForIt()
{
    const QByteArray page = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\n"
                            "<body>…</body></html>";
    QCOMPARE(togul::readError(400, page).detail, u"400 No required SSL certificate was sent"_s);
    QCOMPARE(togul::readError(400, "plain\n words").detail, u"plain words"_s);
    QCOMPARE(togul::readError(400, "<oops>").detail, u"<oops>"_s);
}

void TestTogulJson::sessionWithoutTokensIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no token") << QByteArray(R"({"refresh_token":"r"})");
    QTest::newRow("no refresh token") << QByteArray(R"({"token":"t"})");
    QTest::newRow("token is a number") << QByteArray(R"({"token":1,"refresh_token":"r"})");
    QTest::newRow("token breaks the header") << QByteArray(R"({"token":"a\r\nX: y","refresh_token":"r"})");
    QTest::newRow("token is not ASCII") << QByteArray(R"({"token":"ä","refresh_token":"r"})");
}

void TestTogulJson::sessionWithoutTokensIsRefused()
{
    QFETCH(QByteArray, body);
    const auto session = togul::readSession(body);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::BadAnswer);
}

void TestTogulJson::readsProjectsAndEnvironments()
{
    const auto projects = api::readProjects(recorded(u"togul/projects.json"_s));
    QVERIFY(projects);
    QCOMPARE(projects->size(), 2);
    QCOMPARE(projects->last().name, u"Depot"_s);
    const auto environments = togul::readEnvironments(recorded(u"togul/environments.json"_s));
    QVERIFY(environments);
    QCOMPARE(environments->size(), 2);
    QCOMPARE(environments->first().key, EnvironmentKey(u"production"_s));
    QCOMPARE(environments->first().name, u"Production"_s);
    QVERIFY(!api::readProjects(R"({"projects":[{"name":"no id"}]})"));
    QVERIFY(!togul::readEnvironments(R"({"environments":[{"id":"no key"}]})"));
    QVERIFY(!togul::readEnvironments(R"({"environments":[5]})"));
}

void TestTogulJson::readsFlagsOfEveryValueType()
{
    const auto flags = togul::readFlags(recorded(u"togul/flags.json"_s));
    QVERIFY(flags);
    QCOMPARE(flags->size(), 6);
    const Flag first = flags->first();
    QCOMPARE(first.id, FlagId(u"c0ffee00-0000-4000-8000-000000000001"_s));
    QCOMPARE(first.environment, EnvironmentId(u"4a7a0f52-53d1-4a7e-a3b0-0c5a3df0c001"_s));
    QCOMPARE(first.key, FlagKey(u"checkout-static"_s));
    QCOMPARE(first.name, u"Checkout static"_s);
    QCOMPARE(first.description, u"Serve the static page"_s);
    QCOMPARE(first.enabled, true);
    QVERIFY(!first.rules);
    QVERIFY(!first.version);
    QCOMPARE(toDateTime(*first.updatedAt), QDateTime({2026, 6, 11}, {14, 22, 31, 250}, Qt::UTC));
    QStringList values;
    for (const Flag &flag : *flags)
        values.append(displayText(flag.defaultValue.value()));
    QCOMPARE(values, QStringList({u"false"_s, u"true"_s, QString::fromUtf8("\"Grüße aus Köln\""), u"25.5"_s,
                                  u"{\"accent\":\"#0a0\",\"dense\":[1,2]}"_s, u"null"_s}));
}

void TestTogulJson::readsRules()
{
    const auto flag = togul::readFlag(recorded(u"togul/flag-with-rules.json"_s));
    QVERIFY(flag);
    QVERIFY(flag->rules);
    QCOMPARE(flag->rules->size(), 4);
    const Rule in = flag->rules->at(0);
    QCOMPARE(in.priority, 10);
    QCOMPARE(in.kind, RuleKind::Attribute);
    QCOMPARE(in.attribute, u"country"_s);
    QCOMPARE(in.comparison, u"in"_s);
    QCOMPARE(in.operands, QStringList({u"DE"_s, u"FR"_s}));
    QCOMPARE(in.value, FlagValue(true));
    const Rule equal = flag->rules->at(1);
    QCOMPARE(equal.operands, QStringList{u"gold"_s});
    QCOMPARE(equal.active, false);
    QCOMPARE(equal.value, FlagValue(u"x"_s));
    const Rule share = flag->rules->at(2);
    QCOMPARE(share.kind, RuleKind::Percentage);
    QCOMPARE(share.percentage, 25);
    QCOMPARE(share.bucketBy, u"account_id"_s);
    QCOMPARE(flag->rules->at(3).kind, RuleKind::Boolean);
}

void TestTogulJson::toleratesWhatIsOnlyShown_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("bare") << QByteArray();
    QTest::newRow("name is a number") << QByteArray(R"(,"name":5)");
    QTest::newRow("description is a list") << QByteArray(R"(,"description":[1])");
    QTest::newRow("times are nonsense") << QByteArray(R"(,"created_at":5,"updated_at":"yesterday")");
    QTest::newRow("unknown fields") << QByteArray(R"(,"owner":{"team":"x"},"tags":["a"])");
}

void TestTogulJson::toleratesWhatIsOnlyShown()
{
    QFETCH(QByteArray, fields);
    const auto flag = togul::readFlag(flagText(goodFlag + fields));
    QVERIFY(flag);
    Flag expected;
    expected.id = FlagId(u"i"_s);
    expected.environment = EnvironmentId(u"e"_s);
    expected.key = FlagKey(u"k"_s);
    expected.enabled = true;
    QCOMPARE(*flag, expected);
}

void TestTogulJson::refusesWhatItMustNotGuess_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("named");
    QTest::newRow("no id") << QByteArray(R"("environment_id":"e","key":"k","enabled":true)") << u"\"id\""_s;
    QTest::newRow("id is a number") << QByteArray(R"("id":1,"environment_id":"e","key":"k","enabled":true)")
                                    << u"\"id\""_s;
    QTest::newRow("empty key") << QByteArray(R"("id":"i","environment_id":"e","key":"","enabled":true)")
                               << u"\"key\""_s;
    QTest::newRow("no environment") << QByteArray(R"("id":"i","key":"k","enabled":true)")
                                    << u"\"environment_id\""_s;
    QTest::newRow("no enabled") << QByteArray(R"("id":"i","environment_id":"e","key":"k")")
                                << u"\"enabled\""_s;
    QTest::newRow("enabled is text") << QByteArray(
        R"("id":"i","environment_id":"e","key":"k","enabled":"true")")
                                     << u"\"enabled\""_s;
    QTest::newRow("enabled is a number")
        << QByteArray(R"("id":"i","environment_id":"e","key":"k","enabled":1)") << u"\"enabled\""_s;
    QTest::newRow("enabled is null") << QByteArray(
        R"("id":"i","environment_id":"e","key":"k","enabled":null)")
                                     << u"\"enabled\""_s;
}

void TestTogulJson::refusesWhatItMustNotGuess()
{
    QFETCH(QByteArray, fields);
    QFETCH(QString, named);
    const auto flag = togul::readFlag(flagText(fields));
    QVERIFY(!flag);
    QCOMPARE(flag.error().kind, ErrorKind::BadAnswer);
    QVERIFY2(flag.error().detail.contains(named), qPrintable(flag.error().detail));
    const auto flags = togul::readFlags("{\"flags\":[{" + goodFlag + "},{" + fields + "}]}");
    QVERIFY(!flags);
    QVERIFY(flags.error().detail.contains(u"flag 2"_s));
}

void TestTogulJson::refusesWhatIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("html") << QByteArray("<html>");
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("list is an object") << QByteArray(R"({"flags":{},"flag":[]})");
    QTest::newRow("members are numbers") << QByteArray(R"({"flags":[1,2],"flag":3})");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("cut") << recorded(u"togul/flags.json"_s).left(400);
}

void TestTogulJson::refusesWhatIsNoAnswer()
{
    QFETCH(QByteArray, body);
    const auto flags = togul::readFlags(body);
    QVERIFY(!flags);
    QCOMPARE(flags.error().kind, ErrorKind::BadAnswer);
    const auto flag = togul::readFlag(body);
    QVERIFY(!flag);
    QCOMPARE(flag.error().kind, ErrorKind::BadAnswer);
    QVERIFY(!togul::readSession(body));
}

void TestTogulJson::oddRules_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<int>("count"); // -1: refused, -2: not read
    QTest::newRow("absent") << QByteArray() << -2;
    QTest::newRow("empty") << QByteArray(R"(,"rules":[])") << 0;
    QTest::newRow("null") << QByteArray(R"(,"rules":null)") << 0;
    QTest::newRow("object") << QByteArray(R"(,"rules":{})") << -1;
    QTest::newRow("numbers") << QByteArray(R"(,"rules":[1])") << -1;
    QTest::newRow("no id") << QByteArray(R"(,"rules":[{}])") << -1;
    QTest::newRow("id only") << QByteArray(R"(,"rules":[{"id":"r"}])") << 1;
    QTest::newRow("wrong types") << QByteArray(
        R"(,"rules":[{"id":"r","priority":"x","rule_type":5,"attribute":[],
        "value_json":{"a":1},"rollout_percentage":900,"is_active":"yes","return_value":[1]}])")
                                 << 1;
    QTest::newRow("operands that are no JSON")
        << QByteArray(R"(,"rules":[{"id":"r","value_json":"[\"a"}])") << 1;
}

void TestTogulJson::oddRules()
{
    QFETCH(QByteArray, rules);
    QFETCH(int, count);
    const auto flag = togul::readFlag("{\"flag\":{" + goodFlag + "}" + rules + "}");
    if (count == -1) {
        QVERIFY(!flag);
        QCOMPARE(flag.error().kind, ErrorKind::BadAnswer);
        return;
    }
    QVERIFY(flag);
    QCOMPARE(flag->rules ? int(flag->rules->size()) : -2, count);
    if (count == 1) {
        QCOMPARE(flag->rules->first().kind, RuleKind::Unknown);
        QVERIFY(flag->rules->first().percentage <= 100);
        QVERIFY(flag->rules->first().active);
    }
}

void TestTogulJson::laterDuplicateCounts()
{
    const auto flags = togul::readFlags(R"({"flags":[
        {"id":"1","environment_id":"e","key":"a","enabled":true},
        {"id":"2","environment_id":"e","key":"b","enabled":true},
        {"id":"1","environment_id":"e","key":"a","enabled":false},
        {"id":"1","environment_id":"f","key":"a","enabled":true}]})");
    QVERIFY(flags);
    QCOMPARE(flags->size(), 3);
    QCOMPARE(flags->first().key, FlagKey(u"a"_s));
    QCOMPARE(flags->first().enabled, false);
}

void TestTogulJson::tooManyFlags()
{
    QByteArray body = "{\"flags\":[0";
    for (qsizetype number = 0; number < limits::flagsPerEnvironment; ++number)
        body += ",0";
    const auto flags = togul::readFlags(body + "]}");
    QVERIFY(!flags);
    QCOMPARE(flags.error().kind, ErrorKind::TooLarge);
    QVERIFY(flags.error().detail.contains(u"flagsPerEnvironment"_s));
}

void TestTogulJson::namesMayBeLongAndStrange()
{
    const QString name = QString(10'000, u'n') + u"<b>\u202E\u0007"_s;
    const auto flag = togul::readFlag(
        flagText(goodFlag + ",\"name\":\"" + QString(10'000, u'n').toUtf8() + R"(<b>\u202E\u0007")"));
    QVERIFY(flag);
    QCOMPARE(flag->name, name); // kept as sent; screens show plain text and cut
}

void TestTogulJson::patchHoldsOnlyWhatIsWanted_data()
{
    QTest::addColumn<FlagPatch>("patch");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("off") << FlagPatch{false, std::nullopt} << QByteArray(R"({"enabled":false})");
    QTest::newRow("on") << FlagPatch{true, std::nullopt} << QByteArray(R"({"enabled":true})");
    QTest::newRow("default bool") << FlagPatch{std::nullopt, FlagValue(true)}
                                  << QByteArray(R"({"default_value":true})");
    QTest::newRow("default text") << FlagPatch{std::nullopt, FlagValue(u"a\"b"_s)}
                                  << QByteArray(R"({"default_value":"a\"b"})");
    QTest::newRow("default number") << FlagPatch{std::nullopt, FlagValue(2.5)}
                                    << QByteArray(R"({"default_value":2.5})");
    QTest::newRow("default null") << FlagPatch{std::nullopt, FlagValue(nullptr)}
                                  << QByteArray(R"({"default_value":null})");
    QTest::newRow("default object") << FlagPatch{std::nullopt, FlagValue(JsonText{u"{\"a\":[1]}"_s})}
                                    << QByteArray(R"({"default_value":{"a":[1]}})");
    QTest::newRow("default list") << FlagPatch{std::nullopt, FlagValue(JsonText{u"[1]"_s})}
                                  << QByteArray(R"({"default_value":[1]})");
    QTest::newRow("both") << FlagPatch{true, FlagValue(false)}
                          << QByteArray(R"({"default_value":false,"enabled":true})");
}

void TestTogulJson::patchHoldsOnlyWhatIsWanted()
{
    QFETCH(FlagPatch, patch);
    QFETCH(QByteArray, expected);
    QCOMPARE(togul::writePatch(patch), expected);
}

void TestTogulJson::errors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("detail");
    QTest::newRow("403") << 403 << recorded(u"togul/error-forbidden.json"_s) << ErrorKind::Forbidden
                         << u"missing permission flags.write (forbidden)"_s;
    QTest::newRow("403 dotted") << 403 << recorded(u"togul/error-dotted.json"_s) << ErrorKind::Forbidden
                                << u"key belongs to another environment (evaluate.environment_forbidden)"_s;
    QTest::newRow("400") << 400 << QByteArray(R"({"code":"validation_error","message":""})")
                         << ErrorKind::Rejected << u"validation_error"_s;
    QTest::newRow("401") << 401 << QByteArray() << ErrorKind::SignInNeeded << QString();
    QTest::newRow("404 html") << 404 << QByteArray("<h1>\n not here</h1>") << ErrorKind::NotFound
                              << u"<h1> not here</h1>"_s;
    QTest::newRow("409") << 409 << QByteArray(R"({"message":"taken"})") << ErrorKind::Conflict << u"taken"_s;
    QTest::newRow("422") << 422 << QByteArray(R"({"message":5,"code":[]})") << ErrorKind::Rejected
                         << u"{\"message\":5,\"code\":[]}"_s;
    QTest::newRow("429") << 429 << QByteArray("{}") << ErrorKind::RateLimited << u"{}"_s;
    QTest::newRow("500") << 500 << QByteArray("\xFF") << ErrorKind::Server << QString(QChar(0xFFFD));
    QTest::newRow("503") << 503 << QByteArray("[]") << ErrorKind::Server << u"[]"_s;
    QTest::newRow("302") << 302 << QByteArray() << ErrorKind::BadAnswer << QString();
}

void TestTogulJson::errors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, detail);
    const Error error = togul::readError(status, body);
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.detail, detail);
    QCOMPARE(error.httpStatus, std::optional(status));
    QVERIFY(togul::readError(status, QByteArray(100'000, 'x')).detail.size() <= limits::errorDetailLength);
}

QTEST_GUILESS_MAIN(TestTogulJson)
#include "tst_toguljson.moc"
