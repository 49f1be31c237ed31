// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"
#include "apps/startedpractice.h"
#include "apps/togulscript.h"
#include "operations/journal.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

QStringList stagesOf(CtlProcess &ctl)
{
    QStringList stages;
    for (const QJsonObject &line : ctl.lines())
        stages.append(line.value(u"stage"_s).toString());
    return stages;
}

bool isRunning(qint64 id)
{
    QFile file(u"/proc/%1/stat"_s.arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray stat = file.readAll();
    return stat.mid(stat.lastIndexOf(')') + 2, 1) != "Z";
}

/// Children of a process, as the kernel lists them.
QVector<qint64> childrenOf(qint64 id)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(id));
    QVector<qint64> ids;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &child : file.readAll().simplified().split(' ')) {
            if (!child.isEmpty())
                ids.append(child.toLongLong());
        }
    }
    return ids;
}

} // namespace

class TestSignalboxctl final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_practice = std::make_unique<StartedPractice>(QStringLiteral(SIGNALBOXD),
                                                       QStringList{u"--heartbeat"_s, u"1"_s});
        QVERIFY(m_practice->isReady());

        // Signing in costs what hashing a password has to cost: once for all the tests below.
        QNetworkAccessManager network;
        QNetworkRequest request(QUrl((*m_practice)->url.toString() + u"/api/v1/login"_s));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const QJsonObject body{{u"username"_s, (*m_practice)->email},
                               {u"password"_s, (*m_practice)->password}};
        const std::unique_ptr<QNetworkReply> reply(network.post(request, QJsonDocument(body).toJson()));
        QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 60'000);
        m_token = QJsonDocument::fromJson(reply->readAll()).object().value(u"token"_s).toString();
        QVERIFY(!m_token.isEmpty());
    }
    void cleanupTestCase() { m_practice.reset(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_folder.reset(); }

    // Faults

    void faultsAreSetShownAddedAndCleared()
    {
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_CONTROL_TOKEN"_s, QString::fromLatin1((*m_practice)->control));
        const QStringList server = {u"--url"_s, (*m_practice)->url.toString(), u"--json"_s};
        const QString file = m_folder->filePath(u"plan.json"_s);
        QFile plan(file);
        QVERIFY(plan.open(QIODevice::WriteOnly));
        plan.write(R"({"seed":5,"faults":[{"kind":"status","on":"sign-in","status":429,"count":1}]})");
        plan.close();
        QVector<QJsonObject> states;
        const QVector<QStringList> orders = {
            {u"set"_s, file}, {u"latency"_s, u"on=sign-in"_s, u"delayMs=1"_s}, {u"show"_s}, {u"clear"_s}};
        for (const QStringList &order : orders) {
            QCOMPARE(ctl.run(QStringList{u"faults"_s} + order + server), 0);
            states += ctl.lines();
        }
        QCOMPARE(states.size(), 4);
        const auto kinds = [&states](int state) {
            QStringList words;
            for (const QJsonValue &fault : states.at(state).value(u"faults"_s).toArray())
                words.append(fault.toObject().value(u"kind"_s).toString());
            return words.join(u' ');
        };
        QCOMPARE(kinds(0), u"status"_s);
        QCOMPARE(kinds(1), u"status latency"_s);
        QCOMPARE(kinds(2), u"status latency"_s);
        QCOMPARE(kinds(3), QString());
        QCOMPARE(states.at(2).value(u"seed"_s).toInt(), 5);
        QVERIFY2(ctl.messages().isEmpty(), ctl.messages().constData());
    }

    void faultsForPeopleAreOneLineEach()
    {
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_CONTROL_TOKEN"_s, QString::fromLatin1((*m_practice)->control));
        const QStringList server = {u"--url"_s, (*m_practice)->url.toString()};
        QCOMPARE(ctl.run(QStringList{u"faults"_s, u"drop"_s, u"on=sign-in"_s, u"count=3"_s} + server), 0);
        QVERIFY2(
            ctl.output().contains("active   struck 0       drop count=3 on=sign-in when=before-headers\n"),
            ctl.output().constData());
        QCOMPARE(ctl.run(QStringList{u"faults"_s, u"clear"_s} + server), 0);
        QVERIFY(ctl.output().contains("No faults"));
    }

    // Server

    void serverStatusIsATableOrJson()
    {
        const QStringList order = {u"server"_s, u"status"_s, u"--url"_s, (*m_practice)->url.toString()};
        CtlProcess forPrograms(m_folder->path());
        QCOMPARE(forPrograms.run(order + QStringList{u"--json"_s}), 0);
        const QVector<QJsonObject> lines = forPrograms.lines();
        QCOMPARE(lines.size(), 1);
        QVERIFY(lines.first().value(u"outbox"_s).toObject().value(u"head"_s).toInteger() > 0);
        QVERIFY(lines.first().value(u"streams"_s).toObject().contains(u"togul"_s));
        CtlProcess forPeople(m_folder->path());
        QCOMPARE(forPeople.run(order), 0);
        const QByteArray table = forPeople.output();
        QVERIFY2(table.startsWith("Server        signalboxd " SIGNALBOX_VERSION ", up "), table.constData());
        for (const char *part : {"\n  flagdash  ", "\n  togul  ", "\nOutbox        at ", "\nA second      "})
            QVERIFY2(table.contains(part), table.constData());
        QCOMPARE(forPeople.messages(), QByteArray());
    }

    void serverStatusOfNoServerIsOne()
    {
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"server"_s, u"status"_s, u"--url"_s, u"http://127.0.0.1:1"_s}), 1);
        QVERIFY(!ctl.messages().isEmpty());
        QCOMPARE(ctl.output(), QByteArray());
    }

    void faultsNeedTheToken()
    {
        const QStringList show = {u"faults"_s, u"show"_s, u"--url"_s, (*m_practice)->url.toString()};
        CtlProcess without(m_folder->path());
        QCOMPARE(without.run(show), 1);
        QVERIFY(without.messages().contains("SIGNALBOX_CONTROL_TOKEN"));
        CtlProcess wrong(m_folder->path());
        wrong.setEnvironment(u"SIGNALBOX_CONTROL_TOKEN"_s, u"guessed"_s);
        QCOMPARE(wrong.run(show), 3);
        QVERIFY(wrong.messages().contains("control token"));
        QVERIFY(wrong.output().isEmpty());
    }

    void aWrongFaultPlanIsWrongUsage()
    {
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_CONTROL_TOKEN"_s, QString::fromLatin1((*m_practice)->control));
        const QString file = m_folder->filePath(u"plan.json"_s);
        QFile plan(file);
        QVERIFY(plan.open(QIODevice::WriteOnly));
        plan.write(R"({"faults":[{"kind":"status","status":1}]})");
        plan.close();
        QCOMPARE(ctl.run({u"faults"_s, u"set"_s, file, u"--url"_s, (*m_practice)->url.toString()}), 2);
        QVERIFY(ctl.messages().contains("faults[0].status"));
        QCOMPARE(
            ctl.run({u"faults"_s, u"set"_s, u"/nowhere.json"_s, u"--url"_s, (*m_practice)->url.toString()}),
            1);
    }

    void aServerWithoutFaultsSaysSo()
    {
        ScriptedServer server;
        server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(404, "{}"); });
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_CONTROL_TOKEN"_s, u"x"_s);
        QCOMPARE(ctl.run({u"faults"_s, u"clear"_s, u"--url"_s, server.url().toString()}), 3);
        QVERIFY(ctl.messages().contains("--faults"));
    }

    // Usage

    void wrongUsageEndsWith2AndWritesNoData()
    {
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"set"_s, u"a"_s, u"sideways"_s}), 2);
        QVERIFY(ctl.output().isEmpty());
        QVERIFY(!ctl.messages().isEmpty());
    }

    void helpGoesToStandardOutput()
    {
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"--help"_s}), 0);
        QVERIFY(ctl.output().contains("Usage"));
        QVERIFY(ctl.messages().isEmpty());
    }

    void withoutCredentialsNothingIsSent()
    {
        TogulScript togul(u"development"_s);
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"list"_s, u"--url"_s, togul.url().toString()}), 1);
        QVERIFY(ctl.messages().contains("SIGNALBOX_EMAIL"));
        QVERIFY(togul.server().requests().isEmpty());
    }

    void aWrongPasswordIsSaidOnce()
    {
        TogulScript togul(u"development"_s);
        togul.passwordIsRight = false;
        auto ctl = scripted();
        QCOMPARE(ctl->run({u"list"_s, u"--url"_s, togul.url().toString()}), 3);
        QVERIFY(ctl->messages().contains("does not accept this sign-in. Check the credentials"));
        QVERIFY(!ctl->messages().contains("secret"));
        QCOMPARE(togul.server().requests("POST", "/api/v1/login").size(), 1);
    }

    void anEnvironmentThatIsNotThereIsNamed()
    {
        TogulScript togul(u"development"_s);
        auto ctl = scripted();
        QCOMPARE(ctl->run({u"watch"_s, u"--url"_s, togul.url().toString(), u"--environment"_s, u"prod"_s}),
                 2);
        QVERIFY(ctl->messages().contains("development"));
    }

    // stream

    void streamShowsWhatIsSent()
    {
        ScriptedServer server;
        CtlProcess ctl(m_folder->path());
        ctl.start({u"stream"_s, server.url(u"/s"_s).toString(), u"--json"_s, u"--comments"_s, u"--header"_s,
                   u"X-Test: yes"_s, u"--last-event-id"_s, u"41"_s});
        QTRY_COMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().constFirst().header("x-test"), QByteArray("yes"));
        QCOMPARE(server.requests().constFirst().header("last-event-id"), QByteArray("41"));
        Exchange *exchange = server.lastExchange();
        exchange->startStream();
        exchange->write(": beat\n\nid: 42\nevent: greet\ndata: h\xc3\xa9\ndata: two\n\ndata: next\n\n");
        QTRY_COMPARE(ctl.lines(u"data"_s, u"next"_s).size(), 1);
        const QJsonObject first = ctl.lines(u"event"_s, u"greet"_s).constFirst();
        QCOMPARE(first.value(u"data"_s).toString(), u"h\u00e9\ntwo"_s);
        QCOMPARE(first.value(u"id"_s).toString(), u"42"_s);
        const QJsonObject next = ctl.lines(u"data"_s, u"next"_s).constFirst();
        QCOMPARE(next.value(u"event"_s).toString(), u"message"_s);
        QCOMPARE(next.value(u"id"_s).toString(), u"42"_s); // persists
        QCOMPARE(ctl.lines(u"comment"_s, u" beat"_s).size(), 1);
        QCOMPARE(ctl.lines(u"state"_s, u"connecting"_s).size(), 1);
        QCOMPARE(ctl.lines(u"state"_s, u"open"_s).size(), 1);

        exchange->close();
        QTRY_COMPARE(ctl.lines(u"state"_s, u"waiting"_s).size(), 1);
        QVERIFY(ctl.lines(u"state"_s, u"waiting"_s).constFirst().value(u"retryInMs"_s).toInt() > 0);
        ctl.signal(SIGINT);
        QTRY_VERIFY(!ctl.isRunning());
        QCOMPARE(ctl.exitCode(), 130);
    }

    void streamEndsByItselfOnAPermanentStop()
    {
        ScriptedServer server;
        server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(404, "gone"); });
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"stream"_s, server.url().toString(), u"--json"_s}), 1);
        QCOMPARE(ctl.lines().constLast().value(u"state"_s).toString(), u"stopped"_s);
        QVERIFY(!ctl.lines().constLast().value(u"reason"_s).toString().isEmpty());
        QCOMPARE(server.requests().size(), 1);
    }

    void aTermSignalEndsItAsWell()
    {
        ScriptedServer server;
        CtlProcess ctl(m_folder->path());
        ctl.start({u"stream"_s, server.url().toString()});
        QTRY_COMPARE(server.requests().size(), 1);
        ctl.signal(SIGTERM);
        QTRY_VERIFY(!ctl.isRunning());
        QCOMPARE(ctl.exitCode(), 130);
    }

    /// signalboxd itself: what was missed comes first, and an id that leads nowhere says so.
    void aStreamGoesOnAfterTheEventItNames()
    {
        const QStringList follow = {u"stream"_s,
                                    (*m_practice)->url.toString() + u"/api/v1/stream"_s,
                                    u"--json"_s,
                                    u"--header"_s,
                                    u"Authorization: Bearer "_s + m_token,
                                    u"--last-event-id"_s};
        CtlProcess lost(m_folder->path());
        lost.start(follow + QStringList{u"1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!lost.lines(u"event"_s, u"message"_s).isEmpty(), 20'000);
        const QJsonObject resync = lost.lines(u"event"_s, u"message"_s).constFirst();
        QVERIFY(resync.value(u"data"_s).toString().contains(u"\"resync\""_s));
        const QString id = resync.value(u"id"_s).toString();

        const QString flag = anyFlag();
        const bool wanted = !isOn(flag);
        auto change = practice();
        QCOMPARE(change->run(setCommand(flag, wanted)), 0);
        CtlProcess back(m_folder->path());
        back.start(follow + QStringList{id});
        QTRY_VERIFY_WITH_TIMEOUT(!back.lines(u"event"_s, u"message"_s).isEmpty(), 20'000);
        const QJsonObject missed = back.lines(u"event"_s, u"message"_s).constFirst();
        QVERIFY(missed.value(u"data"_s).toString().contains(u'"' + flag + u'"'));
        QCOMPARE(missed.value(u"id"_s).toString().toLongLong(), id.toLongLong() + 1);
    }

    // list and watch

    void listShowsEveryFlagOfEveryEnvironment()
    {
        auto ctl = practice();
        QCOMPARE(ctl->run(command({u"list"_s})), 0);
        const auto lines = ctl->lines();
        QVERIFY(lines.size() > 60);
        QSet<QString> environments;
        for (const QJsonObject &line : lines) {
            environments.insert(line.value(u"environment"_s).toString());
            QVERIFY(line.value(u"enabled"_s).isBool());
            for (const QString &name : {u"flag"_s, u"name"_s, u"serves"_s, u"rules"_s, u"version"_s,
                                        u"updatedAt"_s, u"updatedBy"_s})
                QVERIFY2(line.contains(name), qPrintable(name));
        }
        QVERIFY(environments.size() >= 3);

        QCOMPARE(ctl->run(command({u"list"_s, u"--environment"_s, u"development"_s})), 0);
        QVERIFY(!ctl->lines().isEmpty());
        QCOMPARE(ctl->lines().size(), ctl->lines(u"environment"_s, u"development"_s).size());
    }

    void watchSeesWhatAnotherProgramSets()
    {
        auto watch = practice();
        watch->start(command({u"watch"_s, u"--environment"_s, u"development"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"state"_s, u"live"_s).isEmpty()
                                     || !watch->lines(u"state"_s, u"connecting"_s).isEmpty(),
                                 20'000);
        const QString flag = anyFlag();
        auto ctl = practice();
        const bool wanted = !isOn(flag);
        // The watcher may still be reading its first list; only what comes after it is a fact of its own.
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"state"_s, u"live"_s).isEmpty(), 60'000);
        QCOMPARE(ctl->run(setCommand(flag, wanted)), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"flag"_s, flag).isEmpty(), 20'000);
        const QJsonObject line = watch->lines(u"flag"_s, flag).constFirst();
        QCOMPARE(line.value(u"kind"_s).toString(), u"flag.updated"_s);
        QCOMPARE(line.value(u"environment"_s).toString(), u"development"_s);
        QCOMPARE(line.value(u"enabled"_s), QJsonValue(wanted));
        QCOMPARE(line.value(u"source"_s).toString(), u"stream"_s);
        QVERIFY(line.value(u"time"_s).toString().endsWith(u'Z'));
        watch->signal(SIGINT);
        QTRY_VERIFY(!watch->isRunning());
        QCOMPARE(watch->exitCode(), 130);
    }

    /// Both interfaces of one server: what a program sets through FlagDash's, one that watches through
    /// Togul's sees, and the other way round.
    void flagDashIsWatchedAndSet()
    {
        const QStringList server{
            u"--provider"_s,    u"flagdash"_s,    u"--url"_s, (*m_practice)->url.toString(),
            u"--environment"_s, u"development"_s, u"--json"_s};
        const auto flagDash = [this] {
            auto ctl = std::make_unique<CtlProcess>(m_folder->path());
            ctl->setEnvironment(u"SIGNALBOX_TOKEN"_s, QString::fromLatin1((*m_practice)->token));
            return ctl;
        };
        const QString flag = anyFlag();
        const bool wanted = !isOn(flag);
        auto togulWatch = practice();
        togulWatch->start(command({u"watch"_s, u"--environment"_s, u"development"_s}));
        auto watch = flagDash();
        watch->start(QStringList{u"watch"_s} + server);
        QTRY_VERIFY_WITH_TIMEOUT(!togulWatch->lines(u"state"_s, u"live"_s).isEmpty()
                                     && !watch->lines(u"state"_s, u"live"_s).isEmpty(),
                                 60'000);

        auto set = flagDash();
        const QString word = wanted ? u"on"_s : u"off"_s;
        QCOMPARE(set->run(QStringList{u"set"_s, flag, word, u"--reason"_s, u"a test"_s, u"--confirm"_s,
                                      u"development"_s}
                          + server),
                 0);
        QVERIFY(stagesOf(*set).contains(u"accepted"_s));
        QCOMPARE(stagesOf(*set).constLast(), u"confirmed"_s);
        for (CtlProcess *one : {togulWatch.get(), watch.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(!one->lines(u"flag"_s, flag).isEmpty(), 20'000);
            QCOMPARE(one->lines(u"flag"_s, flag).constFirst().value(u"enabled"_s), QJsonValue(wanted));
        }
        QCOMPARE(isOn(flag), wanted);

        // Once more: it is so already, and nothing is flipped back.
        QCOMPARE(set->run(QStringList{u"set"_s, flag, word, u"--reason"_s, u"a test"_s, u"--confirm"_s,
                                      u"development"_s}
                          + server),
                 0);
        QVERIFY(set->lines().constLast().value(u"nothingSent"_s).toBool());
        QCOMPARE(isOn(flag), wanted);

        QCOMPARE(practice()->run(setCommand(flag, !wanted)), 0);
        QTRY_VERIFY_WITH_TIMEOUT(watch->lines(u"flag"_s, flag).size() >= 2, 20'000);
        QCOMPARE(watch->lines(u"flag"_s, flag).constLast().value(u"enabled"_s), QJsonValue(!wanted));
        for (CtlProcess *one : {togulWatch.get(), watch.get()}) {
            one->signal(SIGINT);
            QTRY_VERIFY(!one->isRunning());
        }
        QVERIFY2(!watch->output().contains((*m_practice)->token), "the token is shown");
    }

    void flagDashRollsOut()
    {
        const QString flag = u"express-pay"_s;
        const QStringList server{
            u"--provider"_s,    u"flagdash"_s,    u"--url"_s, (*m_practice)->url.toString(),
            u"--environment"_s, u"development"_s, u"--json"_s};
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_TOKEN"_s, QString::fromLatin1((*m_practice)->token));
        const auto rollout = [&ctl, &server, &flag] {
            if (ctl.run(QStringList{u"list"_s} + server) != 0)
                return -1;
            const auto lines = ctl.lines(u"flag"_s, flag);
            return lines.isEmpty() ? -1 : lines.constFirst().value(u"rollout"_s).toInt(-1);
        };
        const QStringList why{u"--reason"_s, u"a test"_s, u"--confirm"_s, u"development"_s};
        const auto to = [&](int share) {
            return QStringList{u"set"_s, flag, u"--rollout"_s, QString::number(share)} + why + server;
        };
        const int before = rollout();
        QVERIFY(before >= 0);
        const int wanted = before == 35 ? 36 : 35;
        QCOMPARE(ctl.run(to(wanted)), 0);
        QVERIFY(stagesOf(ctl).contains(u"accepted"_s));
        QCOMPARE(stagesOf(ctl).constLast(), u"confirmed"_s);
        QCOMPARE(rollout(), wanted);
        const auto entry = openJournal()->recent(1)->constFirst();
        QCOMPARE(entry.wanted.rollout, std::optional(wanted));
        QCOMPARE(entry.rolloutBefore, std::optional(before));
        QCOMPARE(entry.stage, CommandStage::Confirmed);

        QCOMPARE(ctl.run(to(wanted)), 0); // it is so already
        QVERIFY(ctl.lines().constLast().value(u"nothingSent"_s).toBool());

        // Guarded as everything in production is.
        QStringList production = to(wanted);
        production.replaceInStrings(u"development"_s, u"production"_s);
        production.removeAll(u"--confirm"_s);
        production.removeOne(u"production"_s);
        QCOMPARE(ctl.run(production), 3);
        QVERIFY2(ctl.messages().contains("--confirm"), ctl.messages().constData());
    }

    /// Whoever came last is what remains; nobody is told otherwise, and both are written down.
    void twoConsolesRollOutAtOnce()
    {
        const QString flag = u"edge-cache"_s;
        const QStringList server{
            u"--provider"_s,    u"flagdash"_s,    u"--url"_s, (*m_practice)->url.toString(),
            u"--environment"_s, u"development"_s, u"--json"_s};
        const auto made = [this] {
            auto ctl = std::make_unique<CtlProcess>(m_folder->path());
            ctl->setEnvironment(u"SIGNALBOX_TOKEN"_s, QString::fromLatin1((*m_practice)->token));
            return ctl;
        };
        const QVector<int> wanted{21, 72};
        std::vector<std::unique_ptr<CtlProcess>> consoles;
        for (const int share : wanted) {
            consoles.push_back(made());
            consoles.back()->start(QStringList{u"set"_s, flag, u"--rollout"_s, QString::number(share),
                                               u"--reason"_s, u"a test"_s, u"--confirm"_s, u"development"_s}
                                   + server);
        }
        for (const auto &console : consoles)
            QTRY_VERIFY_WITH_TIMEOUT(!console->isRunning(), 60'000);
        auto list = made();
        QCOMPARE(list->run(QStringList{u"list"_s} + server), 0);
        const int now = list->lines(u"flag"_s, flag).constFirst().value(u"rollout"_s).toInt(-1);
        QVERIFY(wanted.contains(now));
        for (int i = 0; i < wanted.size(); ++i) {
            const int code = consoles[std::size_t(i)]->exitCode();
            if (wanted.at(i) == now)
                QCOMPARE(code, 0);
            else // proven before the other came, or contradicted by it
                QVERIFY2(code == 0 || code == 5, consoles[std::size_t(i)]->messages().constData());
        }
        const auto entries = openJournal()->recent(9);
        QCOMPARE(entries->size(), 2);
        for (const JournalEntry &entry : *entries)
            QVERIFY(isSettled(entry.stage));
    }

    void togulHasNoRollout()
    {
        const QString flag = anyFlag();
        auto ctl = practice();
        QCOMPARE(ctl->run(command({u"set"_s, flag, u"--rollout"_s, u"10"_s, u"--environment"_s,
                                   u"development"_s, u"--reason"_s, u"a test"_s})),
                 2);
        QVERIFY2(ctl->messages().contains("Togul has no rollout of a flag"), ctl->messages().constData());
        QVERIFY(stagesOf(*ctl).isEmpty());
    }

    void aDefaultValueIsSetWhereTheServerTakesOne()
    {
        const QString flag = anyFlag();
        auto ctl = practice();
        const auto to = [this, &flag](const QString &value) {
            return command({u"set"_s, flag, u"--default"_s, value, u"--environment"_s, u"development"_s,
                            u"--reason"_s, u"a test"_s, u"--confirm"_s, u"development"_s});
        };
        for (const QString &value : {u"true"_s, u"false"_s}) {
            QCOMPARE(ctl->run(to(value)), 0);
            QCOMPARE(stagesOf(*ctl).constLast(), u"confirmed"_s);
            QVERIFY(openJournal()->recent(1)->constFirst().wanted.defaultValue
                    == FlagValue(value == u"true"));
        }
        QCOMPARE(ctl->run(to(u"12"_s)), 3);
        QVERIFY2(ctl->messages().contains("of another type"), ctl->messages().constData());

        CtlProcess flagDash(m_folder->path());
        flagDash.setEnvironment(u"SIGNALBOX_TOKEN"_s, QString::fromLatin1((*m_practice)->token));
        QCOMPARE(
            flagDash.run({u"set"_s, flag, u"--default"_s, u"true"_s, u"--provider"_s, u"flagdash"_s,
                          u"--url"_s, (*m_practice)->url.toString(), u"--environment"_s, u"development"_s}),
            2);
        QVERIFY2(flagDash.messages().contains("FlagDash documents no request"),
                 flagDash.messages().constData());
    }

    void flagDashWantsAToken()
    {
        CtlProcess ctl(m_folder->path());
        ctl.setEnvironment(u"SIGNALBOX_EMAIL"_s, u"mia@example.com"_s);
        ctl.setEnvironment(u"SIGNALBOX_PASSWORD"_s, u"secret"_s);
        QCOMPARE(
            ctl.run({u"list"_s, u"--provider"_s, u"flagdash"_s, u"--url"_s, (*m_practice)->url.toString()}),
            1);
        QVERIFY2(ctl.messages().contains("SIGNALBOX_TOKEN"), ctl.messages().constData());
    }

    // set

    void setIsConfirmedByTheRealServer()
    {
        const QString flag = anyFlag();
        const bool wanted = !isOn(flag);
        auto ctl = practice();
        QCOMPARE(ctl->run(setCommand(flag, wanted)), 0);
        const QStringList stages = stagesOf(*ctl);
        QCOMPARE(stages.constFirst(), u"sent"_s);
        QVERIFY(stages.contains(u"accepted"_s));
        QCOMPARE(stages.constLast(), u"confirmed"_s);
        QVERIFY(ctl->lines().constLast().value(u"atMs"_s).toDouble() > 0);
        QCOMPARE(isOn(flag), wanted);

        QCOMPARE(ctl->run(setCommand(flag, wanted)), 0);
        QCOMPARE(stagesOf(*ctl), QStringList({u"sent"_s, u"confirmed"_s}));
        QVERIFY(ctl->lines().constLast().value(u"nothingSent"_s).toBool());

        const auto entries = openJournal()->recent(9);
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->constFirst().stage, CommandStage::Confirmed);
        QCOMPARE(entries->constFirst().reason, u"a test"_s);
    }

    void productionIsGuarded_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("neither") << QStringList() << 3 << QByteArray("--reason");
        QTest::newRow("no reason") << QStringList{u"--confirm"_s, u"production"_s} << 3
                                   << QByteArray("--reason");
        QTest::newRow("blank reason") << QStringList{u"--confirm"_s, u"production"_s, u"--reason"_s, u" "_s}
                                      << 3 << QByteArray("--reason");
        QTest::newRow("not confirmed")
            << QStringList{u"--reason"_s, u"test"_s} << 3 << QByteArray("--confirm production");
        QTest::newRow("another environment confirmed")
            << QStringList{u"--reason"_s, u"test"_s, u"--confirm"_s, u"staging"_s} << 3
            << QByteArray("staging");
        QTest::newRow("both") << QStringList{u"--reason"_s, u"test"_s, u"--confirm"_s, u"production"_s} << 0
                              << QByteArray();
    }
    void productionIsGuarded()
    {
        QFETCH(const QStringList, more);
        QFETCH(const int, code);
        QFETCH(const QByteArray, says);
        TogulScript togul(u"production"_s);
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true, u"production"_s) + more), code);
        QVERIFY2(ctl->messages().contains(says), ctl->messages().constData());
        QCOMPARE(togul.patches(), code == 0 ? 1 : 0);
        QCOMPARE(togul.flagIsOn, code == 0);
    }

    void aFlagThatIsNotThereIsRefused()
    {
        auto ctl = practice();
        QCOMPARE(ctl->run(setCommand(u"no-such-flag"_s, true)), 3);
        QVERIFY(ctl->messages().contains("no-such-flag"));
        QVERIFY(ctl->lines().isEmpty());
    }

    void whoMayNotReadIsRefusedBeforeAnythingIsSent()
    {
        TogulScript togul(u"development"_s);
        togul.mayRead = false;
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true)), 3);
        QVERIFY2(ctl->messages().contains("flags.read"), ctl->messages().constData());
        QCOMPARE(togul.patches(), 0);
    }

    void aRefusalByTheServerIsSaid()
    {
        TogulScript togul(u"development"_s);
        togul.onPatch = [](Exchange &exchange) {
            exchange.respond(403, R"({"code":"forbidden","message":"needs flags.write"})");
        };
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true)), 3);
        QCOMPARE(stagesOf(*ctl), QStringList({u"sent"_s, u"refused"_s}));
        QCOMPARE(ctl->lines().constLast().value(u"error"_s).toString(), u"forbidden"_s);
        QVERIFY(ctl->messages().contains("needs flags.write"));
        QCOMPARE(togul.patches(), 1);
    }

    void anAnswerThatDoesNotComeIsUnknownAndNotSentTwice()
    {
        TogulScript togul(u"development"_s);
        togul.onPatch = [](Exchange &) {};
        auto ctl = scripted();
        const int code = ctl->run(scriptedSet(togul, true) + QStringList{u"--timeout"_s, u"2s"_s});
        QVERIFY2(code == 4, ctl->messages().constData());
        QVERIFY(ctl->messages().contains("may have been applied"));
        QCOMPARE(togul.patches(), 1);
        QCOMPARE(openJournal()->recent(1)->constFirst().stage, CommandStage::Sent);
    }

    void aLostAnswerIsSettledByReading()
    {
        TogulScript togul(u"development"_s);
        togul.onPatch = [&togul](Exchange &exchange) {
            togul.apply(true);
            exchange.abort();
        };
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true)), 0);
        QCOMPARE(stagesOf(*ctl), QStringList({u"sent"_s, u"unknown"_s, u"confirmed"_s}));
        QCOMPARE(togul.patches(), 1);
    }

    void aContradictionIsSaid()
    {
        TogulScript togul(u"development"_s);
        togul.onPatch = [&togul](Exchange &exchange) {
            exchange.respond(200, R"({"flag":)" + togul.flag() + "}"); // accepted, and not done
        };
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true)), 5);
        QCOMPARE(stagesOf(*ctl), QStringList({u"sent"_s, u"accepted"_s, u"disagrees"_s}));
        QCOMPARE(togul.patches(), 1);
    }

    void aKillBetweenSentAndAcceptedLeavesItsEntry()
    {
        TogulScript togul(u"development"_s);
        togul.onPatch = [](Exchange &) {};
        auto ctl = scripted();
        ctl->start(scriptedSet(togul, true));
        QTRY_COMPARE_WITH_TIMEOUT(togul.patches(), 1, 20'000);
        ctl->signal(SIGKILL);
        QTRY_VERIFY(!ctl->isRunning());
        const auto unfinished = openJournal()->unfinished(togul.url(), EnvironmentId(u"e1"_s));
        QCOMPARE(unfinished->size(), 1);
        QCOMPARE(unfinished->constFirst().flag, FlagKey(u"new-checkout"_s));
        QCOMPARE(unfinished->constFirst().wanted.enabled, std::optional(true));
        QCOMPARE(unfinished->constFirst().enabledBefore, std::optional(false));
    }

    void withoutAJournalNothingIsSent()
    {
        QFile inTheWay(m_folder->filePath(u"signalbox"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        TogulScript togul(u"development"_s);
        auto ctl = scripted();
        QCOMPARE(ctl->run(scriptedSet(togul, true)), 1);
        QVERIFY(ctl->messages().contains("journal"));
        QCOMPARE(togul.patches(), 0);
    }

    void aServerThatIsNotThere()
    {
        QUrl url;
        {
            const TogulScript togul(u"development"_s);
            url = togul.url();
        }
        auto ctl = scripted();
        QCOMPARE(ctl->run({u"set"_s, u"new-checkout"_s, u"on"_s, u"--environment"_s, u"development"_s,
                           u"--url"_s, url.toString(), u"--json"_s}),
                 1);
        QVERIFY(ctl->messages().contains("cannot be reached"));
    }

    // demo

    void demoShowsEveryClientEveryChange()
    {
        CtlProcess ctl(m_folder->path());
        QCOMPARE(ctl.run({u"demo"_s, u"--json"_s, u"--changes"_s, u"4"_s, u"--clients"_s, u"3"_s}, 120'000),
                 0);
        const auto lines = ctl.lines();
        QCOMPARE(lines.size(), 5);
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(lines.at(i).value(u"change"_s).toInt(), i + 1);
            QCOMPARE(lines.at(i).value(u"stage"_s).toString(), u"confirmed"_s);
            const QJsonArray seen = lines.at(i).value(u"seenMs"_s).toArray();
            QCOMPARE(seen.size(), 3);
            for (const QJsonValue &at : seen)
                QVERIFY(at.toDouble() > 0);
            QVERIFY(lines.at(i).value(u"confirmedMs"_s).toDouble()
                    > lines.at(i).value(u"acceptedMs"_s).toDouble());
        }
        QVERIFY(lines.at(0).value(u"enabled"_s) != lines.at(1).value(u"enabled"_s));
        QVERIFY(lines.at(4).value(u"summary"_s).toBool());
        QCOMPARE(lines.at(4).value(u"missed"_s).toInt(), 0);
        QVERIFY(!QFile::exists(m_folder->filePath(u"signalbox/journal.sqlite"_s))); // practice is no record
    }

    void theDemosServerDiesWithIt()
    {
        CtlProcess ctl(m_folder->path());
        ctl.start({u"demo"_s, u"--changes"_s, u"1000"_s});
        QTRY_VERIFY_WITH_TIMEOUT(ctl.output().contains("confirmed"), 60'000);
        const QVector<qint64> children = childrenOf(ctl.id());
        QCOMPARE(children.size(), 1);
        QVERIFY(isRunning(children.constFirst()));
        ctl.signal(SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(children.constFirst()), 20'000);
    }

private:
    /// Signed in to the scripted server.
    [[nodiscard]] std::unique_ptr<CtlProcess> scripted() const
    {
        return std::make_unique<CtlProcess>(m_folder->path(), u"mia@example.org"_s, u"secret"_s);
    }
    /// Signed in to the practice server.
    [[nodiscard]] std::unique_ptr<CtlProcess> practice() const
    {
        auto ctl = std::make_unique<CtlProcess>(m_folder->path());
        ctl->setEnvironment(u"SIGNALBOX_TOKEN"_s, m_token);
        return ctl;
    }
    [[nodiscard]] QStringList command(const QStringList &words) const
    {
        return words + QStringList{u"--url"_s, (*m_practice)->url.toString(), u"--json"_s};
    }
    [[nodiscard]] QStringList setCommand(const QString &flag, bool enabled) const
    {
        return command({u"set"_s, flag, enabled ? u"on"_s : u"off"_s, u"--environment"_s, u"development"_s,
                        u"--confirm"_s, u"development"_s, u"--reason"_s, u"a test"_s});
    }
    [[nodiscard]] static QStringList scriptedSet(const TogulScript &togul, bool enabled,
                                                 const QString &environment = u"development"_s)
    {
        return {u"set"_s,    u"new-checkout"_s, enabled ? u"on"_s : u"off"_s, u"--environment"_s,
                environment, u"--url"_s,        togul.url().toString(),       u"--json"_s};
    }
    [[nodiscard]] QVector<QJsonObject> developmentFlags() const
    {
        auto ctl = practice();
        ctl->run(command({u"list"_s, u"--environment"_s, u"development"_s}));
        return ctl->lines();
    }
    [[nodiscard]] QString anyFlag() const
    {
        return developmentFlags().constFirst().value(u"flag"_s).toString();
    }
    [[nodiscard]] bool isOn(const QString &flag) const
    {
        for (const QJsonObject &line : developmentFlags()) {
            if (line.value(u"flag"_s).toString() == flag)
                return line.value(u"enabled"_s).toBool();
        }
        qFatal("the flag is not in the list");
    }
    [[nodiscard]] std::unique_ptr<Journal> openJournal() const
    {
        auto journal = Journal::open(m_folder->filePath(u"signalbox/journal.sqlite"_s));
        if (!journal)
            qFatal("%s", qPrintable(journal.error().detail));
        return std::move(*journal);
    }

    std::unique_ptr<StartedPractice> m_practice;
    QString m_token;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSignalboxctl)
#include "tst_signalboxctl.moc"
