// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/eventstream.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

class Recorder final : public StreamSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        lines.append(text(event.data));
        if (onEvent)
            onEvent();
    }
    void sseComment(std::string_view comment) override { lines.append(QString(u"#" + text(comment))); }
    void streamBytes(qsizetype count) override { bytes += count; }
    void streamBatchEnd() override { ++batches; }

    QStringList lines;
    qsizetype bytes = 0;
    int batches = 0;
    std::function<void()> onEvent;
};

QString stateWord(StreamState state)
{
    switch (state) {
    case StreamState::Idle: return u"idle"_s;
    case StreamState::Connecting: return u"connecting"_s;
    case StreamState::Open: return u"open"_s;
    case StreamState::Waiting: return u"waiting"_s;
    case StreamState::Stopped: return u"stopped"_s;
    }
    return {};
}

} // namespace

class TestEventStream final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void delivers_data();
    void delivers();
    void asksForAnEventStream();
    void contentTypeWithParametersIsFine();
    void finalStatusesStop_data();
    void finalStatusesStop();
    void temporaryStatusesWait_data();
    void temporaryStatusesWait();
    void statusesAreMappedByTheCaller();
    void bodyOfARefusalThatNeverEnds();
    void hugeBodyOfARefusal();
    void wrongContentTypeStops_data();
    void wrongContentTypeStops();
    void compressedStreams_data();
    void compressedStreams();
    void stopFromInsideACompressedEvent();
    void headersThatTrickleTimeOut();
    void aBodyThatTrickles();
    void theTapSeesTheWire();
    void refusedConnectionWaitsWithBackoff();
    void noAnswerTimesOut();
    void silenceReplacesTheConnection();
    void heartbeatsKeepItAlive();
    void theIdleTimeoutMayChangeWhileOpen();
    void noIdleTimeoutWaitsForever();
    void cleanEndWaitsTheFirstDelay();
    void endlessEmptyAnswersSlowDown();
    void bytesWithoutAnEventDoNotForgetFailures();
    void anEventForgetsFailures();
    void retryFieldIsAFloor();
    void aHugeRetryFieldIsBounded();
    void retryZeroShortensNothing();
    void retryAfterIsAFloor_data();
    void retryAfterIsAFloor();
    void waitsAreCappedOnRequest();
    void lastEventIdIsSent();
    void overlongLastEventIdIsNotSent();
    void unfinishedEventIsDropped();
    void tooLargeEventStops();
    void whatTakesLongIsTakenInTurns_data();
    void whatTakesLongIsTakenInTurns();
    void afterALongTurnMoreWaitsForATimer();
    void followsRedirectsAndBeginsAtTheOriginalAddress();
    void redirectToAnotherOriginStops();
    void redirectToAnotherOriginDropsCredentials();
    void endlessRedirectsStop();
    void brokenRedirectStops_data();
    void brokenRedirectStops();
    void sourceIsAskedForEveryAttempt();
    void sourceErrors();
    void retryNow();
    void reconnect();
    void startAgainForgetsFailures();
    void stopInEveryStateTwice_data();
    void stopInEveryStateTwice();
    void stopFromInsideAnEvent();
    void startFromInsideAnEvent();
    void destroyedWhileOpen();
    void stopFromInsideAStatus();

private:
    void create(EventStreamOptions options = {});
    void onStream(const std::function<void(Exchange &)> &script)
    {
        m_server->onRequest([script](const ReceivedRequest &, Exchange &exchange) { script(exchange); });
    }
    [[nodiscard]] StreamState state() const { return m_stream->status().state; }
    [[nodiscard]] ErrorKind errorKind() const { return m_stream->status().error.value_or(Error{}).kind; }
    /// Fires the retry that is due.
    void retry()
    {
        QVERIFY(m_stream->status().retryIn.has_value());
        m_clock->advance(*m_stream->status().retryIn);
    }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Recorder> m_sink;
    std::unique_ptr<EventStream> m_stream;
    StreamRequest m_request;
    std::optional<Error> m_sourceError;
    int m_asked = 0;
    double m_jitter = 1.0;
    QStringList m_states;
};

void TestEventStream::init()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    m_clock = std::make_unique<ManualClock>();
    m_server = std::make_unique<ScriptedServer>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_sink = std::make_unique<Recorder>();
    m_request = {m_server->url(u"/api/v1/stream"_s), {{"Authorization", "Bearer secret"}}};
    m_sourceError.reset();
    m_asked = 0;
    m_jitter = 1.0;
    create();
}

void TestEventStream::create(EventStreamOptions options)
{
    m_states.clear();
    m_stream = std::make_unique<EventStream>(
        *m_network, *m_clock,
        [this](Callback<StreamRequest> done) {
            ++m_asked;
            auto context = std::make_shared<QObject>();
            QMetaObject::invokeMethod(
                context.get(),
                [this, done] {
                    if (m_sourceError)
                        done(tl::unexpected(*m_sourceError));
                    else
                        done(m_request);
                },
                Qt::QueuedConnection);
            return Pending([context]() mutable { context.reset(); });
        },
        *m_sink, std::move(options), [this] { return m_jitter; });
    connect(m_stream.get(), &EventStream::statusChanged, this,
            [this](const StreamStatus &status) { m_states.append(stateWord(status.state)); });
}

void TestEventStream::cleanup()
{
    m_stream.reset();
    m_network.reset();
    m_server.reset();
    m_sink.reset();
    m_clock.reset();
}

void TestEventStream::delivers_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("until close") << false;
    QTest::newRow("chunked") << true;
}

void TestEventStream::delivers()
{
    QFETCH(bool, chunked);
    onStream([chunked](Exchange &exchange) {
        exchange.startStream(chunked);
        exchange.write("data: a\n\n: heart");
    });
    m_stream->start();
    QTRY_COMPARE(m_sink->lines, QStringList{u"a"_s});
    QCOMPARE(state(), StreamState::Open);
    m_server->lastExchange()->write("beat\n\ndata: gr\xC3\xBC\xC3\x9F\n\n");
    QTRY_COMPARE(m_sink->lines, QStringList({u"a"_s, u"# heartbeat"_s, u"grüß"_s}));
    QCOMPARE(m_states, QStringList({u"connecting"_s, u"open"_s}));
    QCOMPARE(m_sink->bytes, 36);
    QVERIFY(m_sink->batches >= 2);
}

void TestEventStream::asksForAnEventStream()
{
    m_stream->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    const ReceivedRequest request = m_server->requests().first();
    QCOMPARE(request.method, "GET");
    QCOMPARE(request.path, "/api/v1/stream");
    QCOMPARE(request.header("accept"), "text/event-stream");
    QCOMPARE(request.header("accept-encoding"), "identity");
    QCOMPARE(request.header("cache-control"), "no-cache");
    QCOMPARE(request.header("authorization"), "Bearer secret");
    QVERIFY(!request.hasHeader("last-event-id"));
    QVERIFY(!request.hasHeader("cookie"));
}

void TestEventStream::contentTypeWithParametersIsFine()
{
    onStream([](Exchange &exchange) {
        exchange.sendHeaders(200, {{"Content-Type", "Text/Event-Stream ; charset=latin1"}});
        exchange.write("data: a\n\n");
    });
    m_stream->start();
    QTRY_COMPARE(m_sink->lines, QStringList{u"a"_s});
}

void TestEventStream::finalStatusesStop_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("201") << 201 << ErrorKind::BadAnswer;
    QTest::newRow("204") << 204 << ErrorKind::Rejected;
    QTest::newRow("304") << 304 << ErrorKind::BadAnswer;
    QTest::newRow("400") << 400 << ErrorKind::Rejected;
    QTest::newRow("401") << 401 << ErrorKind::SignInNeeded;
    QTest::newRow("403") << 403 << ErrorKind::Forbidden;
    QTest::newRow("404") << 404 << ErrorKind::NotFound;
    QTest::newRow("410") << 410 << ErrorKind::Rejected;
    QTest::newRow("422") << 422 << ErrorKind::Rejected;
}

void TestEventStream::finalStatusesStop()
{
    QFETCH(int, status);
    QFETCH(ErrorKind, kind);
    const QByteArray body = status >= 400 ? QByteArray("the reason") : QByteArray();
    onStream([status, body](Exchange &exchange) { exchange.respond(status, body, "text/event-stream"); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), kind);
    QCOMPARE(m_stream->status().error->httpStatus, std::optional(status));
    QVERIFY(!m_stream->status().error->detail.isEmpty());
    if (!body.isEmpty())
        QCOMPARE(m_stream->status().error->detail, u"the reason"_s);
    QVERIFY(!m_clock->nextTimer());
    m_clock->advance(24h);
    QCOMPARE(m_server->requests().size(), 1);
}

void TestEventStream::temporaryStatusesWait_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("408") << 408 << ErrorKind::Timeout;
    QTest::newRow("425") << 425 << ErrorKind::Rejected;
    QTest::newRow("429") << 429 << ErrorKind::RateLimited;
    QTest::newRow("500") << 500 << ErrorKind::Server;
    QTest::newRow("502") << 502 << ErrorKind::Server;
    QTest::newRow("503") << 503 << ErrorKind::Server;
}

void TestEventStream::temporaryStatusesWait()
{
    QFETCH(int, status);
    QFETCH(ErrorKind, kind);
    onStream([status](Exchange &exchange) { exchange.respond(status, "busy", "text/plain"); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(errorKind(), kind);
    QCOMPARE(m_stream->status().failures, 1);
    QCOMPARE(m_stream->status().retryIn, std::optional(std::chrono::milliseconds(1s)));
    QCOMPARE(m_stream->status().delivered, false);
    m_clock->advance(1s);
    QTRY_COMPARE(m_server->requests().size(), 2);
}

void TestEventStream::statusesAreMappedByTheCaller()
{
    EventStreamOptions options;
    options.streamError = [](int status, const QByteArray &body) {
        return Error{ErrorKind::Conflict, u"%1: %2"_s.arg(status).arg(QString::fromUtf8(body)), std::nullopt,
                     std::nullopt};
    };
    create(std::move(options));
    onStream([](Exchange &exchange) { exchange.respond(403, "why"); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::Conflict);
    QCOMPARE(m_stream->status().error->detail, u"403: why"_s);
    QCOMPARE(m_stream->status().error->httpStatus, std::optional(403));
}

void TestEventStream::bodyOfARefusalThatNeverEnds()
{
    onStream([](Exchange &exchange) {
        exchange.sendHeaders(404, {{"Content-Type", "text/plain"}});
        exchange.write("no such stream");
    });
    m_stream->start();
    // The timer of the body replaces the one of the connection once the headers are in.
    QTRY_COMPARE(m_clock->nextTimer(), std::optional(std::chrono::milliseconds(limits::errorBodyTimeout)));
    QCOMPARE(state(), StreamState::Connecting);
    m_clock->advance(limits::errorBodyTimeout);
    QCOMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::NotFound);
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestEventStream::hugeBodyOfARefusal()
{
    onStream([](Exchange &exchange) {
        exchange.sendHeaders(403, {{"Content-Type", "text/plain"}});
        exchange.write(QByteArray(3 << 20, 'x'));
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::Forbidden);
    QCOMPARE(m_stream->status().error->detail.size(), limits::errorDetailLength);
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestEventStream::wrongContentTypeStops_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("html") << QByteArray("text/html; charset=utf-8");
    QTest::newRow("json") << QByteArray("application/json");
    QTest::newRow("prefix") << QByteArray("text/event-stream-not");
    QTest::newRow("none") << QByteArray();
}

void TestEventStream::wrongContentTypeStops()
{
    QFETCH(QByteArray, type);
    onStream([type](Exchange &exchange) { exchange.respond(200, "data: a\n\n", type); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::BadAnswer);
    QVERIFY(m_stream->status().error->detail.contains(u"not an event stream"_s));
    QVERIFY(m_sink->lines.isEmpty());
}

void TestEventStream::compressedStreams_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<StreamState>("expected");
    const auto gzip = QByteArray::fromHex("1f8b08000000000000034a492c49b45248e4e202000000ffff");
    QTest::newRow("gzip") << QByteArray("gzip") << gzip << StreamState::Open;
    QTest::newRow("damaged gzip") << QByteArray("gzip") << QByteArray("data: a\n\n") << StreamState::Waiting;
    QTest::newRow("identity") << QByteArray("identity") << QByteArray("data: a\n\n") << StreamState::Open;
    QTest::newRow("brotli") << QByteArray("br") << QByteArray("data: a\n\n") << StreamState::Stopped;
    QTest::newRow("twice") << QByteArray("gzip, gzip") << gzip << StreamState::Stopped;
}

void TestEventStream::compressedStreams()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    QFETCH(StreamState, expected);
    onStream([=](Exchange &exchange) {
        exchange.startStream(false, {{"Content-Encoding", coding}});
        exchange.write(body);
    });
    m_stream->start();
    if (expected == StreamState::Open) {
        QTRY_COMPARE(m_sink->lines, QStringList{u"a"_s});
        QCOMPARE(state(), StreamState::Open);
        return;
    }
    QTRY_COMPARE(state(), expected);
    QCOMPARE(errorKind(), ErrorKind::BadAnswer);
    QVERIFY(m_stream->status().error->detail.contains(u"compressed"_s));
    QVERIFY(m_sink->lines.isEmpty());
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestEventStream::stopFromInsideACompressedEvent()
{
    m_sink->onEvent = [this] { m_stream->stop(); };
    onStream([](Exchange &exchange) {
        exchange.startStream(false, {{"Content-Encoding", "gzip"}});
        exchange.write(QByteArray::fromHex("1f8b08000000000000034a492c49b45248e4e202000000ffff"));
    });
    m_stream->start();
    QTRY_COMPARE(m_sink->lines, QStringList{u"a"_s});
    QCOMPARE(state(), StreamState::Idle);
}

void TestEventStream::headersThatTrickleTimeOut()
{
    m_stream->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    // A byte of the head now and then is no answer.
    for (const char byte : QByteArray("HTTP/1.1 200 O")) {
        m_server->lastExchange()->write(QByteArray(1, byte));
        QTest::qWait(0);
        m_clock->advance(1s);
    }
    QCOMPARE(state(), StreamState::Connecting);
    m_clock->advance(1s);
    QCOMPARE(state(), StreamState::Waiting);
    QCOMPARE(errorKind(), ErrorKind::Timeout);
}

void TestEventStream::aBodyThatTrickles()
{
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    qsizetype sent = 0;
    for (const char byte : QByteArray("data: slow\n\n")) {
        m_clock->advance(70s); // the silence that is allowed is 75 s
        m_server->lastExchange()->write(QByteArray(1, byte));
        ++sent;
        QTRY_COMPARE(m_sink->bytes, sent);
    }
    QCOMPARE(state(), StreamState::Open);
    QCOMPARE(m_sink->lines, QStringList{u"slow"_s});
}

void TestEventStream::theTapSeesTheWire()
{
    WireTap tap(*m_clock);
    EventStreamOptions options;
    options.tap = &tap;
    create(std::move(options));
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path != "/there") {
            exchange.respond(302, {}, {}, {{"Location", "/there?token=secret"}, {"Set-Cookie", "secret"}});
            return;
        }
        exchange.startStream(true, {{"X-Session-Token", "secret"}});
        exchange.write("data: a\r\n\r\n: b\n");
        exchange.finish();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QStringList seen;
    for (quint64 number = tap.first(); number < tap.end(); ++number) {
        const WirePiece piece = tap.piece(number);
        QVERIFY2(!piece.bytes.contains("secret"), piece.bytes.constData());
        QCOMPARE(piece.connection, 1);
        seen.append(QString::fromUtf8(piece.bytes).section(u'\r', 0, 0));
    }
    const QString mask = u"\u2022\u2022\u2022"_s;
    QCOMPARE(seen, QStringList({u"GET /api/v1/stream HTTP"_s, u"HTTP/1 302 Redirect"_s,
                                QString(u"GET /there?token=" + mask + u" HTTP"), u"HTTP/1 200 OK"_s,
                                u"data: a"_s, u"the server closed the stream"_s}));
    QVERIFY(tap.piece(0).bytes.contains(QByteArray("Authorization: " + mask.toUtf8())));
    QVERIFY(tap.piece(1).bytes.contains(QByteArray("Location: /there?token=" + mask.toUtf8())));
    QCOMPARE(tap.piece(4).bytes, "data: a\r\n\r\n: b\n");
    retry();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(tap.piece(tap.end() - 1).connection, 2);
}

void TestEventStream::refusedConnectionWaitsWithBackoff()
{
    m_server->shutDown();
    m_stream->start();
    QList<qint64> waits;
    for (int attempt = 1; attempt <= 7; ++attempt) {
        QTRY_COMPARE(state(), StreamState::Waiting);
        QCOMPARE(errorKind(), ErrorKind::Network);
        QCOMPARE(m_stream->status().failures, attempt);
        waits.append(m_stream->status().retryIn->count());
        retry();
        QCOMPARE(state(), StreamState::Connecting);
    }
    QCOMPARE(waits, QList<qint64>({1000, 2000, 4000, 8000, 16000, 30000, 30000}));
}

void TestEventStream::noAnswerTimesOut()
{
    m_stream->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_clock->advance(limits::connectTimeout - 1ms);
    QCOMPARE(state(), StreamState::Connecting);
    m_clock->advance(1ms);
    QCOMPARE(state(), StreamState::Waiting);
    QCOMPARE(errorKind(), ErrorKind::Timeout);
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestEventStream::silenceReplacesTheConnection()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write(": hello\n");
    });
    m_stream->start();
    QTRY_COMPARE(m_sink->lines.size(), 1);
    m_clock->advance(74'999ms);
    QCOMPARE(state(), StreamState::Open);
    m_clock->advance(1ms);
    QCOMPARE(state(), StreamState::Waiting);
    QCOMPARE(errorKind(), ErrorKind::Timeout);
    QCOMPARE(m_stream->status().delivered, true);
    QTRY_COMPARE(m_server->openExchanges(), 0);
    retry();
    QTRY_COMPARE(state(), StreamState::Open);
}

void TestEventStream::heartbeatsKeepItAlive()
{
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    for (int beat = 1; beat <= 10; ++beat) {
        m_clock->advance(70s);
        QCOMPARE(state(), StreamState::Open);
        m_server->lastExchange()->write(":\n");
        QTRY_COMPARE(m_sink->lines.size(), beat);
    }
    // The watchdog counts from the last byte, not from its own last look.
    m_clock->advance(74'999ms);
    QCOMPARE(state(), StreamState::Open);
    m_clock->advance(1ms);
    QCOMPARE(state(), StreamState::Waiting);
}

void TestEventStream::theIdleTimeoutMayChangeWhileOpen()
{
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    m_clock->advance(70s);
    m_stream->setIdleTimeout(200s); // a learned rhythm that is slower than what was promised
    m_clock->advance(129s);
    QCOMPARE(state(), StreamState::Open);
    m_stream->setIdleTimeout(100s); // the silence so far counts
    m_clock->advance(0s);
    QCOMPARE(state(), StreamState::Waiting);
    retry();
    QTRY_COMPARE(state(), StreamState::Open);
    m_clock->advance(99s);
    QCOMPARE(state(), StreamState::Open);
    m_clock->advance(1s);
    QCOMPARE(state(), StreamState::Waiting);
    retry();
    QTRY_COMPARE(state(), StreamState::Open);
    m_stream->setIdleTimeout(std::nullopt);
    m_clock->advance(240h);
    QCOMPARE(state(), StreamState::Open);
}

void TestEventStream::noIdleTimeoutWaitsForever()
{
    EventStreamOptions options;
    options.idleTimeout.reset();
    create(std::move(options));
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    m_clock->advance(240h);
    QCOMPARE(state(), StreamState::Open);
}

void TestEventStream::cleanEndWaitsTheFirstDelay()
{
    m_jitter = 0.5;
    onStream([](Exchange &exchange) {
        exchange.startStream(true);
        exchange.write("data: a\n\n");
        exchange.finish();
    });
    m_stream->start();
    for (int round = 1; round <= 5; ++round) {
        QTRY_COMPARE(state(), StreamState::Waiting);
        QCOMPARE(m_sink->lines.size(), round);
        QCOMPARE(m_stream->status().failures, 1);
        QCOMPARE(m_stream->status().delivered, true);
        QCOMPARE(m_stream->status().retryIn, std::optional(750ms));
        QCOMPARE(m_server->requests().size(), round);
        retry();
    }
}

void TestEventStream::endlessEmptyAnswersSlowDown()
{
    onStream([](Exchange &exchange) { exchange.respond(200, {}, "text/event-stream"); });
    m_stream->start();
    QList<qint64> waits;
    for (int round = 0; round < 7; ++round) {
        QTRY_COMPARE(state(), StreamState::Waiting);
        waits.append(m_stream->status().retryIn->count());
        retry();
    }
    QCOMPARE(waits, QList<qint64>({1000, 2000, 4000, 8000, 16000, 30000, 30000}));
}

void TestEventStream::bytesWithoutAnEventDoNotForgetFailures()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("retry: 0\n\n\n\n");
        exchange.close();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    retry();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().failures, 2);
    QCOMPARE(m_stream->status().retryIn, std::optional(std::chrono::milliseconds(2s)));
}

void TestEventStream::anEventForgetsFailures()
{
    m_server->shutDown();
    m_stream->start();
    for (int attempt = 1; attempt <= 4; ++attempt) {
        QTRY_COMPARE(state(), StreamState::Waiting);
        if (attempt < 4)
            retry();
    }
    m_server->listen();
    onStream([](Exchange &exchange) { exchange.startStream(); });
    retry();
    QTRY_COMPARE(state(), StreamState::Open);
    QCOMPARE(m_stream->status().failures, 4);
    m_server->lastExchange()->write(": heartbeat\n");
    QTRY_COMPARE(m_stream->status().failures, 0);
    m_server->lastExchange()->close();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().failures, 1);
    QCOMPARE(m_stream->status().retryIn, std::optional(std::chrono::milliseconds(1s)));
}

void TestEventStream::retryFieldIsAFloor()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("retry: 90000\ndata: a\n\n");
        exchange.close();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().retryIn, std::optional(90'500ms)); // jitter only lengthens
    m_server->shutDown();
    retry();
    QTRY_COMPARE(state(), StreamState::Waiting); // it holds for later failures as well
    QVERIFY(*m_stream->status().retryIn >= 90s);
}

void TestEventStream::aHugeRetryFieldIsBounded()
{
    const auto wait = [this](EventStreamOptions options) {
        create(std::move(options));
        m_stream->start();
        [this] { QTRY_COMPARE(state(), StreamState::Waiting); }();
        return m_stream->status().retryIn.value_or(0ms);
    };
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("retry: 4294967297000\n\n");
        exchange.close();
    });
    QCOMPARE(wait({}), std::chrono::milliseconds(limits::serverRetryCap)); // a vendor may not park us longer
    EventStreamOptions options;
    options.maximumRetryWait.reset();
    QCOMPARE(wait(options), 4'294'967'297'500ms);
}

void TestEventStream::retryZeroShortensNothing()
{
    m_jitter = 0.0;
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("retry: 0\ndata: a\n\n");
        exchange.close();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().retryIn, std::optional(500ms));
}

void TestEventStream::retryAfterIsAFloor_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("seconds") << QByteArray("120") << qint64(120'500);
    QTest::newRow("date") << QByteArray("Thu, 11 Jun 2026 14:22:00 GMT") << qint64(120'500);
    QTest::newRow("zero") << QByteArray("0") << qint64(1000);
    QTest::newRow("unreadable") << QByteArray("soon") << qint64(1000);
}

void TestEventStream::retryAfterIsAFloor()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, expected);
    onStream([value](Exchange &exchange) {
        exchange.respond(503, "busy", "text/plain", {{"Retry-After", value}});
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(qint64(m_stream->status().retryIn->count()), expected);
}

void TestEventStream::waitsAreCappedOnRequest()
{
    EventStreamOptions options;
    options.maximumRetryWait = 5s;
    create(std::move(options));
    onStream([](Exchange &exchange) {
        exchange.respond(503, "busy", "text/plain", {{"Retry-After", "3600"}});
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().retryIn, std::optional(std::chrono::milliseconds(5s)));

    options.maximumRetryWait = 0s; // asks for a hot loop
    create(std::move(options));
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().retryIn, std::optional(std::chrono::milliseconds(limits::backoffFloor)));
}

void TestEventStream::lastEventIdIsSent()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("id: 7-\xE2\x9C\x93\ndata: a\n\nid: 8\ndata: not dispatched\n");
        exchange.close();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->lastEventId(), "7-\xE2\x9C\x93");
    retry();
    QTRY_COMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().last().header("last-event-id"), "7-\xE2\x9C\x93");

    m_stream->stop();
    m_stream->setLastEventId("given");
    m_stream->start();
    QTRY_COMPARE(m_server->requests().size(), 3);
    QCOMPARE(m_server->requests().last().header("last-event-id"), "given");
}

void TestEventStream::overlongLastEventIdIsNotSent()
{
    m_stream->setLastEventId(QByteArray(limits::lastEventIdBytes + 1, 'x'));
    m_stream->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    QVERIFY(!m_server->requests().last().hasHeader("last-event-id"));
}

void TestEventStream::unfinishedEventIsDropped()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: whole\n\ndata: half");
        exchange.close();
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("\n\ndata: next\n\n");
    });
    retry();
    QTRY_COMPARE(m_sink->lines, QStringList({u"whole"_s, u"next"_s}));
}

void TestEventStream::tooLargeEventStops()
{
    EventStreamOptions options;
    options.limits = {.lineBytes = 100, .eventBytes = 100};
    create(std::move(options));
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\ndata: " + QByteArray(100, 'x') + "\n\ndata: b\n\n");
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::TooLarge);
    QCOMPARE(m_stream->status().delivered, true);
    QCOMPARE(m_sink->lines, QStringList{u"a"_s});
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestEventStream::whatTakesLongIsTakenInTurns_data()
{
    QTest::addColumn<bool>("closes");
    QTest::newRow("the stream goes on") << false;
    QTest::newRow("the server closes it meanwhile") << true;
}

/// The event loop gets its turn although more has arrived, and nothing is lost.
void TestEventStream::whatTakesLongIsTakenInTurns()
{
    QFETCH(bool, closes);
    constexpr int count = 20'000;
    create();
    onStream([closes](Exchange &exchange) {
        exchange.startStream();
        exchange.write(QByteArray("data: x\n\n").repeated(count));
        if (closes)
            exchange.close();
    });
    m_sink->onEvent = [this] {
        if (m_sink->lines.size() == 1)
            m_clock->advance(10ms);
    };
    m_stream->start();
    QTRY_VERIFY(m_sink->batches > 0);
    if (closes) {
        QTRY_VERIFY((m_clock->advance(0ms), state() == StreamState::Waiting));
    } else {
        QCOMPARE(m_sink->batches, 1);
        QVERIFY(m_sink->lines.size() < count);
        m_clock->advance(0ms);
        QVERIFY(m_sink->batches > 1);
    }
    QTRY_COMPARE(m_sink->lines.size(), count);
}

/// In the event queue arriving bytes come before painting, and a flood arrives all the time.
void TestEventStream::afterALongTurnMoreWaitsForATimer()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\n");
    });
    m_sink->onEvent = [this] {
        if (m_sink->lines.size() == 1)
            m_clock->advance(2ms); // not so long that the turn is cut
    };
    m_stream->start();
    QTRY_COMPARE(m_sink->batches, 1);
    m_server->lastExchange()->write("data: b\n\n");
    QTRY_COMPARE(m_clock->nextTimer(), std::optional(0ms));
    QCOMPARE(m_sink->lines, QStringList{u"a"_s});
    m_clock->advance(0ms);
    QCOMPARE(m_sink->lines, (QStringList{u"a"_s, u"b"_s}));
    m_server->lastExchange()->write("data: c\n\n"); // at once again
    QTRY_COMPARE(m_sink->lines, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
}

void TestEventStream::followsRedirectsAndBeginsAtTheOriginalAddress()
{
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/api/v1/stream") {
            exchange.respond(307, {}, {}, {{"Location", "../v2/stream?x=1"}});
        } else {
            exchange.startStream();
            exchange.write("id: 1\ndata: a\n\n");
            exchange.close();
        }
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_sink->lines, QStringList{u"a"_s});
    QCOMPARE(m_server->requests().last().target, "/api/v2/stream?x=1");
    QCOMPARE(m_server->requests().last().header("authorization"), "Bearer secret");
    QVERIFY(!m_states.contains(u"stopped"_s));
    m_server->clear();
    retry();
    QTRY_COMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().first().path, "/api/v1/stream");
    QCOMPARE(m_server->requests().last().header("last-event-id"), "1");
}

void TestEventStream::redirectToAnotherOriginStops()
{
    ScriptedServer other;
    onStream([&other](Exchange &exchange) {
        exchange.respond(302, {}, {}, {{"Location", other.url(u"/stream?key=1"_s).toEncoded()}});
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::Redirected);
    QVERIFY(m_stream->status().error->detail.contains(QString::number(other.url().port())));
    QVERIFY(!m_stream->status().error->detail.contains(u"key"_s));
    QCOMPARE(other.connections(), 0);
}

void TestEventStream::redirectToAnotherOriginDropsCredentials()
{
    EventStreamOptions options;
    options.followAcrossOrigins = true;
    create(std::move(options));
    m_request.headers.emplaceBack("X-Api-Key", "secret");
    m_request.headers.emplaceBack("User-Agent", "mine secret");
    m_stream->setLastEventId("5");
    ScriptedServer other;
    other.onRequest([this](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/there")
            exchange.respond(302, {}, {}, {{"Location", m_server->url(u"/back"_s).toEncoded()}});
    });
    m_server->onRequest([&other](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/back") {
            exchange.startStream();
            return;
        }
        QUrl target = other.url(u"/there"_s);
        target.setUserInfo(u"user:password"_s);
        exchange.respond(302, {}, {}, {{"Location", target.toEncoded()}});
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    QCOMPARE(other.requests().size(), 1);
    for (const ReceivedRequest &request : {other.requests().first(), m_server->requests().last()}) {
        QVERIFY(!request.hasHeader("authorization"));
        QVERIFY(!request.hasHeader("x-api-key"));
        QVERIFY(request.header("user-agent").startsWith("Signalbox/"));
        QCOMPARE(request.header("accept"), "text/event-stream");
        QCOMPARE(request.header("last-event-id"), "5");
    }
    // The next attempt is at the original address, with its credentials.
    m_server->clear();
    m_stream->reconnect();
    QTRY_VERIFY(!m_server->requests().isEmpty());
    QCOMPARE(m_server->requests().first().path, "/api/v1/stream");
    QCOMPARE(m_server->requests().first().header("authorization"), "Bearer secret");
}

void TestEventStream::endlessRedirectsStop()
{
    onStream([](Exchange &exchange) { exchange.respond(302, {}, {}, {{"Location", "/again"}}); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::Redirected);
    QCOMPARE(m_server->requests().size(), 1 + limits::redirects);
}

void TestEventStream::brokenRedirectStops_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("no target") << QByteArray();
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("no host") << QByteArray("http:///x");
}

void TestEventStream::brokenRedirectStops()
{
    QFETCH(QByteArray, location);
    onStream([location](Exchange &exchange) {
        exchange.respond(302, {}, {},
                         location.isEmpty() ? ResponseHeaders{} : ResponseHeaders{{"Location", location}});
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::Redirected);
    QCOMPARE(m_server->requests().size(), 1);
}

void TestEventStream::sourceIsAskedForEveryAttempt()
{
    onStream([](Exchange &exchange) { exchange.respond(503, "busy"); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    m_request.headers = {{"Authorization", "Bearer renewed"}};
    retry();
    QTRY_COMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_asked, 2);
    QCOMPARE(m_server->requests().last().header("authorization"), "Bearer renewed");
}

void TestEventStream::sourceErrors()
{
    m_sourceError = Error{ErrorKind::Timeout, u"slow"_s, std::nullopt, std::nullopt};
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(errorKind(), ErrorKind::Timeout);
    m_sourceError = Error{ErrorKind::SignInNeeded, u"refused"_s, std::nullopt, std::nullopt};
    retry();
    QTRY_COMPARE(state(), StreamState::Stopped);
    QCOMPARE(errorKind(), ErrorKind::SignInNeeded);
    QCOMPARE(m_server->connections(), 0);
}

void TestEventStream::retryNow()
{
    m_server->shutDown();
    m_stream->retryNow();
    QCOMPARE(state(), StreamState::Idle);
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    m_stream->retryNow();
    QCOMPARE(state(), StreamState::Connecting);
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().failures, 2);
    m_server->listen();
    onStream([](Exchange &exchange) { exchange.respond(404, "gone"); });
    m_stream->retryNow();
    QTRY_COMPARE(state(), StreamState::Stopped);
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->retryNow();
    QTRY_COMPARE(state(), StreamState::Open);
    const int asked = m_asked;
    m_stream->retryNow();
    QCOMPARE(m_asked, asked);
}

void TestEventStream::reconnect()
{
    m_stream->reconnect();
    QCOMPARE(state(), StreamState::Idle);
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    m_stream->reconnect();
    QCOMPARE(state(), StreamState::Connecting);
    QTRY_COMPARE(state(), StreamState::Open);
    QCOMPARE(m_server->requests().size(), 2);
    QTRY_COMPARE(m_server->openExchanges(), 1);
}

void TestEventStream::startAgainForgetsFailures()
{
    m_server->shutDown();
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    retry();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().failures, 2);
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Waiting);
    QCOMPARE(m_stream->status().failures, 1);
}

void TestEventStream::stopInEveryStateTwice_data()
{
    QTest::addColumn<QString>("when");
    for (const char *when : {"idle", "asking", "connecting", "open", "waiting", "stopped", "refused body"})
        QTest::newRow(when) << QString::fromLatin1(when);
}

void TestEventStream::stopInEveryStateTwice()
{
    QFETCH(QString, when);
    if (when == u"open"_s)
        onStream([](Exchange &exchange) { exchange.startStream(); });
    else if (when == u"waiting"_s)
        onStream([](Exchange &exchange) { exchange.respond(503, "busy"); });
    else if (when == u"stopped"_s)
        onStream([](Exchange &exchange) { exchange.respond(404, "gone"); });
    else if (when == u"refused body"_s)
        onStream([](Exchange &exchange) { exchange.sendHeaders(404, {}); });
    if (when != u"idle"_s)
        m_stream->start();
    if (when == u"connecting"_s)
        QTRY_COMPARE(m_server->requests().size(), 1);
    else if (when == u"refused body"_s)
        QTRY_COMPARE(m_clock->nextTimer(),
                     std::optional(std::chrono::milliseconds(limits::errorBodyTimeout)));
    else if (when == u"open"_s || when == u"waiting"_s || when == u"stopped"_s)
        QTRY_COMPARE(stateWord(state()), when);

    m_stream->stop();
    QCOMPARE(state(), StreamState::Idle);
    m_stream->stop();
    m_states.clear();
    if (when != u"waiting"_s && when != u"stopped"_s) // their answer was complete: the connection may be kept
        QTRY_COMPARE(m_server->openExchanges(), 0);
    QVERIFY(!m_clock->nextTimer());
    m_clock->advance(24h);
    QCoreApplication::sendPostedEvents();
    QVERIFY(m_states.isEmpty());
    QVERIFY(m_sink->lines.isEmpty());

    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
}

void TestEventStream::stopFromInsideAnEvent()
{
    m_sink->onEvent = [this] { m_stream->stop(); };
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\ndata: b\n\n: c\n");
    });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Idle);
    QTRY_COMPARE(m_server->openExchanges(), 0);
    QCOMPARE(m_sink->lines, QStringList{u"a"_s});
    QCOMPARE(m_states.last(), u"idle"_s);
}

void TestEventStream::startFromInsideAnEvent()
{
    m_sink->onEvent = [this] {
        m_sink->onEvent = nullptr;
        m_stream->start();
    };
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\ndata: b\n\n");
    });
    m_stream->start();
    QTRY_COMPARE(m_sink->lines, QStringList({u"a"_s, u"a"_s, u"b"_s}));
    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(state(), StreamState::Open);
}

void TestEventStream::stopFromInsideAStatus()
{
    onStream([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\n");
    });
    connect(m_stream.get(), &EventStream::statusChanged, this, [this](const StreamStatus &status) {
        if (status.state == StreamState::Open)
            m_stream->stop();
    });
    m_stream->start();
    QTRY_COMPARE(m_states.value(2), u"idle"_s);
    QTRY_COMPARE(m_server->openExchanges(), 0);
    QVERIFY(m_sink->lines.isEmpty());
}

void TestEventStream::destroyedWhileOpen()
{
    onStream([](Exchange &exchange) { exchange.startStream(); });
    m_stream->start();
    QTRY_COMPARE(state(), StreamState::Open);
    m_stream.reset();
    QVERIFY(!m_clock->nextTimer());
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

QTEST_GUILESS_MAIN(TestEventStream)
#include "tst_eventstream.moc"
