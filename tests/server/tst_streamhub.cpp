// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/streamhub.h"

#include "server/httpprobe.h"
#include "server/stream/framelog.h"
#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A hub behind a server; the path says what a stream may see: /organization/environment/credential.
class Station final
{
public:
    Station()
        : hub(clock, {30s, 1 << 20}), server({}, [this](const HttpCall &call, HttpReply reply) {
            const QStringList parts = call.path.split(u'/');
            hub.open(reply, {parts.value(1), parts.value(2), parts.value(3), expiresAt});
        })
    {
        port = server.listen(QHostAddress::LocalHost, 0).value_or(0);
        QObject::connect(&hub, &StreamHub::flushWanted, &server, &HttpServer::flush);
    }

    void publish(const QByteArray &text, const QString &organization, const QString &environment)
    {
        hub.publish("data: " + text + "\n\n", organization, environment);
        server.flush();
    }

    ManualClock clock;
    std::optional<WallTime> expiresAt;
    StreamHub hub;
    HttpServer server;
    quint16 port = 0;
};

/// The frames of a chunked answer, in order: what stands after "data: ", or the comment. Without the
/// greeting.
QStringList framesOf(RawStream &stream)
{
    QStringList frames;
    for (const QByteArray &line : stream.bytes().split('\n')) {
        if (line.startsWith("data: ") || (line.startsWith(": ") && line != ": connected"))
            frames.append(QString::fromUtf8(line));
    }
    return frames;
}

} // namespace

class TestStreamHub : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theLogKeepsPositionsWhileItForgets()
    {
        FrameLog log;
        QCOMPARE(log.append("aaaa", {}, {}), quint64(0));
        QCOMPARE(log.append("bb", {}, {}), quint64(1));
        QCOMPARE(log.append("c", {}, {}), quint64(2));
        QCOMPARE(log.bytes(), quint64(7));
        QCOMPARE(log.bytesFrom(1), quint64(3));
        log.dropBefore(2);
        QCOMPARE(log.begin(), quint64(2));
        QCOMPARE(log.at(2).bytes, QByteArray("c"));
        QCOMPARE(log.bytes(), quint64(1));
        log.dropBefore(99);
        QCOMPARE(log.bytes(), quint64(0));
        QCOMPARE(log.append("d", {}, {}), quint64(3));
        QCOMPARE(log.bytesFrom(3), quint64(1));
        QCOMPARE(log.bytesFrom(4), quint64(0));
    }

    void everyStreamSeesItsPartInOrder()
    {
        Station station;
        RawStream all(station.port, "/org//a");
        RawStream production(station.port, "/org/production/b");
        RawStream other(station.port, "/elsewhere//c");
        QTRY_COMPARE(station.hub.streamCount(), 3);
        station.publish("1", u"org"_s, u"production"_s);
        station.publish("2", u"org"_s, u"staging"_s);
        station.publish("3", u"elsewhere"_s, u"x"_s);
        station.publish("4", u"org"_s, u"production"_s);
        QTRY_COMPARE(framesOf(all), QStringList({u"data: 1"_s, u"data: 2"_s, u"data: 4"_s}));
        QTRY_COMPARE(framesOf(production), QStringList({u"data: 1"_s, u"data: 4"_s}));
        QTRY_COMPARE(framesOf(other), QStringList({u"data: 3"_s}));
    }

    void aStreamSaysAtOnceThatItIsThere()
    {
        Station station; // whose heart does not beat: the clock stands
        RawStream first(station.port, "/org//a");
        QTRY_VERIFY(first.has(": connected\n\n"));
        QCOMPARE(station.hub.pendingBytes(), quint64(0)); // it is kept for nobody
        station.publish("1", u"org"_s, {});
        QTRY_COMPARE(framesOf(first), QStringList{u"data: 1"_s});
        station.clock.advance(60s);
        RawStream second(station.port, "/org//a");
        QTRY_VERIFY(second.has(": connected\n\n"));
        QTRY_COMPARE(framesOf(first).size(), 3);
        // Once for each, before everything else.
        QCOMPARE(first.bytes().count(": connected"), 1);
        QCOMPARE(second.bytes().count(": connected"), 1);
        QVERIFY(first.bytes().indexOf(": connected") < first.bytes().indexOf("data: 1"));
        QVERIFY(!second.has("heartbeat"));
    }

    void aStreamBeginsWhenItIsOpened()
    {
        Station station;
        RawStream first(station.port, "/org//a");
        QTRY_COMPARE(station.hub.streamCount(), 1);
        station.publish("before", u"org"_s, {});
        RawStream second(station.port, "/org//a");
        QTRY_COMPARE(station.hub.streamCount(), 2);
        station.publish("after", u"org"_s, {});
        QTRY_COMPARE(framesOf(second), QStringList{u"data: after"_s});
        QTRY_COMPARE(framesOf(first), QStringList({u"data: before"_s, u"data: after"_s}));
    }

    void theHeartBeatsForEverybody()
    {
        Station station;
        RawStream one(station.port, "/org//a");
        RawStream two(station.port, "/elsewhere/x/b");
        QTRY_COMPARE(station.hub.streamCount(), 2);
        station.clock.advance(29s);
        station.publish("only one sees this", u"org"_s, {});
        station.clock.advance(1s);
        QTRY_COMPARE(framesOf(two), QStringList{u": heartbeat"_s});
        station.clock.advance(60s);
        QTRY_COMPARE(framesOf(two), QStringList({u": heartbeat"_s, u": heartbeat"_s, u": heartbeat"_s}));
        QTRY_COMPARE(framesOf(one).size(), 4);
    }

    void aRevokedCredentialEndsItsStreamsOnly()
    {
        Station station;
        RawStream revoked(station.port, "/org//revoked");
        RawStream stays(station.port, "/org//stays");
        QTRY_COMPARE(station.hub.streamCount(), 2);
        station.hub.cut(u"revoked"_s);
        QTRY_VERIFY(revoked.bytes().endsWith("0\r\n\r\n"));
        QTRY_COMPARE(station.hub.streamCount(), 1);
        station.publish("news", u"org"_s, {});
        QTRY_COMPARE(framesOf(stays), QStringList{u"data: news"_s});
        QVERIFY(!revoked.has("news"));
    }

    void anExpiredCredentialEndsItsStreams()
    {
        Station station;
        station.expiresAt = station.clock.wallTime() + 90s;
        RawStream brief(station.port, "/org//a");
        QTRY_COMPARE(station.hub.streamCount(), 1);
        station.expiresAt.reset();
        RawStream stays(station.port, "/org//b");
        QTRY_COMPARE(station.hub.streamCount(), 2);
        station.clock.advance(89s);
        QTRY_COMPARE(framesOf(brief).size(), 2);
        QCOMPARE(station.hub.streamCount(), 2);
        station.clock.advance(1s);
        QTRY_VERIFY(brief.bytes().endsWith("0\r\n\r\n"));
        QTRY_COMPARE(station.hub.streamCount(), 1);
    }
};

QTEST_GUILESS_MAIN(TestStreamHub)
#include "tst_streamhub.moc"
