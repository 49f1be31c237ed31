// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"
#include "server/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QString path()
{
    return QStringLiteral(SIGNALBOXD);
}

QString bearerOf(const QJsonObject &ready)
{
    HttpProbe probe(QUrl(ready[u"url"_s].toString()));
    const QJsonObject login = ready[u"login"_s].toObject();
    return probe
        .send("POST", u"/api/v1/login"_s,
              QJsonObject{{u"username"_s, login[u"email"_s]}, {u"password"_s, login[u"password"_s]}})
        .json()[u"token"_s]
        .toString();
}

} // namespace

class TestSignalboxd : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void itSaysWhenItIsReadyAndNothingElse()
    {
        Program program(path(), {u"--region"_s, u"eu-1"_s});
        const QJsonObject ready = program.ready();
        QCOMPARE(ready[u"ready"_s], QJsonValue(true));
        QCOMPARE(ready[u"dialects"_s].toArray(), QJsonArray({u"togul"_s, u"flagdash"_s}));
        QCOMPARE(ready[u"version"_s].toString(), QStringLiteral(SIGNALBOX_VERSION));
        QCOMPARE(ready[u"region"_s].toString(), u"eu-1"_s);
        QCOMPARE(ready[u"keys"_s].toArray().size(), 12);
        QCOMPARE(ready[u"keys"_s].toArray().first().toObject().keys(),
                 QStringList({u"environment"_s, u"key"_s, u"scope"_s}));
        QVERIFY(!bearerOf(ready).isEmpty()); // the printed sign-in works
        HttpProbe tokenHolder(QUrl(ready[u"url"_s].toString()),
                              ready[u"login"_s].toObject()[u"token"_s].toString());
        QCOMPARE(tokenHolder.get(u"/api/v1/auth/me"_s).text(u"user"_s, u"email"_s),
                 ready[u"login"_s].toObject()[u"email"_s].toString());
        QVERIFY(ready[u"control"_s].toString().size() >= 40);
        QVERIFY(!ready.contains(u"faultSeed"_s));
        program.process.terminate();
        QCOMPARE(program.exitCode(), 0);
        QCOMPARE(program.process.readAllStandardOutput(), QByteArray());
        QCOMPARE(program.mistakes(), QString());
    }

    void signalsEndItProperly_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }

    void signalsEndItProperly()
    {
        QFETCH(int, signal);
        Program program(path(), {u"--life=20"_s, u"--heartbeat"_s, u"0.2"_s});
        const QJsonObject ready = program.ready();
        const QUrl url(ready[u"url"_s].toString());
        RawStream stream(quint16(url.port()), "/api/v1/stream",
                         "Authorization: Bearer " + bearerOf(ready).toUtf8() + "\r\n");
        QTRY_VERIFY(stream.has(": heartbeat\n\n"));
        QTRY_VERIFY(stream.has("data: {\"type\":\"")); // a colleague did something
        QCOMPARE(::kill(pid_t(program.process.processId()), signal), 0);
        QCOMPARE(program.exitCode(), 0);
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n"));
    }

    void aPortInUseIsOne()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost, 0));
        Program program(path(), {u"--listen"_s, u"127.0.0.1:%1"_s.arg(taken.serverPort())});
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.mistakes().contains(u"already in use"));
        QCOMPARE(program.process.readAllStandardOutput(), QByteArray());
    }

    void anUnwritableDatabaseIsOne()
    {
        const QTemporaryDir folder;
        Program program(path(),
                        {u"--database"_s, folder.filePath(u"missing/flags.db"_s), u"--seed"_s, u"demo"_s});
        QCOMPARE(program.exitCode(), 1);
        QVERIFY2(program.mistakes().contains(u"cannot be opened"), qPrintable(program.mistakes()));
    }

    void aDatabaseWithoutAnAccountIsOne()
    {
        const QTemporaryDir folder;
        Program program(path(), {u"--database"_s, folder.filePath(u"flags.db"_s)});
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.mistakes().contains(u"--seed"));
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{u"--bogus"_s};
        QTest::newRow("a word") << QStringList{u"start"_s};
        QTest::newRow("port too large") << QStringList{u"--listen"_s, u"127.0.0.1:99999"_s};
        QTest::newRow("no port") << QStringList{u"--listen"_s, u"127.0.0.1"_s};
        QTest::newRow("no address") << QStringList{u"--listen"_s, u"example:80"_s};
        QTest::newRow("seed") << QStringList{u"--seed"_s, u"everything"_s};
        QTest::newRow("heartbeat") << QStringList{u"--heartbeat"_s, u"0"_s};
        QTest::newRow("life") << QStringList{u"--life=fast"_s};
        QTest::newRow("life without the shop") << QStringList{u"--life"_s, u"--seed"_s, u"empty"_s};
        QTest::newRow("faults without a file") << QStringList{u"--faults"_s, QString()};
        QTest::newRow("a database with a password")
            << QStringList{u"--database"_s, u"postgresql://a:b@x/y"_s};
        QTest::newRow("a database without a name") << QStringList{u"--database"_s, u"postgresql://x"_s};
        QTest::newRow("a database with an unknown setting")
            << QStringList{u"--database"_s, u"postgresql://x/y?password_file=z"_s};
    }

    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        Program program(path(), arguments);
        QCOMPARE(program.exitCode(), 2);
        QVERIFY(program.mistakes().contains(u"--help"));
        QCOMPARE(program.process.readAllStandardOutput(), QByteArray());
    }

    void aWrongFaultPlanIsOneAndNamesThePlace()
    {
        const QTemporaryDir folder;
        const auto mistakeOf = [&folder](const QByteArray &text) {
            QFile file(folder.filePath(u"plan.json"_s));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
                return u"the file was not written"_s;
            file.close();
            Program program(path(), {u"--faults"_s, file.fileName()});
            return u"%1 %2"_s.arg(program.exitCode()).arg(program.mistakes());
        };
        const QString mistake =
            mistakeOf(json("{'faults':[{'kind':'half-open'},{'kind':'status','status':7}]}"));
        QVERIFY2(mistake.startsWith(u"1 ") && mistake.contains(u"plan.json is wrong at faults[1].status"),
                 qPrintable(mistake));
        QVERIFY(mistakeOf("{\n!").contains(u"line 2, column"));
        Program missing(path(), {u"--faults"_s, folder.filePath(u"none.json"_s)});
        QCOMPARE(missing.exitCode(), 1);
        QVERIFY(missing.mistakes().contains(u"cannot be read"));
    }

    void faultsAreThereFromTheStart()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"plan.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(json("{'faults':[{'kind':'status','status':429,'on':'sign-in','count':1}]}"));
        file.close();
        Program program(path(), {u"--faults"_s, file.fileName()});
        const QJsonObject ready = program.ready();
        QVERIFY(ready.contains(u"faultSeed"_s));
        HttpProbe probe(QUrl(ready[u"url"_s].toString()));
        QCOMPARE(probe.send("POST", u"/api/v1/login"_s, QByteArray("{}")).status, 429);
        QCOMPARE(probe.send("POST", u"/api/v1/login"_s, QByteArray("{}")).status, 400);
        probe.setBearer(ready[u"control"_s].toString());
        const QJsonObject state = probe.get(u"/signalbox/faults"_s).json();
        QCOMPARE(state[u"seed"_s], ready[u"faultSeed"_s]);
        QCOMPARE(state[u"faults"_s].toArray().first().toObject()[u"state"_s].toString(), u"spent"_s);
        program.process.terminate();
        QCOMPARE(program.exitCode(), 0);
        const QString seed = QString::number(ready[u"faultSeed"_s].toInteger());
        QVERIFY(program.mistakes().contains(u"seed is "_s + seed));
    }

    void helpIsForReading()
    {
        Program program(path(), {u"--help"_s});
        QCOMPARE(program.exitCode(), 0);
        QVERIFY(program.process.readAllStandardOutput().contains("--listen"));
    }

    // "Server back": the same flags, the same keys, and people are still signed in.
    void aRestartOnAFileKeepsEverything()
    {
        const QTemporaryDir folder;
        const QStringList arguments = {u"--database"_s, folder.filePath(u"flags.db"_s), u"--seed"_s,
                                       u"demo"_s,       u"--demo-password"_s,           u"secret"_s};
        QString token;
        QJsonArray keys;
        QByteArray projects;
        {
            Program program(path(), arguments);
            const QJsonObject ready = program.ready();
            token = bearerOf(ready);
            keys = ready[u"keys"_s].toArray();
            HttpProbe probe(QUrl(ready[u"url"_s].toString()));
            probe.setBearer(token);
            QCOMPARE(probe.send("POST", u"/api/v1/projects"_s, json("{'name':'Kept'}")).status, 200);
            projects = probe.get(u"/api/v1/projects"_s).body;
            program.process.kill(); // not even asked to stop
            program.process.waitForFinished();
        }
        Program program(path(), arguments);
        const QJsonObject ready = program.ready();
        QCOMPARE(ready[u"keys"_s].toArray(), keys);
        HttpProbe probe(QUrl(ready[u"url"_s].toString()));
        probe.setBearer(token);
        QCOMPARE(probe.get(u"/api/v1/projects"_s).body, projects);
        QVERIFY(projects.contains("Kept"));
        program.process.terminate();
        QCOMPARE(program.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestSignalboxd)
#include "tst_signalboxd.moc"
