// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/regionfixture.h"

#include "server/seed/seeder.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

ServerOptions plainOptions()
{
    ServerOptions options;
    options.passwordCost = PasswordCost::Minimal;
    options.replicationKey = RegionFixture::key();
    return options;
}

} // namespace

RegionFixture::RegionFixture(const QByteArray &regionKey) : m_regionKey(regionKey)
{
    ServerOptions options = plainOptions();
    options.database = folder.filePath(u"primary.db"_s);
    options.seed = Seed::Demo;
    options.demoPassword = u"secret"_s;
    primary = std::make_unique<Server>(clock, options);
    const auto port = primary->start();
    Q_ASSERT(port);
    relay = std::make_unique<Relay>(*port);
    startRegion();
}

void RegionFixture::startRegion()
{
    ServerOptions options = plainOptions();
    options.database = folder.filePath(u"region.db"_s);
    options.region = u"us-1"_s;
    options.primary = QUrl(u"http://127.0.0.1:%1"_s.arg(relay->port()));
    options.replicationKey = m_regionKey;
    region = std::make_unique<Server>(clock, options);
    const auto port = region->start();
    Q_ASSERT(port);
}

void RegionFixture::letTimePass()
{
    constexpr auto longestRetry = std::chrono::seconds(10);
    clock.advance(longestRetry);
    m_passed += std::chrono::milliseconds(longestRetry).count();
}

qint64 RegionFixture::flip(int times, const QString &flag)
{
    HttpProbe probe(primary->url(), primary->login()->token);
    const QString path = u"/api/v1/manage/flags/%1/toggle?project_id=%2&environment_id=%3"_s.arg(
        flag, Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
    for (int i = 0; i < times; ++i) {
        const int status = probe.send("POST", path).status;
        Q_ASSERT(status == 200);
    }
    return primary->status().outbox.head;
}

RawStream RegionFixture::streamOf(const Server &server, const QByteArray &lastEventId) const
{
    QByteArray headers = "X-API-Key: " + primary->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n";
    if (!lastEventId.isEmpty())
        headers += "Last-Event-ID: " + lastEventId + "\r\n";
    return RawStream(quint16(server.url().port()), "/api/v1/stream", headers);
}

QVector<qint64> RegionFixture::changesOf(RawStream &stream)
{
    QVector<qint64> ids;
    qint64 id = 0;
    for (const QByteArray &line : stream.body().split('\n')) {
        if (line.startsWith("id: "))
            id = line.mid(4).toLongLong();
        else if (line.startsWith("data: {\"type\":\"flag.") || line.startsWith("data: {\"type\":\"rule."))
            ids.append(id);
    }
    return ids;
}

void RegionFixture::compareConsecutive(const QVector<qint64> &ids)
{
    for (int i = 1; i < ids.size(); ++i)
        QCOMPARE(ids.at(i), ids.at(i - 1) + 1);
}

HttpProbe RegionFixture::probeOf(const Server &server) const
{
    return HttpProbe(server.url(), primary->login()->token);
}

} // namespace signalbox
