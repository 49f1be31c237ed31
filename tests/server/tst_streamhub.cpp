// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/streamhub.h"

#include "server/httpprobe.h"
#include "server/outboxfixture.h"
#include "server/stream/framelog.h"
#include "support/manualclock.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A hub behind a server; the path says what a stream may see: /organization/environment/credential.
class Station final
{
public:
    explicit Station(HttpLimits limits = {}, StreamHubOptions options = {30s, 1 << 20})
        : hub(clock, options, OutboxFixture::words(), outbox.history)
        , server(clock, limits, [this](const HttpCall &call, HttpReply reply) {
            const QStringList parts = call.path.split(u'/');
            hub.open(reply, {parts.value(1), parts.value(2), parts.value(3), expiresAt},
                     call.header("last-event-id").value_or(QByteArray()));
        })
    {
        port = server.listen(QHostAddress::LocalHost, 0).value_or(0);
        QObject::connect(&outbox.pump, &OutboxPump::changed, &hub, &StreamHub::publish);
        QObject::connect(&hub, &StreamHub::flushWanted, &server, &HttpServer::flush);
    }

    void publish(const QString &text, const QString &organization, const QString &environment)
    {
        outbox.commit(text, organization, environment);
        outbox.pump.pump();
        server.flush();
    }
    void publishMany(int count, int width = 0)
    {
        for (int i = 0; i < count; ++i)
            outbox.commit(QString::number(i).leftJustified(width, u'.'), u"org"_s, {});
        outbox.pump.pump();
        server.flush();
    }
    [[nodiscard]] RawStream comeBack(const QByteArray &lastEventId, const QByteArray &path = "/org//a",
                                     qint64 readBuffer = 0) const
    {
        return RawStream(port, path, "Last-Event-ID: " + lastEventId + "\r\n", readBuffer);
    }

    ManualClock clock;
    std::optional<WallTime> expiresAt;
    OutboxFixture outbox;
    StreamHub hub;
    HttpServer server;
    quint16 port = 0;
};

/// The frames of a chunked answer, in order: what stands after "data: ", or the comment. Without the
/// greeting.
QStringList framesOf(RawStream &stream)
{
    QStringList frames;
    for (const QByteArray &line : stream.body().split('\n')) {
        if (line.startsWith("data: ") || (line.startsWith(": ") && line != ": connected"))
            frames.append(QString::fromUtf8(line));
    }
    return frames;
}

/// The ids a stream was given, in order, those of greetings among them.
QVector<qint64> idsOf(RawStream &stream)
{
    QVector<qint64> ids;
    for (const QByteArray &line : stream.body().split('\n')) {
        if (line.startsWith("id: "))
            ids.append(line.mid(4).toLongLong());
    }
    return ids;
}

QVector<qint64> numbers(qint64 first, qint64 last)
{
    QVector<qint64> row;
    for (qint64 number = first; number <= last; ++number)
        row.append(number);
    return row;
}

/// Keeps the frames of changes until they are wanted.
class Holder final : public StreamGate
{
public:
    bool take(const StreamFrame &frame) override
    {
        held.push_back(frame);
        return true;
    }
    void opened(StreamNumber, const StreamScope &) override {}
    void closed(StreamNumber) override {}

    std::vector<StreamFrame> held;
};

} // namespace

class TestStreamHub : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theLogKeepsPositionsWhileItForgets()
    {
        FrameLog log;
        QCOMPARE(log.append({"aaaa", {}, {}}), quint64(0));
        QCOMPARE(log.append({"bb", {}, {}}), quint64(1));
        QCOMPARE(log.append({"c", {}, {}}), quint64(2));
        QCOMPARE(log.bytes(), quint64(7));
        QCOMPARE(log.bytesFrom(1), quint64(3));
        log.dropBefore(2);
        QCOMPARE(log.begin(), quint64(2));
        QCOMPARE(log.at(2).bytes, QByteArray("c"));
        QCOMPARE(log.bytes(), quint64(1));
        log.dropBefore(99);
        QCOMPARE(log.bytes(), quint64(0));
        QCOMPARE(log.append({"d", {}, {}}), quint64(3));
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
        station.publish(u"1"_s, u"org"_s, u"production"_s);
        station.publish(u"2"_s, u"org"_s, u"staging"_s);
        station.publish(u"3"_s, u"elsewhere"_s, u"x"_s);
        station.publish(u"4"_s, u"org"_s, u"production"_s);
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
        station.publish(u"1"_s, u"org"_s, {});
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
        station.publish(u"before"_s, u"org"_s, {});
        RawStream second(station.port, "/org//a");
        QTRY_COMPARE(station.hub.streamCount(), 2);
        station.publish(u"after"_s, u"org"_s, {});
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
        station.publish(u"only one sees this"_s, u"org"_s, {});
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
        station.publish(u"news"_s, u"org"_s, {});
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

    // --- coming back --------------------------------------------------------------------------------------

    void idsAreReadStrictly_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<qint64>("version"); // -1: none
        QTest::newRow("number") << QByteArray("1781187600001") << qint64(1781187600001);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("leading zeros") << QByteArray("0042") << qint64(42);
        QTest::newRow("largest") << QByteArray("9223372036854775807") << qint64(9223372036854775807);
        QTest::newRow("too large") << QByteArray("9223372036854775808") << qint64(-1);
        QTest::newRow("nothing") << QByteArray() << qint64(-1);
        QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
        QTest::newRow("signed") << QByteArray("+1") << qint64(-1);
        QTest::newRow("blank") << QByteArray(" 1") << qint64(-1);
        QTest::newRow("fraction") << QByteArray("1.0") << qint64(-1);
        QTest::newRow("hex") << QByteArray("0x10") << qint64(-1);
        QTest::newRow("a word") << QByteArray("latest") << qint64(-1);
        QTest::newRow("a zero byte") << QByteArray("1\0", 2) << qint64(-1);
    }

    void idsAreReadStrictly()
    {
        QFETCH(QByteArray, id);
        QFETCH(qint64, version);
        QCOMPARE(versionFromEventId(id).value_or(-1), version);
    }

    void whatWasMissedComesFirst()
    {
        Station station;
        station.publishMany(5);
        RawStream stream = station.comeBack("2");
        QTRY_COMPARE(idsOf(stream), numbers(2, 5)); // the greeting confirms where it goes on
        station.publish(u"live"_s, u"org"_s, {});
        QTRY_COMPARE(idsOf(stream), numbers(2, 6));
        QCOMPARE(framesOf(stream), QStringList({u"data: 2"_s, u"data: 3"_s, u"data: 4"_s, u"data: live"_s}));
        QCOMPARE(station.hub.resumed(), quint64(1));
    }

    /// Without it, a client that heard nothing before it lost the connection would have nothing to name.
    void aNewStreamLearnsWhereItStands()
    {
        Station station;
        station.publishMany(3);
        RawStream stream(station.port, "/org//a");
        QTRY_VERIFY(stream.has("id: 3\n: connected\n\n"));
        QCOMPARE(station.hub.resumed() + station.hub.resynced(), quint64(0));
    }

    void nothingMissedIsNothingTold()
    {
        Station station;
        station.publishMany(3);
        RawStream stream = station.comeBack("3");
        QTRY_VERIFY(stream.has(": connected\n\n"));
        station.publish(u"live"_s, u"org"_s, {});
        QTRY_COMPARE(framesOf(stream), QStringList{u"data: live"_s});
    }

    void onlyWhatTheStreamMaySeeIsToldAgain()
    {
        Station station;
        station.publish(u"1"_s, u"org"_s, u"production"_s);
        station.publish(u"2"_s, u"org"_s, u"staging"_s);
        station.publish(u"3"_s, u"elsewhere"_s, u"production"_s);
        station.publish(u"4"_s, u"org"_s, u"production"_s);
        RawStream production = station.comeBack("0", "/org/production/a");
        RawStream all = station.comeBack("0", "/org//b");
        RawStream other = station.comeBack("0", "/elsewhere//c");
        RawStream nobody = station.comeBack("0", "/nobody//d");
        QTRY_COMPARE(framesOf(production), QStringList({u"data: 1"_s, u"data: 4"_s}));
        QTRY_COMPARE(framesOf(all), QStringList({u"data: 1"_s, u"data: 2"_s, u"data: 4"_s}));
        QTRY_COMPARE(framesOf(other), QStringList{u"data: 3"_s});
        QTRY_VERIFY(nobody.has(": connected\n\n"));
        station.publish(u"5"_s, u"nobody"_s, {});
        QTRY_COMPARE(framesOf(nobody), QStringList{u"data: 5"_s});
    }

    void whereAnIdLeadsNowhereEverythingIsToBeReadAgain_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("from the future") << QByteArray("13001");
        QTest::newRow("beyond the window") << QByteArray("2999");
        QTest::newRow("garbage") << QByteArray("9d1b7c34-6f7a");
        QTest::newRow("too large") << QByteArray("99999999999999999999");
    }

    void whereAnIdLeadsNowhereEverythingIsToBeReadAgain()
    {
        QFETCH(QByteArray, id);
        Station station;
        QVERIFY(station.outbox.changes.beginAbove(12'990));
        QVERIFY(station.outbox.pump.start());
        station.publishMany(10);
        RawStream stream = station.comeBack(id);
        QTRY_VERIFY(stream.has("id: 13000\ndata: resync\n\n"));
        QCOMPARE(idsOf(stream), QVector<qint64>{13'000}); // none that would be taken for an answer before it
        station.publish(u"live"_s, u"org"_s, {});
        QTRY_COMPARE(framesOf(stream), QStringList({u"data: resync"_s, u"data: live"_s}));
        QCOMPARE(station.hub.resynced(), quint64(1));
    }

    void theWindowIsExact()
    {
        Station station;
        station.publishMany(int(OutboxHistory::resumedChanges) + 1);
        RawStream inside = station.comeBack("1");
        QTRY_COMPARE(framesOf(inside).size(), qsizetype(OutboxHistory::resumedChanges));
        QCOMPARE(idsOf(inside), numbers(1, OutboxHistory::resumedChanges + 1));
        RawStream outside = station.comeBack("0");
        QTRY_COMPARE(framesOf(outside), QStringList{u"data: resync"_s});
    }

    void whatTheOutboxForgotIsNotSkippedSilently()
    {
        Station station;
        station.publishMany(20);
        QVERIFY(station.outbox.changes.trim(5, 5)); // 16 to 20 are left
        RawStream stream = station.comeBack("15");
        QTRY_COMPARE(idsOf(stream), numbers(15, 20));
        RawStream late = station.comeBack("14");
        QTRY_COMPARE(framesOf(late), QStringList{u"data: resync"_s});
    }

    /// The replay of a reader that takes nothing waits in the outbox, not in memory, while the world goes on;
    /// what is told live meanwhile neither gets lost nor comes twice.
    void aSlowReplayMeetsTheLiveFeedWithoutAHole()
    {
        HttpLimits limits;
        limits.streamSendBuffer = 4 << 10;
        Station station(limits, {30s, 4 << 10});
        constexpr int width = 500; // of one event: 4 MB, more than the sockets hold
        station.publishMany(8'000, width);
        RawStream slow = station.comeBack("0", "/org//a", 1'000);
        QTRY_COMPARE(station.hub.streamCount(), 1);
        for (int i = 0; i < 300; ++i) {
            station.publishMany(10, width);
            QCoreApplication::processEvents();
            QCOMPARE(station.hub.pendingBytes(), quint64(0));
        }
        slow.socket().setReadBufferSize(0);
        QTRY_COMPARE_WITH_TIMEOUT(idsOf(slow).size(), qsizetype(11'001), 30'000);
        QCOMPARE(idsOf(slow), numbers(0, 11'000));
        QCOMPARE(station.hub.cutForLag(), quint64(0));
    }

    /// Slower than the outbox forgets: said, not skipped.
    void aReplayThatTheOutboxOvertakesEndsInAResync()
    {
        HttpLimits limits;
        limits.streamSendBuffer = 4 << 10;
        Station station(limits);
        station.publishMany(8'000, 500);
        RawStream slow = station.comeBack("0", "/org//a", 1'000);
        QTRY_VERIFY(slow.has("id: 1\n"));
        QVERIFY(station.outbox.changes.trim(10, 10));
        slow.socket().setReadBufferSize(0);
        QTRY_VERIFY_WITH_TIMEOUT(slow.body().endsWith("id: 8000\ndata: resync\n\n"), 30'000);
        QVector<qint64> ids = idsOf(slow);
        QCOMPARE(ids.takeLast(), 8'000);
        QVERIFY(ids.size() > 1 && ids.size() < 8'000);
        QCOMPARE(ids, numbers(0, ids.size() - 1));
        station.publishMany(1);
        QTRY_COMPARE(idsOf(slow).last(), 8'001);
    }

    /// Frames that a gate holds back are older than the streams that open meanwhile.
    void whatAGateHeldIsNotToldTwice()
    {
        Station station;
        Holder gate;
        station.hub.setGate(&gate);
        RawStream witness(station.port, "/org//w");
        QTRY_COMPARE(station.hub.streamCount(), 1);
        station.publishMany(3);
        RawStream stream = station.comeBack("1");
        QTRY_COMPARE(idsOf(stream), numbers(1, 3));
        station.hub.setGate(nullptr);
        for (const StreamFrame &frame : gate.held)
            station.hub.deliver(frame);
        station.publish(u"live"_s, u"org"_s, {});
        QTRY_COMPARE(idsOf(witness), numbers(0, 4));
        QTRY_COMPARE(idsOf(stream), numbers(1, 4));
    }

    void aRevokedCredentialEndsItsReplay()
    {
        HttpLimits limits;
        limits.streamSendBuffer = 4 << 10;
        Station station(limits);
        station.publishMany(8'000, 500);
        RawStream stream = station.comeBack("0", "/org//revoked", 1'000);
        QTRY_COMPARE(station.hub.streamCount(), 1);
        station.hub.cut(u"revoked"_s);
        stream.socket().setReadBufferSize(0);
        QTRY_VERIFY_WITH_TIMEOUT(stream.bytes().endsWith("0\r\n\r\n"), 20'000);
        QVERIFY(idsOf(stream).size() < 8'000);
    }

    void manyComeBackAtOnce()
    {
        Station station;
        station.publishMany(500);
        std::vector<std::unique_ptr<RawStream>> streams;
        for (int i = 0; i < 200; ++i)
            streams.push_back(std::make_unique<RawStream>(
                station.port, "/org//a", "Last-Event-ID: " + QByteArray::number(300 + i % 200) + "\r\n"));
        QTRY_COMPARE(station.hub.streamCount(), 200);
        station.publish(u"live"_s, u"org"_s, {});
        for (int i = 0; i < 200; ++i)
            QTRY_COMPARE(idsOf(*streams[std::size_t(i)]), numbers(300 + i % 200, 501));
    }
};

QTEST_GUILESS_MAIN(TestStreamHub)
#include "tst_streamhub.moc"
