// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"
#include "support/scriptedserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

constexpr int patience = 20'000; ///< milliseconds; a busy machine runs the program with sanitizers
constexpr auto byteOrderMark = "\xEF\xBB\xBF";

/// "type|data|id" of every event so far, NUL and line ends made visible.
QStringList eventsOf(CtlProcess &ctl)
{
    QStringList events;
    for (const QJsonObject &line : ctl.lines()) {
        if (!line.contains(u"event"_s))
            continue;
        QString text = u"%1|%2|%3"_s.arg(line.value(u"event"_s).toString(), line.value(u"data"_s).toString(),
                                         line.value(u"id"_s).toString());
        events.append(text.replace(u'\n', u"\\n"_s).replace(u'\0', u"\\0"_s).replace(u'\t', u"\\t"_s));
    }
    return events;
}

QStringList statesOf(CtlProcess &ctl)
{
    QStringList states;
    for (const QJsonObject &line : ctl.lines()) {
        if (line.contains(u"state"_s))
            states.append(line.value(u"state"_s).toString());
    }
    return states;
}

qint64 firstWaitOf(CtlProcess &ctl)
{
    const auto waits = ctl.lines(u"state"_s, u"waiting"_s);
    return waits.isEmpty() ? -1 : qint64(waits.constFirst().value(u"retryInMs"_s).toDouble());
}

} // namespace

/// The event stream rules of the HTML and Fetch standards and our policy (docs/event-stream.md), seen from
/// outside: the real signalboxctl against a server that says exactly what a row tells it to.
class TestStreamCommand final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ScriptedServer>();
        m_ctl = std::make_unique<CtlProcess>(m_folder->path());
    }
    void cleanup()
    {
        m_ctl.reset();
        m_server.reset();
        m_folder.reset();
    }

    void parses_data();
    void parses();
    void aLoneReturnDispatchesAtOnce();
    void commentsAreDataOnlyOnRequest();
    void asksAsTheStandardSays();
    void headersGivenTwiceAreOneList();
    void statuses_data();
    void statuses();
    void contentTypes_data();
    void contentTypes();
    void compressedStreams();
    void redirectsAreFollowed_data();
    void redirectsAreFollowed();
    void redirectsThatEndIt_data();
    void redirectsThatEndIt();
    void twentyRedirectsAndNoMore();
    void noHeaderTravelsToAnotherOrigin();
    void theNextConnectionBeginsAtTheOriginalAddress();
    void lastEventIds_data();
    void lastEventIds();
    void retryFields_data();
    void retryFields();
    void connectionsThatEnd_data();
    void connectionsThatEnd();
    void answers_data();
    void answers();
    void retryAfter_data();
    void retryAfter();
    void silenceReplacesTheConnection();
    void aRefusalWhoseBodyNeverEnds();
    void openIsSaidOncePerConnection();
    void interruptsEndItInEveryState_data();
    void anInterruptEndsItWhileNobodyReads();
    void interruptsEndItInEveryState();

private:
    void start(const QStringList &more = {}, const QString &path = u"/stream"_s)
    {
        m_ctl->start(QStringList{u"stream"_s, m_server->url(path).toString(), u"--json"_s} + more);
    }
    /// Every request is answered like this.
    void answer(const std::function<void(Exchange &)> &script)
    {
        m_server->onRequest([script](const ReceivedRequest &, Exchange &exchange) { script(exchange); });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<CtlProcess> m_ctl;
};

void TestStreamCommand::parses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const QStringList &expected) {
        QTest::newRow(name) << bytes << expected;
    };
    const QByteArray nul(1, '\0');

    row("LF", "data: a\ndata: b\n\n", {u"message|a\\nb|"_s});
    row("CR", "data: a\rdata: b\r\r", {u"message|a\\nb|"_s});
    row("CR LF", "data: a\r\ndata: b\r\n\r\n", {u"message|a\\nb|"_s});
    row("all line ends in one event", "data: a\r\ndata: b\rdata: c\ndata: d\r\r\n",
        {u"message|a\\nb\\nc\\nd|"_s});
    row("LF CR is two line ends", "data: a\n\rdata: b\n\r", {u"message|a|"_s, u"message|b|"_s});
    row("byte order mark", QByteArray(byteOrderMark) + "data: a\n\n", {u"message|a|"_s});
    row("two byte order marks", QByteArray(byteOrderMark) + byteOrderMark + "data: a\n\ndata: b\n\n",
        {u"message|b|"_s});
    row("byte order mark later on", QByteArray("data: a\n\n") + byteOrderMark + "data: b\n\ndata: c\n\n",
        {u"message|a|"_s, u"message|c|"_s});
    // WPT format-field-parsing.
    row("field names of all sorts",
        "data:" + nul + "\ndata:  2\rData:1\ndata" + nul + ":2\ndata:1\r" + nul
            + "data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
        {u"message|\\0\\n 2\\n1\\n3\\n\\n4|"_s});
    row("unknown field", "color: red\n data:b\ndata : c\nDATA: d\ndata: a\n\n", {u"message|a|"_s});
    row("one leading space", "data:\ttest\rdata: \ndata:test\n\n", {u"message|\\ttest\\n\\ntest|"_s});
    row("no colon", "data\n\ndata\ndata\n\ndata:test\n\n",
        {u"message||"_s, u"message|\\n|"_s, u"message|test|"_s});
    row("empty data", "data:\n\n", {u"message||"_s});
    row("no data, no event", "event: a\nid: 1\n\nevent: b\n\ndata: x\n\n", {u"message|x|1"_s});
    row("event type", "event: add\ndata: 1\n\n", {u"add|1|"_s});
    row("event type empty", "event: add\nevent: \ndata: 1\n\n", {u"message|1|"_s});
    row("event type without colon", "event\ndata: 1\n\n", {u"message|1|"_s});
    row("event type does not persist", "event: add\ndata: 1\n\ndata: 2\n\n", {u"add|1|"_s, u"message|2|"_s});
    row("last event type counts", "event: a\nevent: b\ndata: 1\n\n", {u"b|1|"_s});
    row("id persists", "id: 1\ndata: a\n\ndata: b\n\n", {u"message|a|1"_s, u"message|b|1"_s});
    row("id empty resets", "id: 1\ndata: a\n\nid\ndata: b\n\nid: 2\ndata: c\n\nid:\ndata: d\n\n",
        {u"message|a|1"_s, u"message|b|"_s, u"message|c|2"_s, u"message|d|"_s});
    row("id with NUL is ignored", "id: 1\ndata: a\n\nid: 2" + nul + "3\ndata: b\n\n",
        {u"message|a|1"_s, u"message|b|1"_s});
    row("id without data", "id: 7\n\ndata: a\n\n", {u"message|a|7"_s});
    row("id is kept with its spaces", "id:  7 \ndata: a\n\n", {u"message|a| 7 "_s});
    row("comments", ": x\ndata: a\n:" + QByteArray(2000, 'y') + "\n:\ndata: b\n\n", {u"message|a\\nb|"_s});
    row("colons in the value", "data:a:b: c\n\n", {u"message|a:b: c|"_s});
    row("UTF-8", "data: ok\xE2\x80\xA6 \xE2\x82\xAC\xE8\xB1\x86\xE8\x85\x90 \xF0\x9F\x9A\xA6\n\n",
        {QString::fromUtf8("message|ok… €豆腐 🚦|")});
    row("broken UTF-8", "data: \xC3(\xE2\x82|\xFF\n\n", {u"message|\uFFFD(\uFFFD|\uFFFD|"_s});
    row("blank lines dispatch nothing", "\n\n\r\n\r\rdata: a\n\n\n\n", {u"message|a|"_s});
}

void TestStreamCommand::parses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, expected);
    // Whole, then one HTTP chunk for each byte. The last event proves that nothing surplus came before.
    answer([bytes, this](Exchange &exchange) {
        exchange.startStream(true);
        if (m_server->requests().size() == 1) {
            exchange.write(bytes + "event: over\nid\ndata: whole\n\n");
            exchange.finish();
            return;
        }
        for (const char byte : QByteArray(bytes + "event: over\nid\ndata: cut\n\n"))
            exchange.write(QByteArray(1, byte));
    });
    start();
    QStringList all = expected;
    all.append(u"over|whole|"_s);
    all.append(expected);
    all.append(u"over|cut|"_s);
    QTRY_VERIFY_WITH_TIMEOUT(eventsOf(*m_ctl).contains(u"over|cut|"_s), patience);
    QCOMPARE(eventsOf(*m_ctl), all);
}

void TestStreamCommand::aLoneReturnDispatchesAtOnce()
{
    answer([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\r\r"); // whether an LF follows is not known yet
    });
    start();
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|a|"_s}, patience);
    m_server->lastExchange()->write("\ndata: b\n\n");
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList({u"message|a|"_s, u"message|b|"_s}), patience);
}

void TestStreamCommand::commentsAreDataOnlyOnRequest()
{
    answer([](Exchange &exchange) {
        exchange.startStream();
        exchange.write(": beat\n:\ndata: a\n\n");
    });
    start();
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl).size(), 1, patience);
    for (const QJsonObject &line : m_ctl->lines())
        QVERIFY(!line.contains(u"comment"_s));
    CtlProcess second(m_folder->path());
    second.start({u"stream"_s, m_server->url().toString(), u"--json"_s, u"--comments"_s});
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(second).size(), 1, patience);
    QCOMPARE(second.lines(u"comment"_s, u" beat"_s).size(), 1);
}

void TestStreamCommand::asksAsTheStandardSays()
{
    start();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1, patience);
    const ReceivedRequest request = m_server->requests().constFirst();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.header("accept"), QByteArray("text/event-stream"));
    QCOMPARE(request.header("cache-control"), QByteArray("no-cache"));
    QCOMPARE(request.header("pragma"), QByteArray("no-cache"));
    QCOMPARE(request.header("accept-encoding"), QByteArray("identity"));
    for (const char *absent :
         {"last-event-id", "cookie", "authorization", "referer", "origin", "content-length"})
        QVERIFY2(!request.hasHeader(absent), absent);
}

void TestStreamCommand::headersGivenTwiceAreOneList()
{
    start({u"--header"_s, u"X-Tag: a"_s, u"--header"_s, u"x-tag: b"_s, u"--header"_s, u"Cookie: c=1"_s,
           u"--header"_s, u"Cookie: d=2"_s, u"--header"_s, u"Accept: text/event-stream, */*;q=0.1"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1, patience);
    QCOMPARE(m_server->requests().constFirst().header("x-tag"), QByteArray("a, b"));
    QCOMPARE(m_server->requests().constFirst().header("cookie"), QByteArray("c=1; d=2"));
    QCOMPARE(m_server->requests().constFirst().header("accept"), QByteArray("text/event-stream, */*;q=0.1"));
}

void TestStreamCommand::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("state");
    const auto rows = [](const QString &state, std::initializer_list<int> statuses) {
        for (const int status : statuses)
            QTest::addRow("%d", status) << status << state;
    };
    rows(u"open"_s, {200});
    rows(u"stopped"_s, {201, 202, 203, 204, 205, 206, 210, 299, 300, 304, 305, 306, 399});
    rows(u"stopped"_s,
         {400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 415, 418, 421, 422, 423, 426, 431, 451});
    rows(u"waiting"_s, {408, 425, 429, 500, 501, 502, 503, 504, 507, 511, 599});
}

void TestStreamCommand::statuses()
{
    QFETCH(int, status);
    QFETCH(QString, state);
    answer([status](Exchange &exchange) {
        // The type and the body are those of a stream: only the status decides.
        exchange.sendHeaders(status, {{"Content-Type", "text/event-stream"}});
        if (status != 204 && status != 304)
            exchange.write("data: a\n\n");
        if (status != 200)
            exchange.close();
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(statesOf(*m_ctl).contains(state), patience);
    if (state == u"stopped"_s) {
        QTRY_VERIFY_WITH_TIMEOUT(!m_ctl->isRunning(), patience);
        QCOMPARE(m_ctl->exitCode(), 1);
        QCOMPARE(m_server->requests().size(), 1);
        QVERIFY(!m_ctl->lines().constLast().value(u"reason"_s).toString().isEmpty());
    }
    if (status == 200)
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl).size(), 1, patience);
    else
        QVERIFY(eventsOf(*m_ctl).isEmpty());
}

void TestStreamCommand::contentTypes_data()
{
    QTest::addColumn<QList<QByteArray>>("types");
    QTest::addColumn<bool>("opens");
    const auto row = [](const char *name, const QList<QByteArray> &types, bool opens) {
        QTest::newRow(name) << types << opens;
    };
    row("plain", {"text/event-stream"}, true);
    row("any case", {"Text/EVENT-Stream"}, true);
    row("charset", {"Text/Event-Stream;charset=UTF-8"}, true);
    row("another charset is still UTF-8", {"text/event-stream ; charset=windows-1251"}, true);
    row("trailing semicolon", {"text/event-stream;"}, true);
    row("bogus parameter", {"text/event-stream;bogus"}, true);
    row("a comma inside a quoted parameter", {"text/event-stream; x=\"a,text/html\""}, true);
    row("two alike", {"text/event-stream", "text/event-stream; charset=utf-8"}, true);
    row("the last one counts", {"text/html", "text/event-stream"}, true);
    row("the last one counts against it", {"text/event-stream", "text/html"}, false);
    row("what is no type does not count", {"text/event-stream", "nonsense", "*/*"}, true);
    row("none", {}, false);
    row("empty", {""}, false);
    row("html", {"text/html"}, false);
    row("plain text", {"text/plain"}, false);
    row("json", {"application/json"}, false);
    row("x-", {"text/x-event-stream"}, false);
    row("longer", {"text/event-streams"}, false);
    row("a space inside", {"text /event-stream"}, false);
    row("no slash", {"event-stream"}, false);
}

void TestStreamCommand::contentTypes()
{
    QFETCH(QList<QByteArray>, types);
    QFETCH(bool, opens);
    answer([types](Exchange &exchange) {
        ResponseHeaders headers;
        for (const QByteArray &type : types)
            headers.emplaceBack("Content-Type", type);
        exchange.sendHeaders(200, headers);
        exchange.write("data: \xD0\x96\n\n"); // windows-1251 would read two other letters
    });
    start();
    if (opens) {
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|\u0416|"_s}, patience);
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(!m_ctl->isRunning(), patience);
    QCOMPARE(m_ctl->exitCode(), 1);
    QCOMPARE(statesOf(*m_ctl).constLast(), u"stopped"_s);
    QVERIFY(m_ctl->lines().constLast().value(u"reason"_s).toString().contains(u"not an event stream"_s));
    QVERIFY(eventsOf(*m_ctl).isEmpty());
    QCOMPARE(m_server->requests().size(), 1);
}

void TestStreamCommand::compressedStreams()
{
    // "data: a\n\n" and "data: b\n\n" in one gzip stream, flushed after the first.
    const auto first = QByteArray::fromHex("1f8b08000000000000034a492c49b45248e4e202000000ffff");
    const auto second = QByteArray::fromHex("4a013392b8b800000000ffff");
    answer([=](Exchange &exchange) {
        exchange.startStream(true, {{"Content-Encoding", "gzip"}});
        exchange.write(first);
    });
    start();
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|a|"_s}, patience);
    m_server->lastExchange()->write(second);
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList({u"message|a|"_s, u"message|b|"_s}), patience);

    answer([](Exchange &exchange) {
        exchange.startStream(false, {{"Content-Encoding", "br"}});
        exchange.write("\x0B\x02\x80");
    });
    CtlProcess other(m_folder->path());
    QCOMPARE(other.run({u"stream"_s, m_server->url().toString(), u"--json"_s}), 1);
    QVERIFY(other.lines().constLast().value(u"reason"_s).toString().contains(u"compressed (br)"_s));
}

void TestStreamCommand::redirectsAreFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("target");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status << QByteArray("/next") << QByteArray("/next");
    QTest::newRow("relative") << 302 << QByteArray("next?x=1") << QByteArray("/a/next?x=1");
    QTest::newRow("up") << 302 << QByteArray("../next") << QByteArray("/next");
    QTest::newRow("query only") << 302 << QByteArray("?x=1") << QByteArray("/a/stream?x=1");
    QTest::newRow("fragment") << 302 << QByteArray("/next#part") << QByteArray("/next");
    QTest::newRow("escapes") << 302 << QByteArray("/n%20xt?a=%26") << QByteArray("/n%20xt?a=%26");
    QTest::newRow("UTF-8") << 302 << QByteArray("/n\xC3\xA4xt") << QByteArray("/n%C3%A4xt");
}

void TestStreamCommand::redirectsAreFollowed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, target);
    m_server->onRequest([=](const ReceivedRequest &request, Exchange &exchange) {
        if (request.target == "/a/stream") {
            exchange.sendHeaders(status, {{"Location", location}}); // its body never ends
            exchange.write("moved");
            return;
        }
        exchange.startStream();
        exchange.write("data: " + request.target + "\n\n");
    });
    start({u"--header"_s, u"Authorization: Bearer x"_s, u"--last-event-id"_s, u"5"_s}, u"/a/stream"_s);
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl).size(), 1, patience);
    const ReceivedRequest last = m_server->requests().constLast();
    QCOMPARE(last.target, target);
    QCOMPARE(last.method, QByteArray("GET"));
    QCOMPARE(last.header("authorization"), QByteArray("Bearer x")); // the same origin
    QCOMPARE(last.header("last-event-id"), QByteArray("5"));
    QCOMPARE(last.header("accept"), QByteArray("text/event-stream"));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openExchanges(), 1, patience);
}

void TestStreamCommand::redirectsThatEndIt_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("no target") << QByteArray();
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/x");
    QTest::newRow("data") << QByteArray("data:text/event-stream,data:%20a%0A%0A");
    QTest::newRow("javascript") << QByteArray("javascript:1");
    QTest::newRow("no host") << QByteArray("http:///x");
    QTest::newRow("in a circle") << QByteArray("/stream");
    QTest::newRow("a fragment of itself") << QByteArray("#x");
}

void TestStreamCommand::redirectsThatEndIt()
{
    QFETCH(QByteArray, location);
    answer([location](Exchange &exchange) {
        exchange.respond(302, "data: a\n\n", "text/event-stream",
                         location.isNull() ? ResponseHeaders{} : ResponseHeaders{{"Location", location}});
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_ctl->isRunning(), patience);
    QCOMPARE(m_ctl->exitCode(), 1);
    QCOMPARE(statesOf(*m_ctl), QStringList({u"connecting"_s, u"stopped"_s}));
    QCOMPARE(m_ctl->lines().constLast().value(u"error"_s).toString(), u"redirected"_s);
    QVERIFY(m_server->requests().size() <= 21);
}

void TestStreamCommand::twentyRedirectsAndNoMore()
{
    int redirects = 20;
    m_server->onRequest([&redirects](const ReceivedRequest &request, Exchange &exchange) {
        const int number = request.query.toInt();
        if (number < redirects) {
            exchange.respond(302, {}, {}, {{"Location", "/?" + QByteArray::number(number + 1)}});
            return;
        }
        exchange.startStream();
        exchange.write("data: there\n\n");
    });
    start();
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|there|"_s}, patience);
    QCOMPARE(m_server->requests().size(), 21);
    redirects = 21;
    CtlProcess other(m_folder->path());
    QCOMPARE(other.run({u"stream"_s, m_server->url().toString(), u"--json"_s}), 1);
    QVERIFY(other.lines().constLast().value(u"reason"_s).toString().contains(u"20"_s));
}

void TestStreamCommand::noHeaderTravelsToAnotherOrigin()
{
    ScriptedServer other;
    other.onRequest([this](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(307, {}, {}, {{"Location", m_server->url(u"/back"_s).toEncoded()}});
    });
    m_server->onRequest([&other](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/back") {
            exchange.startStream();
            exchange.write("data: there\n\n");
        } else if (request.path == "/near") {
            exchange.respond(302, {}, {}, {{"Location", other.url(u"/far"_s).toEncoded()}});
        } else {
            exchange.respond(301, {}, {}, {{"Location", "/near"}});
        }
    });
    const QList<QByteArray> names{"Authorization", "Cookie", "X-API-Key", "Proxy-Authorization",
                                  "X-Anything"};
    QStringList headers;
    for (const QByteArray &name : names)
        headers += {u"--header"_s, QString::fromLatin1(name + ": secret")};
    start(headers + QStringList{u"--last-event-id"_s, u"5"_s});
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|there|5"_s}, patience);
    QCOMPARE(m_server->requests("GET", "/near").size(), 1);
    QCOMPARE(other.requests().size(), 1);
    for (const QByteArray &name : names) {
        QCOMPARE(m_server->requests("GET", "/near").constFirst().header(name), QByteArray("secret"));
        QVERIFY2(!other.requests().constFirst().hasHeader(name), name.constData());
        QVERIFY2(!m_server->requests("GET", "/back").constFirst().hasHeader(name), name.constData());
    }
    QVERIFY(!other.requests().constFirst().hasHeader("referer"));
    QCOMPARE(other.requests().constFirst().header("accept"), QByteArray("text/event-stream"));
    QCOMPARE(other.requests().constFirst().header("last-event-id"), QByteArray("5"));
}

void TestStreamCommand::theNextConnectionBeginsAtTheOriginalAddress()
{
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/stream") {
            exchange.respond(301, {}, {}, {{"Location", "/moved"}});
            return;
        }
        exchange.startStream();
        exchange.write("id: 1\ndata: a\n\n");
        exchange.close();
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests().size() >= 4, patience);
    QCOMPARE(m_server->requests().at(2).path, QByteArray("/stream"));
    QCOMPARE(m_server->requests().at(2).header("last-event-id"), QByteArray("1"));
    QCOMPARE(m_server->requests().at(3).path, QByteArray("/moved"));
}

void TestStreamCommand::lastEventIds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("sent"); // null: no such header
    QTest::newRow("plain") << QByteArray("id: abc\ndata: a\n\n") << QByteArray("abc");
    QTest::newRow("UTF-8") << QByteArray("id: \xE2\x80\xA6\xF0\x9F\x9A\xA6\ndata: a\n\n")
                           << QByteArray("\xE2\x80\xA6\xF0\x9F\x9A\xA6");
    QTest::newRow("kept over events without one")
        << QByteArray("id: 1\ndata: a\n\ndata: b\n\n: c\n") << QByteArray("1");
    QTest::newRow("of an event without data") << QByteArray("data: a\n\nid: 2\n\n") << QByteArray("2");
    QTest::newRow("not of an unfinished event")
        << QByteArray("id: 1\ndata: a\n\nid: 2\ndata: b\n") << QByteArray("1");
    QTest::newRow("emptied") << QByteArray("id: 1\ndata: a\n\nid:\ndata: b\n\n") << QByteArray();
    QTest::newRow("emptied without data") << QByteArray("id: 1\ndata: a\n\nid\n\n") << QByteArray();
    QTest::newRow("none") << QByteArray("data: a\n\n") << QByteArray();
    QTest::newRow("with NUL") << QByteArrayLiteral("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n")
                              << QByteArray("1");
    QTest::newRow("given at the start") << QByteArray(": nothing\n") << QByteArray("start");
}

void TestStreamCommand::lastEventIds()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sent);
    answer([bytes](Exchange &exchange) {
        exchange.startStream();
        exchange.write(bytes);
        exchange.close();
    });
    start(sent == "start" ? QStringList{u"--last-event-id"_s, u"start"_s} : QStringList{});
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests().size() >= 2, patience);
    QCOMPARE(m_server->requests().at(1).header("last-event-id"), sent);
    QCOMPARE(m_server->requests().at(1).hasHeader("last-event-id"), !sent.isNull());
}

void TestStreamCommand::retryFields_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<double>("atLeast");
    QTest::addColumn<double>("atMost");
    const auto row = [](const char *name, const QByteArray &bytes, double atLeast, double atMost) {
        QTest::newRow(name) << bytes << atLeast << atMost;
    };
    row("none", "data: a\n\n", 500, 1000);
    row("digits", "retry: 3000\ndata: a\n\n", 3000, 3500);
    row("no event with it", "retry: 3000\n\n", 3000, 3500);
    row("in an event that is not finished", "retry: 3000\ndata: a\n", 3000, 3500);
    row("without a space", "retry:3000\n\n", 3000, 3500);
    row("leading zeros", "retry: 0003000\n\n", 3000, 3500);
    row("the last one counts", "retry: 9000\nretry: 3000\n\n", 3000, 3500);
    row("zero is no hot loop", "retry: 0\ndata: a\n\n", 500, 1000);
    row("beyond 32 bits", "retry: 4294967297000\n\n", 4294967297000, 4294967297500);
    row("beyond 64 bits", "retry: 99999999999999999999999999\n\n", 1e12, 1e13);
    row("letters", "retry: 3000\nretry: 1000x\n\n", 3000, 3500);
    row("a sign", "retry: +9000\nretry: -9000\n\n", 500, 1000);
    row("a space", "retry:  9000\nretry: 9000 \nretry: 9 000\n\n", 500, 1000);
    row("a fraction", "retry: 9000.5\nretry: 9e3\n\n", 500, 1000);
    row("empty", "retry: 3000\nretry:\nretry\n\n", 3000, 3500);
    row("other digits", "retry: \xD9\xA3\xD9\xA0\xD9\xA0\xD9\xA0\n\n", 500, 1000);
}

void TestStreamCommand::retryFields()
{
    QFETCH(QByteArray, bytes);
    QFETCH(double, atLeast);
    QFETCH(double, atMost);
    answer([bytes](Exchange &exchange) {
        exchange.startStream();
        exchange.write(bytes);
        exchange.close();
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(firstWaitOf(*m_ctl) >= 0, patience);
    const auto wait = double(firstWaitOf(*m_ctl));
    QVERIFY2(wait >= atLeast && wait <= atMost, qPrintable(QString::number(wait)));

    CtlProcess bounded(m_folder->path());
    bounded.start({u"stream"_s, m_server->url().toString(), u"--json"_s, u"--max-retry-wait"_s, u"0.4"_s});
    QTRY_VERIFY_WITH_TIMEOUT(bounded.lines(u"state"_s, u"waiting"_s).size() >= 2,
                             patience); // it did come back
    QCOMPARE(firstWaitOf(bounded), 400);
}

void TestStreamCommand::connectionsThatEnd_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("reset");
    const QByteArray stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    const QByteArray chunked = stream + "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray event = "data: a\n\n";
    const QByteArray chunk = "9\r\ndata: a\n\n\r\n";
    const auto row = [](const char *name, const QByteArray &head, const QByteArray &body,
                        bool reset = false) { QTest::newRow(name) << head << body << reset; };
    row("closed", stream + "\r\n", event);
    row("closed with an unfinished event", stream + "\r\n", event + "data: b\n");
    row("reset", stream + "\r\n", event, true);
    row("last chunk", chunked, chunk + "0\r\n\r\n");
    row("chunks broken off between two", chunked, chunk);
    row("chunks broken off inside one", chunked, chunk + "9\r\ndat");
    row("chunks without a length", chunked, chunk + "nonsense\r\n");
    row("content length reached", stream + "Content-Length: 9\r\n\r\n", event);
    row("content length not reached", stream + "Content-Length: 99\r\n\r\n", event);
    row("connection: close", stream + "Connection: close\r\n\r\n", event);
    row("keep-alive", stream + "Connection: keep-alive\r\nContent-Length: 9\r\n\r\n", event);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", event);
}

void TestStreamCommand::connectionsThatEnd()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, body);
    QFETCH(bool, reset);
    answer([=](Exchange &exchange) {
        exchange.write(head + body);
        if (!reset && !head.contains("Content-Length: 9\r\n") && !body.endsWith("0\r\n\r\n"))
            exchange.close();
    });
    start({u"--max-retry-wait"_s, u"0.3"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!eventsOf(*m_ctl).isEmpty(), patience);
    if (reset) // not before the event was read: a reset takes what was not read yet along
        m_server->lastExchange()->abort();
    QTRY_VERIFY_WITH_TIMEOUT(statesOf(*m_ctl).contains(u"waiting"_s), patience);
    QVERIFY(!m_ctl->lines(u"state"_s, u"waiting"_s).constFirst().value(u"reason"_s).toString().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(eventsOf(*m_ctl).size() >= 2, patience);
    QCOMPARE(eventsOf(*m_ctl).first(2), QStringList({u"message|a|"_s, u"message|a|"_s}));
    QCOMPARE(statesOf(*m_ctl).first(5),
             QStringList({u"connecting"_s, u"open"_s, u"waiting"_s, u"connecting"_s, u"open"_s}));
}

void TestStreamCommand::answers_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("state");
    const QByteArray stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    const auto row = [](const char *name, const QByteArray &head, const QString &state) {
        QTest::newRow(name) << head << state;
    };
    row("100 before it", "HTTP/1.1 100 Continue\r\n\r\n" + stream, u"open"_s);
    // The network stack takes these for the answer itself (Qt 6.4).
    row("102 before it", "HTTP/1.1 102 Processing\r\n\r\n" + stream, u"waiting"_s);
    row("103 before it", "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" + stream,
        u"waiting"_s);
    row("two before it", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + stream, u"open"_s);
    row("a header of 60 KB",
        "HTTP/1.1 200 OK\r\nX-Long: " + QByteArray(60'000, 'x')
            + "\r\nContent-Type: text/event-stream\r\n\r\n",
        u"open"_s);
    row("no reason phrase", "HTTP/1.1 200\r\nContent-Type: text/event-stream\r\n\r\n", u"open"_s);
    row("header names in any case", "HTTP/1.1 200 OK\r\ncOnTeNt-TyPe:text/event-stream\r\n\r\n", u"open"_s);
    row("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", u"waiting"_s);
    row("nothing at all", "", u"waiting"_s);
}

void TestStreamCommand::answers()
{
    QFETCH(QByteArray, head);
    QFETCH(QString, state);
    answer([=](Exchange &exchange) {
        exchange.write(head);
        if (state == u"open"_s)
            exchange.write("data: a\n\n");
        else
            exchange.close();
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(statesOf(*m_ctl).contains(state), patience);
    if (state == u"open"_s)
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl), QStringList{u"message|a|"_s}, patience);
    QVERIFY(!statesOf(*m_ctl).contains(u"stopped"_s));
}

void TestStreamCommand::retryAfter_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("atLeast");
    QTest::addColumn<qint64>("atMost");
    QTest::newRow("503, seconds") << 503 << QByteArray("7") << qint64(7000) << qint64(7500);
    QTest::newRow("429, seconds") << 429 << QByteArray("7") << qint64(7000) << qint64(7500);
    QTest::newRow("in the past") << 503 << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << qint64(500)
                                 << qint64(1000);
    QTest::newRow("old form") << 503 << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << qint64(500)
                              << qint64(1000);
    QTest::newRow("far away") << 503 << QByteArray("Fri, 31 Dec 9999 23:59:59 GMT") << qint64(86'400'000)
                              << qint64(86'400'500);
    QTest::newRow("garbage") << 503 << QByteArray("soon") << qint64(500) << qint64(1000);
    QTest::newRow("zero") << 503 << QByteArray("0") << qint64(500) << qint64(1000);
}

void TestStreamCommand::retryAfter()
{
    QFETCH(int, status);
    QFETCH(QByteArray, value);
    QFETCH(qint64, atLeast);
    QFETCH(qint64, atMost);
    answer([=](Exchange &exchange) {
        exchange.respond(status, "busy", "text/plain", {{"Retry-After", value}});
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(firstWaitOf(*m_ctl) >= 0, patience);
    QVERIFY2(firstWaitOf(*m_ctl) >= atLeast && firstWaitOf(*m_ctl) <= atMost,
             qPrintable(QString::number(firstWaitOf(*m_ctl))));
}

void TestStreamCommand::silenceReplacesTheConnection()
{
    answer([](Exchange &exchange) {
        exchange.startStream();
        exchange.write("data: a\n\n");
    });
    start({u"--idle-timeout"_s, u"0.3"_s});
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests().size() >= 2, patience);
    const QJsonObject waiting = m_ctl->lines(u"state"_s, u"waiting"_s).constFirst();
    QCOMPARE(waiting.value(u"error"_s).toString(), u"timeout"_s);
    QVERIFY(waiting.value(u"reason"_s).toString().contains(u"silent"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openExchanges(), 1, patience);
}

void TestStreamCommand::aRefusalWhoseBodyNeverEnds()
{
    answer([](Exchange &exchange) {
        exchange.sendHeaders(403, {{"Content-Type", "text/plain"}});
        exchange.write("not for you");
    });
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_ctl->isRunning(), patience);
    QCOMPARE(m_ctl->exitCode(), 1);
    QVERIFY(m_ctl->lines().constLast().value(u"reason"_s).toString().contains(u"not for you"_s));
}

void TestStreamCommand::openIsSaidOncePerConnection()
{
    answer([this](Exchange &exchange) {
        if (m_server->requests().size() == 1) {
            exchange.respond(503, "busy");
            return;
        }
        exchange.startStream();
        exchange.write("data: a\n\n"); // forgets the failure, which is no change of the state
    });
    start({u"--max-retry-wait"_s, u"0.3"_s});
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl).size(), 1, patience);
    m_server->lastExchange()->write("data: b\n\n");
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*m_ctl).size(), 2, patience);
    QCOMPARE(statesOf(*m_ctl), QStringList({u"connecting"_s, u"waiting"_s, u"connecting"_s, u"open"_s}));
}

void TestStreamCommand::interruptsEndItInEveryState_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("signal");
    for (const QString &state : {u"connecting"_s, u"open"_s, u"waiting"_s, u"refused"_s, u"flooded"_s}) {
        QTest::newRow(qPrintable(state + u", SIGINT"_s)) << state << SIGINT;
        QTest::newRow(qPrintable(state + u", SIGTERM"_s)) << state << SIGTERM;
    }
}

void TestStreamCommand::interruptsEndItInEveryState()
{
    QFETCH(QString, state);
    QFETCH(int, signal);
    answer([state](Exchange &exchange) {
        if (state == u"open"_s)
            exchange.startStream();
        else if (state == u"waiting"_s)
            exchange.respond(503, "busy", "text/plain", {{"Retry-After", "600"}});
        else if (state == u"refused"_s)
            exchange.sendHeaders(403, {});
        else if (state == u"flooded"_s) {
            exchange.startStream();
            exchange.write(QByteArray("data: a\n\n").repeated(200'000));
        }
    });
    start();
    if (state == u"open"_s || state == u"waiting"_s)
        QTRY_VERIFY_WITH_TIMEOUT(statesOf(*m_ctl).contains(state), patience);
    else if (state == u"flooded"_s)
        QTRY_VERIFY_WITH_TIMEOUT(m_ctl->output().contains("data"), patience);
    else
        QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1, patience);
    m_ctl->signal(signal);
    QTRY_VERIFY_WITH_TIMEOUT(!m_ctl->isRunning(), patience);
    QCOMPARE(m_ctl->exitCode(), 130);
}

void TestStreamCommand::anInterruptEndsItWhileNobodyReads()
{
    answer([](Exchange &exchange) {
        exchange.startStream();
        exchange.write(QByteArray("data: a\n\n").repeated(200'000));
    });
    QProcess reader;
    QProcess ctl;
    ctl.setStandardOutputProcess(&reader);
    ctl.start(QStringLiteral(SIGNALBOXCTL), {u"stream"_s, m_server->url().toString(), u"--json"_s});
    reader.start(u"sleep"_s, {u"600"_s});
    const auto hangs = [&ctl] {
        QFile where(u"/proc/%1/wchan"_s.arg(ctl.processId()));
        return where.open(QIODevice::ReadOnly) && where.readAll().contains("pipe_write");
    };
    QTRY_VERIFY_WITH_TIMEOUT(hangs(), patience);
    ::kill(pid_t(ctl.processId()), SIGINT);
    QTRY_COMPARE_WITH_TIMEOUT(ctl.state(), QProcess::NotRunning, patience);
    QCOMPARE(ctl.exitStatus(), QProcess::NormalExit);
    QCOMPARE(ctl.exitCode(), 130);
    reader.kill();
    reader.waitForFinished();
}

QTEST_GUILESS_MAIN(TestStreamCommand)
#include "tst_streamcommand.moc"
