// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sseparser.h"
#include "protocol/utf8.h"

#include <QTest>

#include <string>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QString escaped(std::string_view text)
{
    QString result;
    for (const QChar character : QString::fromUtf8(text.data(), qsizetype(text.size()))) {
        if (character == u'\n')
            result += u"\\n"_s;
        else if (character == u'\r')
            result += u"\\r"_s;
        else if (character == u'\0')
            result += u"\\0"_s;
        else
            result += character;
    }
    return result;
}

/// Writes everything down, one line each, so that a failure reads as a difference.
class Recorder final : public SseSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        QString line = escaped(event.type) + u"|" + escaped(event.data);
        if (!event.lastEventId.empty())
            line += u"|" + escaped(event.lastEventId);
        lines.append(line);
        views.append(event.data);
    }
    void sseComment(std::string_view text) override { lines.append(QString(u"#" + escaped(text))); }
    void sseRetry(std::chrono::milliseconds time) override
    {
        lines.append(u"retry %1"_s.arg(qint64(time.count())));
    }

    QStringList lines;
    QList<std::string_view> views;
};

QStringList parsed(const std::string &bytes, const std::vector<std::size_t> &cuts = {})
{
    SseParser parser;
    Recorder recorder;
    std::size_t from = 0;
    for (const std::size_t cut : cuts) {
        const std::string piece = bytes.substr(from, cut - from); // a copy: views of the last piece are dead
        if (!parser.feed(piece, recorder))
            recorder.lines.append(u"too large"_s);
        from = cut;
    }
    if (!parser.feed(std::string(bytes.substr(from)), recorder))
        recorder.lines.append(u"too large"_s);
    return recorder.lines;
}

} // namespace

class TestSseParser final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void streams_data();
    void streams();
    void lineEndsInAnyMix();
    void aLoneReturnDispatchesAtOnce();
    void lineFeedOfASplitPairIsSwallowed();
    void byteOrderMarkOnlyAtTheStart();
    void utf8IsRepaired_data();
    void utf8IsRepaired();
    void lineLimit();
    void eventLimit();
    void failedParserIgnoresBytesUntilReset();
    void resetKeepsTheLastEventId();
    void endOfStreamDispatchesNothing();
    void eventWithinOneChunkIsNotCopied();
    void returnsOnlyAreNotQuadratic();
};

void TestSseParser::streams_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const QStringList &expected) {
        QTest::newRow(name) << bytes << expected;
    };

    // Examples of the HTML standard, section 9.2.6.
    row("standard: stock ticker", "data: YHOO\ndata: +2\ndata: 10\n\n", {u"message|YHOO\\n+2\\n10"_s});
    row("standard: comment, id, empty id, space",
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        {u"# test stream"_s, u"message|first event|1"_s, u"message|second event"_s,
         u"message| third event"_s});
    row("standard: empty data, no end", "data\n\ndata\ndata\n\ndata:", {u"message|"_s, u"message|\\n"_s});
    row("standard: one leading space", "data:test\n\ndata: test\n\n", {u"message|test"_s, u"message|test"_s});

    row("event type", "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\ndata: x\n\n",
        {u"add|73857293"_s, u"remove|2153"_s, u"message|x"_s});
    row("empty event type is message", "event: add\nevent:\ndata: x\n\n", {u"message|x"_s});
    row("type without data is dropped", "event: add\n\ndata: x\n\n", {u"message|x"_s});
    row("heartbeat", ": heartbeat\n\n", {u"# heartbeat"_s});
    row("comment without space, empty comment", ":x\n:\n", {u"#x"_s, u"#"_s});
    row("comment inside an event", "data: a\n: c\ndata: b\n\n", {u"# c"_s, u"message|a\\nb"_s});
    row("id persists", "id: 7\ndata: a\n\ndata: b\n\n", {u"message|a|7"_s, u"message|b|7"_s});
    row("id without data is set at dispatch", "id: 7\n\ndata: b\n\n", {u"message|b|7"_s});
    row("id with NUL is ignored", QByteArray("id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n", 31),
        {u"message|a|7"_s, u"message|b|7"_s});
    row("empty id resets", "id: 7\ndata: a\n\nid:\ndata: b\n\n", {u"message|a|7"_s, u"message|b"_s});
    row("NUL in data stays", QByteArray("data: a\0b\n\n", 11), {u"message|a\\0b"_s});
    row("retry", "retry: 3000\nretry:0\nretry: 12x\nretry: -1\nretry\nretry: \nretry:  5\nretry: 1.5\n",
        {u"retry 3000"_s, u"retry 0"_s});
    row("retry beyond 32 bits", "retry: 4294967297000\n", {u"retry 4294967297000"_s});
    row("retry beyond 200 years is capped", "retry: 99999999999999999999999999\n",
        {u"retry 6307200000000"_s});
    row("unknown fields and odd cases",
        "Data: a\ndata : a\n data: a\ndatax: a\nevents: a\nfoo\nfoo: bar\n\ndata: b\n\n", {u"message|b"_s});
    row("colon in the value", "data: a: b:c\n\n", {u"message|a: b:c"_s});
    row("only one space is taken", "data:  a \nevent:  t \n\n", {u" t | a "_s});
    row("blank lines between", "\n\n\ndata: a\n\n\n\ndata: b\n\n", {u"message|a"_s, u"message|b"_s});
    row("togul", "data: {\"type\":\"flag.updated\",\"flag_key\":\"k\",\"version\":0}\n\n: heartbeat\n\n",
        {u"message|{\"type\":\"flag.updated\",\"flag_key\":\"k\",\"version\":0}"_s, u"# heartbeat"_s});
    row("utf-8", "data: gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x9A\xA6\n\n",
        {QString::fromUtf8("message|grüß dich 🚦")});
    row("broken utf-8", "data: a\xC3\n\n:\xFF\nevent: \xE2\x82\ndata: b\nid: \xF0\x9F\x9A\n\n",
        {QString::fromUtf8("message|a\uFFFD"), QString::fromUtf8("#\uFFFD"),
         QString::fromUtf8("\uFFFD|b|\uFFFD")});
    row("byte order mark",
        "\xEF\xBB\xBF"
        "data: a\n\n",
        {u"message|a"_s});
    row("two byte order marks",
        "\xEF\xBB\xBF\xEF\xBB\xBF"
        "data: a\n\ndata: b\n\n",
        {u"message|b"_s});
    row("half a byte order mark",
        "\xEF\xBB"
        "data: a\n\ndata: b\n\n",
        {u"message|b"_s});
    row("byte order mark before a comment", "\xEF\xBB\xBF:x\n", {u"#x"_s});
    row("unfinished", "data: a\n\ndata: b\n", {u"message|a"_s});
}

void TestSseParser::streams()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, expected);

    for (const char *lineEnd : {"\n", "\r", "\r\n"}) {
        QByteArray variant = bytes;
        variant.replace("\n", lineEnd);
        const std::string text = variant.toStdString();
        QCOMPARE(parsed(text), expected);
        std::vector<std::size_t> everywhere;
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            QCOMPARE(parsed(text, {cut}), expected);
            everywhere.push_back(cut);
        }
        QCOMPARE(parsed(text, everywhere), expected);
        // Empty reads change nothing.
        QCOMPARE(parsed(text, {0, 0, text.size() / 2, text.size() / 2, text.size()}), expected);
    }
}

void TestSseParser::lineEndsInAnyMix()
{
    const std::string lineEnds[] = {"\n", "\r", "\r\n"};
    for (const std::string &first : lineEnds) {
        for (const std::string &second : lineEnds) {
            for (const std::string &third : lineEnds) {
                if (second == "\r" && third == "\n")
                    continue; // one line end, not two
                std::string text = "data: a";
                text += first;
                if (first == "\r" && second == "\n")
                    continue;
                text += "data: b" + second + third + "data: c" + first + first;
                const QStringList expected{u"message|a\\nb"_s, u"message|c"_s};
                QCOMPARE(parsed(text), expected);
                for (std::size_t cut = 1; cut < text.size(); ++cut)
                    QCOMPARE(parsed(text, {cut}), expected);
            }
        }
    }
}

void TestSseParser::aLoneReturnDispatchesAtOnce()
{
    SseParser parser;
    Recorder recorder;
    QVERIFY(parser.feed("data: a\r\n\r", recorder));
    QCOMPARE(recorder.lines, QStringList{u"message|a"_s});
}

void TestSseParser::lineFeedOfASplitPairIsSwallowed()
{
    SseParser parser;
    Recorder recorder;
    QVERIFY(parser.feed("data: a\r", recorder));
    QVERIFY(parser.feed("\ndata: b\r", recorder)); // were the LF a blank line, "a" would be dispatched alone
    QVERIFY(parser.feed("", recorder));
    QVERIFY(parser.feed("\n\r", recorder));
    QCOMPARE(recorder.lines, QStringList{u"message|a\\nb"_s});
    QVERIFY(parser.feed("\n\ndata: c\n\n", recorder));
    QCOMPARE(recorder.lines, QStringList({u"message|a\\nb"_s, u"message|c"_s}));
}

void TestSseParser::byteOrderMarkOnlyAtTheStart()
{
    SseParser parser;
    Recorder recorder;
    for (const char byte : std::string("\xEF\xBB\xBF"
                                       "data: a\n\n\xEF\xBB\xBF"
                                       "data: b\n\n"))
        QVERIFY(parser.feed(std::string_view(&byte, 1), recorder));
    QCOMPARE(recorder.lines, QStringList{u"message|a"_s});
    parser.reset();
    QVERIFY(parser.feed("\xEF\xBB\xBF"
                        "data: c\n\n",
                        recorder));
    QCOMPARE(recorder.lines, QStringList({u"message|a"_s, u"message|c"_s}));
}

void TestSseParser::utf8IsRepaired_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray bad = "\xEF\xBF\xBD";
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("plain", "abc", "abc");
    row("well formed", "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x9A\xA6z", "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x9A\xA6z");
    row("first and last of each length",
        "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
        "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
    row("lone continuation", "a\x80z", "a" + bad + "z");
    row("two continuations", "\x80\xBF", bad + bad);
    row("truncated two", "\xC3z", bad + "z");
    row("truncated three is one", "\xE2\x82z", bad + "z");
    row("truncated four is one", "\xF0\x9F\x9Az", bad + "z");
    row("overlong slash", "\xC0\xAF", bad + bad);
    row("overlong three", "\xE0\x80\xAF", bad + bad + bad);
    row("surrogate", "\xED\xA0\x80", bad + bad + bad);
    row("beyond the last", "\xF4\x90\x80\x80", bad + bad + bad + bad);
    row("five byte form", "\xF8\x88\x80\x80\x80", bad + bad + bad + bad + bad);
    // The example of the Unicode standard, table 3-8.
    row("unicode table 3-8",
        "a\xF1\x80\x80\xE1\x80\xC2"
        "b\x80"
        "c\x80\xBF"
        "d",
        "a" + bad + bad + bad + "b" + bad + "c" + bad + bad + "d");
    row("cut at the end", "ab\xE2\x82", "ab" + bad);
}

void TestSseParser::utf8IsRepaired()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    std::string result = "left over";
    repairUtf8(bytes.toStdString(), result);
    QCOMPARE(QByteArray::fromStdString(result), expected);
    QVERIFY(isValidUtf8(result));
    QCOMPARE(isValidUtf8(bytes.toStdString()), bytes == expected);
}

void TestSseParser::lineLimit()
{
    const SseLimits limits{.lineBytes = 10, .eventBytes = 1000};
    for (const std::size_t step : {std::size_t(1), std::size_t(4), std::size_t(1000)}) {
        const auto feed = [&](const std::string &text) {
            SseParser parser(limits);
            Recorder recorder;
            Result<void> result;
            for (std::size_t at = 0; at < text.size() && result; at += step)
                result = parser.feed(text.substr(at, step), recorder);
            return result;
        };
        QVERIFY(feed("data:12345\n\n"));
        const auto tooLong = feed("data:123456\n\n");
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().kind, ErrorKind::TooLarge);
        QVERIFY(tooLong.error().detail.contains(u"sseLineBytes"_s));
        QVERIFY(!feed(":234567890x")); // a comment that never ends is bounded as well
    }
}

void TestSseParser::eventLimit()
{
    const SseLimits limits{.lineBytes = 100, .eventBytes = 9};
    {
        SseParser parser(limits);
        Recorder recorder;
        QVERIFY(parser.feed("data:1234\ndata:1234\n\ndata:123456789\n\n", recorder));
        QCOMPARE(recorder.lines, QStringList({u"message|1234\\n1234"_s, u"message|123456789"_s}));
    }
    SseParser parser(limits);
    Recorder recorder;
    const auto result = parser.feed("data:1\n\ndata:1234\ndata:12345\n\n", recorder);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::TooLarge);
    QVERIFY(result.error().detail.contains(u"sseEventBytes"_s));
    QCOMPARE(recorder.lines, QStringList{u"message|1"_s}); // what came before is not lost
}

void TestSseParser::failedParserIgnoresBytesUntilReset()
{
    SseParser parser({.lineBytes = 10, .eventBytes = 10});
    Recorder recorder;
    QVERIFY(!parser.feed("data: 1234567890", recorder));
    QVERIFY(parser.feed("\n\ndata:a\n\n", recorder));
    QVERIFY(recorder.lines.isEmpty());
    parser.reset();
    QVERIFY(parser.feed("data:b\n\n", recorder));
    QCOMPARE(recorder.lines, QStringList{u"message|b"_s});
}

void TestSseParser::resetKeepsTheLastEventId()
{
    SseParser parser;
    Recorder recorder;
    QVERIFY(parser.feed("id: 4\ndata: a\n\nid: 5\ndata: never dispatched\n", recorder));
    QCOMPARE(parser.lastEventId(), std::string("4"));
    parser.reset();
    QVERIFY(parser.feed("data: b\n\n", recorder));
    QCOMPARE(recorder.lines, QStringList({u"message|a|4"_s, u"message|b|4"_s}));
    parser.setLastEventId("x");
    QVERIFY(parser.feed("data: c\n\n", recorder));
    QCOMPARE(recorder.lines.last(), u"message|c|x"_s);
}

void TestSseParser::endOfStreamDispatchesNothing()
{
    SseParser parser;
    Recorder recorder;
    QVERIFY(parser.feed("data: a\ndata: b", recorder));
    parser.reset();
    QVERIFY(parser.feed("\n\n", recorder));
    QVERIFY(recorder.lines.isEmpty());
}

void TestSseParser::eventWithinOneChunkIsNotCopied()
{
    SseParser parser;
    Recorder recorder;
    const std::string chunk = "data: first\n\nevent: x\ndata: second\n\n";
    QVERIFY(parser.feed(chunk, recorder));
    QCOMPARE(recorder.views.size(), 2);
    for (const std::string_view view : std::as_const(recorder.views))
        QVERIFY(view.data() >= chunk.data() && view.data() < chunk.data() + chunk.size());
}

void TestSseParser::returnsOnlyAreNotQuadratic()
{
    // 4 MB of blank lines in one read: searching the absent LF anew for each line would take minutes.
    SseParser parser;
    Recorder recorder;
    const std::string text(4 << 20, '\r');
    QElapsedTimer timer;
    timer.start();
    QVERIFY(parser.feed(text, recorder));
    QVERIFY(timer.elapsed() < 10'000);
    QVERIFY(recorder.lines.isEmpty());
}

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sseparser.moc"
