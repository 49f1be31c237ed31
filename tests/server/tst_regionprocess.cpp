// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"
#include "server/program.h"
#include "server/regionfixture.h"
#include "server/seed/seeder.h"

#include <QJsonArray>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QString &key()
{
    static const QString text = u"SIGNALBOX_REPLICATION_KEY="_s + QString::fromLatin1(RegionFixture::key());
    return text;
}

quint16 portOf(const QJsonObject &ready)
{
    return quint16(QUrl(ready[u"url"_s].toString()).port());
}

QString keyOf(const QJsonObject &ready, const QString &scope)
{
    const QJsonArray keys = ready[u"keys"_s].toArray();
    for (const QJsonValue &one : keys) {
        if (one[u"environment"_s].toString() == u"production" && one[u"scope"_s].toString() == scope)
            return one[u"key"_s].toString();
    }
    return {};
}

} // namespace

/// The same with two real processes, one of which is killed in the middle.
class TestRegionProcess : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aRegionThatIsKilledGoesOn()
    {
        const QTemporaryDir folder;
        Program primary(QStringLiteral(SIGNALBOXD), primaryArguments(folder, 0), {key()});
        const QJsonObject ready = primary.ready();
        QCOMPARE(ready[u"ready"_s], QJsonValue(true));
        HttpProbe there(QUrl(ready[u"url"_s].toString()),
                        ready[u"login"_s].toObject()[u"token"_s].toString());
        const QByteArray credential = "X-API-Key: " + keyOf(ready, u"sdk"_s).toUtf8() + "\r\n";

        QVector<qint64> told;
        for (int life = 0; life < 4; ++life) {
            Program region(QStringLiteral(SIGNALBOXD), regionArguments(folder, ready), {key()});
            const QJsonObject regionReady = region.ready();
            QCOMPARE(regionReady[u"region"_s].toString(), u"us-1"_s);
            QVERIFY(!regionReady.contains(u"login"_s));
            HttpProbe here(QUrl(regionReady[u"url"_s].toString()));
            QTRY_COMPARE_WITH_TIMEOUT(here.get(u"/readyz"_s).status, 200, 20'000);
            const QByteArray back =
                told.isEmpty() ? QByteArray() : "Last-Event-ID: " + QByteArray::number(told.last()) + "\r\n";
            RawStream stream(portOf(regionReady), "/api/v1/stream", credential + back);
            QTRY_VERIFY(stream.has(": connected"));
            flip(there, 15);
            QTRY_VERIFY(RegionFixture::changesOf(stream).size() > 3);
            region.murder(); // with changes on the way
            told += RegionFixture::changesOf(stream);
            flip(there, 5);
        }
        Program region(QStringLiteral(SIGNALBOXD), regionArguments(folder, ready), {key()});
        const QJsonObject regionReady = region.ready();
        RawStream stream(portOf(regionReady), "/api/v1/stream",
                         credential + "Last-Event-ID: " + QByteArray::number(told.last()) + "\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(told.size() + RegionFixture::changesOf(stream).size(), 80, 20'000);
        told += RegionFixture::changesOf(stream);
        RegionFixture::compareConsecutive(told);
        HttpProbe here(QUrl(regionReady[u"url"_s].toString()),
                       ready[u"login"_s].toObject()[u"token"_s].toString());
        QTRY_COMPARE(here.get(flagsPath()).body, there.get(flagsPath()).body);
        region.process.terminate();
        QCOMPARE(region.exitCode(), 0);
    }

    void aPrimaryThatIsKilledComesBack()
    {
        const QTemporaryDir folder;
        auto primary = std::make_unique<Program>(QStringLiteral(SIGNALBOXD), primaryArguments(folder, 0),
                                                 QStringList{key()});
        const QJsonObject ready = primary->ready();
        const QString token = ready[u"login"_s].toObject()[u"token"_s].toString();
        Program region(QStringLiteral(SIGNALBOXD), regionArguments(folder, ready), {key()});
        const QJsonObject regionReady = region.ready();
        HttpProbe here(QUrl(regionReady[u"url"_s].toString()), token);
        QTRY_COMPARE_WITH_TIMEOUT(here.get(u"/readyz"_s).status, 200, 20'000);
        RawStream stream(portOf(regionReady), "/api/v1/stream",
                         "X-API-Key: " + keyOf(ready, u"sdk"_s).toUtf8() + "\r\n");
        QTRY_VERIFY(stream.has(": connected"));
        {
            HttpProbe there(QUrl(ready[u"url"_s].toString()), token);
            flip(there, 5);
        }
        primary->murder();
        QCOMPARE(here.get(flagsPath()).status, 200); // the region serves on
        primary = std::make_unique<Program>(QStringLiteral(SIGNALBOXD),
                                            primaryArguments(folder, portOf(ready)), QStringList{key()});
        QCOMPARE(primary->ready()[u"ready"_s], QJsonValue(true));
        HttpProbe there(QUrl(ready[u"url"_s].toString()), token);
        flip(there, 5);
        QTRY_COMPARE_WITH_TIMEOUT(RegionFixture::changesOf(stream).size(), 10, 30'000);
        RegionFixture::compareConsecutive(RegionFixture::changesOf(stream));
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("replicationKey");
        QTest::addColumn<QString>("says");
        const QString good = QString::fromLatin1(RegionFixture::key());
        const QString primary = u"--primary=http://127.0.0.1:1"_s;
        QTest::newRow("no name") << QStringList{primary} << good << u"--region"_s;
        QTest::newRow("no key") << QStringList{primary, u"--region=us-1"_s} << QString()
                                << u"SIGNALBOX_REPLICATION_KEY"_s;
        QTest::newRow("a short key") << QStringList{primary, u"--region=us-1"_s} << u"short"_s
                                     << u"too short"_s;
        QTest::newRow("a short key of a primary") << QStringList() << u"short"_s << u"too short"_s;
        QTest::newRow("no address") << QStringList{u"--primary=flags"_s, u"--region=us-1"_s} << good
                                    << u"--primary takes"_s;
        QTest::newRow("a secret in the address")
            << QStringList{u"--primary=http://a:b@127.0.0.1"_s, u"--region=us-1"_s} << good
            << u"--primary takes"_s;
        QTest::newRow("plain http elsewhere")
            << QStringList{u"--primary=http://192.0.2.1"_s, u"--region=us-1"_s} << good
            << u"--allow-plain-http"_s;
        QTest::newRow("a name that is none")
            << QStringList{primary, u"--region=us 1"_s} << good << u"--region takes"_s;
        QTest::newRow("a seed") << QStringList{primary, u"--region=us-1"_s, u"--seed=demo"_s} << good
                                << u"--seed"_s;
        QTest::newRow("a CA without a primary") << QStringList{u"--ca-file=x"_s} << good << u"--primary"_s;
    }

    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, replicationKey);
        QFETCH(QString, says);
        Program program(QStringLiteral(SIGNALBOXD), arguments,
                        {u"SIGNALBOX_REPLICATION_KEY="_s + replicationKey});
        QCOMPARE(program.exitCode(), 2);
        const QString mistake = program.mistakes();
        QVERIFY2(mistake.contains(says), qPrintable(mistake));
    }

private:
    static QStringList primaryArguments(const QTemporaryDir &folder, quint16 port)
    {
        return {u"--database"_s,      folder.filePath(u"primary.db"_s),
                u"--seed"_s,          u"demo"_s,
                u"--demo-password"_s, u"secret"_s,
                u"--listen"_s,        u"127.0.0.1:%1"_s.arg(port)};
    }

    static QStringList regionArguments(const QTemporaryDir &folder, const QJsonObject &primary)
    {
        return {u"--database"_s, folder.filePath(u"region.db"_s), u"--region"_s, u"us-1"_s,
                u"--primary"_s,  primary[u"url"_s].toString()};
    }

    static QString flagsPath() { return u"/api/v1/manage/flags?project_id="_s + Seeder::demoProjectId(); }

    static void flip(HttpProbe &primary, int times)
    {
        const QString path = u"/api/v1/manage/flags/dark-mode/toggle?project_id=%1&environment_id=%2"_s.arg(
            Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
        for (int i = 0; i < times; ++i)
            QCOMPARE(primary.send("POST", path).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestRegionProcess)
#include "tst_regionprocess.moc"
