// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/connector.h"
#include "apps/signalboxctl/flagjson.h"
#include "apps/signalboxctl/options.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

auto parse(const QString &line)
{
    return parseOptions(QStringList{u"signalboxctl"_s} + line.split(u' ', Qt::SkipEmptyParts));
}

ProjectEntry shop()
{
    return {ProjectId(u"p1"_s),
            u"Shop"_s,
            {{EnvironmentId(u"e1"_s), EnvironmentKey(u"dev"_s), u"Development"_s},
             {EnvironmentId(u"e2"_s), EnvironmentKey(u"prod"_s), u"dev"_s}}};
}

} // namespace

class TestCtlOptions final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void wrongUsage_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("nothing") << u""_s;
        QTest::newRow("no command") << u"--json"_s;
        QTest::newRow("unknown command") << u"toggle x"_s;
        QTest::newRow("unknown option") << u"list --url http://127.0.0.1 --password x"_s;
        QTest::newRow("no address") << u"list"_s;
        QTest::newRow("not a web address") << u"list --url ftp://127.0.0.1"_s;
        QTest::newRow("credential in the address") << u"list --url http://mia:x@127.0.0.1"_s;
        QTest::newRow("another vendor") << u"list --url http://127.0.0.1 --provider acme"_s;
        QTest::newRow("browser of another vendor") << u"list --url http://127.0.0.1 --browser"_s;
        QTest::newRow("two ways to sign in")
            << u"list --provider flagdash --url http://127.0.0.1 --browser --token-fd 3"_s;
        QTest::newRow("doctor through the browser")
            << u"doctor --provider flagdash --url http://127.0.0.1 --browser"_s;
        for (const char *silence : {"4s", "61m", "x", ""})
            QTest::addRow("silence of %s", silence)
                << u"watch --url http://127.0.0.1 --silence=%1"_s.arg(QLatin1String(silence));
        QTest::newRow("surplus argument") << u"watch --url http://127.0.0.1 x"_s;
        QTest::newRow("descriptor that is no number") << u"watch --url http://127.0.0.1 --token-fd x"_s;
        QTest::newRow("set without a position") << u"set a --url http://127.0.0.1 --environment dev"_s;
        QTest::newRow("set to a third position")
            << u"set a toggle --url http://127.0.0.1 --environment dev"_s;
        QTest::newRow("set to two things")
            << u"set a on --rollout 5 --url http://127.0.0.1 --environment dev"_s;
        for (const char *share : {"101", "-1", "12.5", "x", "+5", "0x10", "1000"}) {
            QTest::addRow("rollout to %s", share)
                << u"set a --rollout=%1 --url http://127.0.0.1 --environment dev"_s.arg(QLatin1String(share));
        }
        for (const char *value : {"blue", "{}", "[1]", "null", "1,2", ""}) {
            QTest::addRow("default of %s", value)
                << u"set a --default=%1 --url http://127.0.0.1 --environment dev"_s.arg(QLatin1String(value));
        }
        QTest::newRow("rollout and default")
            << u"set a --rollout 5 --default true --url http://127.0.0.1 --environment dev"_s;
        QTest::newRow("set without an environment") << u"set a on --url http://127.0.0.1"_s;
        QTest::newRow("set without time")
            << u"set a on --url http://127.0.0.1 --environment dev --timeout 0s"_s;
        QTest::newRow("server without an action") << u"server --url http://127.0.0.1"_s;
        QTest::newRow("server with another action") << u"server restart --url http://127.0.0.1"_s;
        QTest::newRow("server without an address") << u"server status"_s;
        QTest::newRow("server elsewhere in plain http") << u"server status --url http://flags.example"_s;
        QTest::newRow("stream without an address") << u"stream"_s;
        QTest::newRow("header without a colon") << u"stream http://127.0.0.1 --header Accept"_s;
        QTest::newRow("silence of no length") << u"stream http://127.0.0.1 --idle-timeout x"_s;
        QTest::newRow("plain http elsewhere") << u"list --url http://flags.example"_s;
        QTest::newRow("proxy of another kind") << u"list --url https://a.example --proxy https://p:1"_s;
        QTest::newRow("proxy without a port") << u"list --url https://a.example --proxy http://p"_s;
        QTest::newRow("proxy with a path") << u"list --url https://a.example --proxy http://p:1/x"_s;
        QTest::newRow("proxy password in the open")
            << u"list --url https://a.example --proxy http://mia:x@p:1"_s;
        QTest::newRow("certificate without a key") << u"stream https://a.example --client-cert a.pem"_s;
        QTest::newRow("passphrase descriptor that is no number")
            << u"stream https://a.example --key-passphrase-fd x"_s;
        QTest::newRow("doctor without an address") << u"doctor"_s;
        QTest::newRow("faults of nothing") << u"faults --url http://127.0.0.1:1"_s;
        QTest::newRow("faults of no server") << u"faults show"_s;
        QTest::newRow("faults elsewhere") << u"faults show --url http://192.0.2.1"_s;
        QTest::newRow("faults of no kind") << u"faults slowness --url http://127.0.0.1:1"_s;
        QTest::newRow("set without a file") << u"faults set --url http://127.0.0.1:1"_s;
        QTest::newRow("show more") << u"faults show it --url http://127.0.0.1:1"_s;
        QTest::newRow("fault out of range") << u"faults status status=200 --url http://127.0.0.1:1"_s;
        QTest::newRow("fault with a word alone") << u"faults status often --url http://127.0.0.1:1"_s;
        QTest::newRow("demo without changes") << u"demo --changes 0"_s;
        QTest::newRow("demo with too many clients") << u"demo --clients 51"_s;
    }
    void wrongUsage()
    {
        QFETCH(const QString, line);
        const auto options = parse(line);
        QVERIFY(!options);
        QCOMPARE(options.error().code, ExitCode::WrongUsage);
        QVERIFY(!options.error().text.isEmpty());
    }

    void networkOptionsAreTheSameEverywhere()
    {
        for (const QString &command : {u"list --url https://a.example"_s, u"watch --url https://a.example"_s,
                                       u"set f on --environment dev --url https://a.example"_s,
                                       u"doctor --url https://a.example"_s, u"stream https://a.example"_s}) {
            const auto options = parse(command
                                       + u" --proxy socks5://mia@proxy.example:1080 --ca-file ca.pem "
                                         "--client-cert me.pem --client-key me.key --allow-plain-http "
                                         "--proxy-password-fd 3 --key-passphrase-fd 4"_s);
            QVERIFY2(options, qPrintable(command));
            NetworkSettings expected;
            expected.proxy = ProxyMode::Socks5;
            expected.proxyHost = u"proxy.example"_s;
            expected.proxyPort = 1080;
            expected.proxyUser = u"mia"_s;
            expected.caFile = u"ca.pem"_s;
            expected.certificateFile = u"me.pem"_s;
            expected.keyFile = u"me.key"_s;
            expected.allowPlainHttp = true;
            QCOMPARE(options->network.settings, expected);
            QCOMPARE(options->network.proxyPasswordFd, 3);
            QCOMPARE(options->network.keyPassphraseFd, 4);
        }
        QCOMPARE(parse(u"list --url https://a.example"_s)->network.settings, NetworkSettings());
        QCOMPARE(parse(u"list --url https://a.example --proxy none"_s)->network.settings.proxy,
                 ProxyMode::None);
        QVERIFY(parse(u"list --url http://a.example --allow-plain-http"_s));
        QCOMPARE(parse(u"demo"_s)->network.settings.proxy, ProxyMode::None);
    }

    void silenceIsLearnedUnlessItIsSaid()
    {
        const auto learned = parse(u"watch --url http://127.0.0.1"_s);
        QVERIFY(learned && !std::get<WatchOptions>(learned->command).window);
        const auto fixed = parse(u"watch --url http://127.0.0.1 --silence 90s"_s);
        QVERIFY(fixed);
        QCOMPARE(std::get<WatchOptions>(fixed->command).window,
                 std::optional<std::chrono::milliseconds>(90s));
    }

    void faultsAreSpelledAsInAPlan()
    {
        const auto options = parse(
            u"--json faults latency on=reads delayMs=200 probability=0.5 for=60 --url http://127.0.0.1:1"_s);
        QVERIFY(options && options->json);
        const auto &faults = std::get<FaultsOptions>(options->command);
        QVERIFY(faults.action == FaultsOptions::Action::Add);
        Fault latency = faultOf(FaultKind::Latency);
        latency.target = FaultTarget::Reads;
        latency.delay = 200ms;
        latency.probability = 0.5;
        latency.duration = 60s;
        QVERIFY(faults.fault == latency);
        const auto wrong = parse(u"faults latency delayMs=-1 --url http://127.0.0.1:1"_s);
        QVERIFY2(wrong.error().text.startsWith(u"delayMs: a whole number"), qPrintable(wrong.error().text));
        const auto set = parse(u"faults set plan.json --url http://localhost:1"_s);
        QVERIFY(set && std::get<FaultsOptions>(set->command).file == u"plan.json");
    }

    void helpIsNoFailure_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line :
             {"--help", "--version", "help", "list --help", "set -h", "faults --help", "stream --help"})
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void helpIsNoFailure()
    {
        QFETCH(const QString, line);
        const auto options = parse(line);
        QVERIFY(!options);
        QCOMPARE(options.error().code, ExitCode::Done);
    }

    void jsonMayStandAnywhere_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("first") << u"--json demo --changes 3"_s;
        QTest::newRow("after the command") << u"demo --json --changes 3"_s;
        QTest::newRow("last") << u"demo --changes 3 --json"_s;
    }
    void jsonMayStandAnywhere()
    {
        QFETCH(const QString, line);
        const auto options = parse(line);
        QVERIFY(options);
        QVERIFY(options->json);
        QCOMPARE(std::get<DemoOptions>(options->command).changes, 3);
    }

    void readsAnOrder()
    {
        const auto options = parseOptions(
            {u"signalboxctl"_s, u"set"_s, u"new-checkout"_s, u"off"_s, u"--url"_s, u"https://togul.example"_s,
             u"--environment"_s, u"prod"_s, u"--reason"_s, u"incident 7, again"_s, u"--confirm"_s, u"prod"_s,
             u"--timeout"_s, u"1500ms"_s, u"--project"_s, u"Shop"_s});
        QVERIFY(options);
        const auto &order = std::get<SetOptions>(options->command);
        QCOMPARE(order.flag, FlagKey(u"new-checkout"_s));
        QCOMPARE(order.wanted.enabled, std::optional(false));
        QVERIFY(!order.wanted.rollout);
        QCOMPARE(order.reason, u"incident 7, again"_s);
        QCOMPARE(order.confirm, u"prod"_s);
        QVERIFY(order.timeout == 1500ms);
        QCOMPARE(order.connection.url, QUrl(u"https://togul.example"_s));
        QCOMPARE(order.connection.environment, u"prod"_s);
        QCOMPARE(order.connection.project, u"Shop"_s);
    }

    void readsARollout()
    {
        for (const int share : {0, 7, 100}) {
            const auto options =
                parse(u"set a --rollout %1 --url http://127.0.0.1 --environment dev"_s.arg(share));
            QVERIFY2(options, options ? "" : qPrintable(options.error().text));
            const auto &order = std::get<SetOptions>(options->command);
            QCOMPARE(order.wanted.rollout, std::optional(share));
            QVERIFY(!order.wanted.enabled && !order.wanted.defaultValue);
        }
    }

    void readsADefaultValue()
    {
        const auto read = [](const QString &what) {
            const auto options = parse(u"set a %1 --url http://127.0.0.1 --environment dev"_s.arg(what));
            return options ? std::get<SetOptions>(options->command).wanted : FlagPatch();
        };
        QVERIFY(read(u"--default true"_s).defaultValue == FlagValue(true));
        QVERIFY(read(u"--default 12.5"_s).defaultValue == FlagValue(12.5));
        QVERIFY(read(u"--default \"blue\""_s).defaultValue == FlagValue(u"blue"_s));
        const FlagPatch both = read(u"off --default false"_s);
        QCOMPARE(both.enabled, std::optional(false));
        QVERIFY(both.defaultValue == FlagValue(false));
    }

    void readsAStream()
    {
        const auto options =
            parseOptions({u"signalboxctl"_s, u"stream"_s, u"http://127.0.0.1:8080/s?x=1"_s, u"--header"_s,
                          u"Accept-Language: de, en"_s, u"--header"_s, u"X-Empty:"_s, u"--idle-timeout"_s,
                          u"2.5"_s, u"--max-retry-wait"_s, u"1"_s, u"--comments"_s});
        QVERIFY(options);
        const auto &stream = std::get<StreamOptions>(options->command);
        QCOMPARE(stream.headers, (QVector<std::pair<QByteArray, QByteArray>>{{"Accept-Language", "de, en"},
                                                                             {"X-Empty", ""}}));
        QVERIFY(stream.idleTimeout == 2500ms);
        QVERIFY(stream.maximumRetryWait == 1s);
        QVERIFY(stream.comments);
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::optional<std::chrono::milliseconds>>("duration");
        using Duration = std::optional<std::chrono::milliseconds>;
        QTest::newRow("seconds") << u"15s"_s << Duration(15s);
        QTest::newRow("bare seconds") << u"15"_s << Duration(15s);
        QTest::newRow("part of a second") << u"0.25"_s << Duration(250ms);
        QTest::newRow("milliseconds") << u"250ms"_s << Duration(250ms);
        QTest::newRow("minutes") << u"2m"_s << Duration(2min);
        QTest::newRow("negative") << u"-1s"_s << Duration();
        QTest::newRow("word") << u"soon"_s << Duration();
        QTest::newRow("empty") << QString() << Duration();
        QTest::newRow("beyond all measure") << u"99999999999999999999"_s << Duration();
    }
    void durations()
    {
        QFETCH(const QString, text);
        QFETCH(const std::optional<std::chrono::milliseconds>, duration);
        QVERIFY(parseDuration(text) == duration);
    }

    void choosesAProject()
    {
        ProjectEntry other = shop();
        other.id = ProjectId(u"p2"_s);
        ConnectionOptions options;
        QVERIFY(!chooseProject({}, options));
        QCOMPARE(chooseProject({shop()}, options)->id, shop().id);
        QVERIFY(!chooseProject({shop(), other}, options));
        options.project = u"p2"_s;
        QCOMPARE(chooseProject({shop(), other}, options)->id, other.id);
        options.project = u"Shop"_s;
        QCOMPARE(chooseProject({shop()}, options)->id, shop().id);
        QVERIFY(chooseProject({shop(), other}, options).error().detail.contains(u"p2"_s));
        options.project = u"Office"_s;
        QVERIFY(chooseProject({shop()}, options).error().detail.contains(u"Shop"_s));
    }

    void choosesAnEnvironmentByKeyBeforeName()
    {
        QCOMPARE(chooseEnvironment(shop(), u"dev"_s)->id.text(), u"e1"_s);
        QCOMPARE(chooseEnvironment(shop(), u"Development"_s)->id.text(), u"e1"_s);
        QCOMPARE(chooseEnvironment(shop(), u"e2"_s)->id.text(), u"e2"_s);
        QVERIFY(chooseEnvironment(shop(), {}).error().detail.contains(u"dev, prod"_s));
        QVERIFY(chooseEnvironment(shop(), u"staging"_s).error().detail.contains(u"dev, prod"_s));
    }

    void aFlagAsJsonSaysNullForWhatIsUnknown()
    {
        Flag flag;
        flag.key = FlagKey(u"a"_s);
        flag.enabled = true;
        const QJsonObject unknown = flagJson(flag, u"dev"_s);
        for (const QString &name :
             {u"name"_s, u"serves"_s, u"rules"_s, u"version"_s, u"updatedAt"_s, u"updatedBy"_s})
            QVERIFY2(unknown.contains(name) && unknown.value(name).isNull(), qPrintable(name));

        flag.defaultValue = FlagValue(JsonText{u"[1]"_s});
        flag.rules.emplace();
        flag.enabled = false;
        flag.version = 7;
        const QJsonObject known = flagJson(flag, u"dev"_s);
        QCOMPARE(known.value(u"serves"_s).toArray().size(), 1);
        QCOMPARE(known.value(u"rules"_s).toInt(), 0);
        QCOMPARE(known.value(u"version"_s).toInt(), 7);
        QCOMPARE(known.value(u"enabled"_s), QJsonValue(false));
    }

    void aServersTextCannotDriveTheTerminal()
    {
        Flag flag;
        flag.key = FlagKey(u"a\u001b]0;owned\u0007\n\u202eb"_s);
        const QString line = flagLine(flag, u"dev"_s);
        for (const QChar c : line)
            QVERIFY(c >= u' ' && c != QChar(0x7f) && c != QChar(0x202e));
    }
};

QTEST_GUILESS_MAIN(TestCtlOptions)
#include "tst_ctloptions.moc"
