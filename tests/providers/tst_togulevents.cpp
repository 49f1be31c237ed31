// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sseparser.h"
#include "providers/togul/togulevents.h"
#include "support/recorded.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Kind = FlagChange::Kind;

FlagChange decoded(togul::EventDecoder &decoder, const QByteArray &data)
{
    return decoder.decode({"message", std::string_view(data.constData(), std::size_t(data.size())), {}});
}

} // namespace

Q_DECLARE_METATYPE(signalbox::FlagChange::Kind)

class TestTogulEvents final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void decodesTheRecordedStream();
    void saysWhatAnEventIs_data();
    void saysWhatAnEventIs();
    void readsNumbersOnlyWhereTheyMakeSense_data();
    void readsNumbersOnlyWhereTheyMakeSense();
    void repeatedNamesShareTheirText();
    void manyNamesStayCorrect();
    void readsEveryLength();
    void emptyEventsAreUnreadable();
};

void TestTogulEvents::decodesTheRecordedStream()
{
    class Sink final : public SseSink
    {
    public:
        void sseEvent(const StreamEvent &event) override { changes.append(decoder.decode(event)); }
        togul::EventDecoder decoder;
        QVector<FlagChange> changes;
    };
    Sink sink;
    SseParser parser;
    QVERIFY(parser.feed(recorded(u"togul/stream.txt"_s).toStdString(), sink));

    QVector<Kind> kinds;
    for (const FlagChange &change : std::as_const(sink.changes))
        kinds.append(change.kind);
    QCOMPARE(kinds, QVector<Kind>({Kind::FlagUpdated, Kind::FlagCreated, Kind::FlagDeleted, Kind::RuleCreated,
                                   Kind::RuleUpdated, Kind::RuleDeleted, Kind::Other, Kind::FlagUpdated}));
    const FlagChange first = sink.changes.first();
    QCOMPARE(first.flag.key, FlagKey(u"checkout-static"_s));
    QCOMPARE(first.flag.environment, EnvironmentId(u"4a7a0f52-53d1-4a7e-a3b0-0c5a3df0c001"_s));
    QVERIFY(!first.value);
    QCOMPARE(first.version, std::optional<qint64>(0));
    QCOMPARE(toDateTime(*first.happenedAt), QDateTime({2026, 6, 11}, {14, 22, 31}, Qt::UTC));
    QCOMPARE(sink.changes.at(6).text, u"flag.archived"_s);
    QVERIFY(!sink.changes.last().happenedAt);
}

void TestTogulEvents::saysWhatAnEventIs_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<FlagChange::Kind>("kind");
    const auto row = [](const char *name, const QByteArray &data, Kind kind) {
        QTest::newRow(name) << data << kind;
    };
    const QByteArray named = R"("flag_key":"k","environment_id":"e")";

    row("plain", R"({"type":"flag.updated",)" + named + "}", Kind::FlagUpdated);
    row("spaces", " { \"type\" : \"flag.updated\" ,\n" + named + " } \n", Kind::FlagUpdated);
    row("unknown fields",
        R"({"x":{"type":"y","z":[1,{"type":2}]},"type":"rule.updated",)" + named + R"(,"more":null})",
        Kind::RuleUpdated);
    row("type last", "{" + named + R"(,"type":"flag.deleted"})", Kind::FlagDeleted);
    row("escaped name and type", R"({"\u0074ype":"flag\u002eupdated",)" + named + "}", Kind::FlagUpdated);
    row("no key", R"({"type":"flag.updated","environment_id":"e"})", Kind::Everything);
    row("empty key", R"({"type":"flag.updated","flag_key":"","environment_id":"e"})", Kind::Everything);
    row("key is a number", R"({"type":"flag.updated","flag_key":5,"environment_id":"e"})", Kind::Everything);
    row("key is null", R"({"type":"rule.deleted","flag_key":null,"environment_id":"e"})", Kind::Everything);
    row("key is an object", R"({"type":"rule.deleted","flag_key":{"a":[1]},"environment_id":"e"})",
        Kind::Everything);
    row("no environment", R"({"type":"flag.updated","flag_key":"k"})", Kind::Everything);
    row("unknown type", R"({"type":"flag.moved",)" + named + "}", Kind::Other);
    row("type in capitals", R"({"type":"FLAG.UPDATED",)" + named + "}", Kind::Other);
    row("resync", R"({"type":"resync","version":9})", Kind::Everything);
    row("no type", "{" + named + "}", Kind::Unreadable);
    row("type is a number", R"({"type":1,)" + named + "}", Kind::Unreadable);
    row("type is null", R"({"type":null,)" + named + "}", Kind::Unreadable);
    row("empty", "", Kind::Unreadable);
    row("blank", "   ", Kind::Unreadable);
    row("text", "hello", Kind::Unreadable);
    row("list", R"([{"type":"flag.updated"}])", Kind::Unreadable);
    row("string", R"("flag.updated")", Kind::Unreadable);
    row("number", "5", Kind::Unreadable);
    row("cut", R"({"type":"flag.updated","flag_k)", Kind::Unreadable);
    row("cut in a string at the end", R"({"type":"flag.updated)", Kind::Unreadable);
    row("not closed", R"({"type":"flag.updated",)" + named, Kind::Unreadable);
    row("something behind it", R"({"type":"flag.updated",)" + named + "} x", Kind::Unreadable);
    row("two objects", R"({"type":"flag.updated",)" + named + "}{}", Kind::Unreadable);
    row("single quotes", "{'type':'flag.updated'}", Kind::Unreadable);
    row("half a surrogate", R"({"type":"flag.updated","flag_key":"\ud83d","environment_id":"e"})",
        Kind::Unreadable);
    row("deep", QByteArray(100'000, '['), Kind::Unreadable);
    row("html", "<html><body>502</body></html>", Kind::Unreadable);
}

void TestTogulEvents::saysWhatAnEventIs()
{
    QFETCH(QByteArray, data);
    QFETCH(FlagChange::Kind, kind);
    togul::EventDecoder decoder;
    for (int again = 0; again < 2; ++again) { // a broken event must not spoil the next one
        const FlagChange change = decoded(decoder, data);
        QCOMPARE(int(change.kind), int(kind));
        QCOMPARE(change.flag.key.isEmpty(),
                 kind == Kind::Everything || kind == Kind::Other || kind == Kind::Unreadable);
        QCOMPARE(change.text.isEmpty(), kind != Kind::Other && kind != Kind::Unreadable);
    }
    const FlagChange next =
        decoded(decoder, R"({"type":"flag.created","flag_key":"n","environment_id":"e"})");
    QCOMPARE(int(next.kind), int(Kind::FlagCreated));
    QCOMPARE(next.flag.key, FlagKey(u"n"_s));
}

void TestTogulEvents::readsNumbersOnlyWhereTheyMakeSense_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("hasVersion");
    QTest::addColumn<bool>("hasTime");
    QTest::newRow("both") << QByteArray(R"("version":7,"timestamp":1781187751)") << true << true;
    QTest::newRow("fractions") << QByteArray(R"("version":1.5,"timestamp":1781187751.25)") << false << false;
    QTest::newRow("text") << QByteArray(R"("version":"7","timestamp":"now")") << false << false;
    QTest::newRow("null and list") << QByteArray(R"("version":null,"timestamp":[1])") << false << false;
    QTest::newRow("zero time") << QByteArray(R"("version":-3,"timestamp":0)") << true << false;
    QTest::newRow("milliseconds are no time")
        << QByteArray(R"("version":0,"timestamp":1781187751000)") << true << false;
    QTest::newRow("too big") << QByteArray(
        R"("version":99999999999999999999,"timestamp":99999999999999999999)")
                             << false << false;
}

void TestTogulEvents::readsNumbersOnlyWhereTheyMakeSense()
{
    QFETCH(QByteArray, fields);
    QFETCH(bool, hasVersion);
    QFETCH(bool, hasTime);
    togul::EventDecoder decoder;
    const FlagChange change =
        decoded(decoder, "{" + fields + R"(,"type":"flag.updated","flag_key":"k","environment_id":"e"})");
    QCOMPARE(int(change.kind), int(Kind::FlagUpdated));
    QCOMPARE(change.version.has_value(), hasVersion);
    QCOMPARE(change.happenedAt.has_value(), hasTime);
}

void TestTogulEvents::repeatedNamesShareTheirText()
{
    togul::EventDecoder decoder;
    const QByteArray data = R"({"type":"flag.updated","flag_key":"checkout","environment_id":"e"})";
    const FlagChange first = decoded(decoder, data);
    const FlagChange second = decoded(decoder, data);
    QVERIFY(first.flag.key.text().constData() == second.flag.key.text().constData());
    QVERIFY(first.flag.environment.text().constData() == second.flag.environment.text().constData());
}

void TestTogulEvents::manyNamesStayCorrect()
{
    togul::EventDecoder decoder;
    for (int number = 0; number < 50'000; ++number) {
        const QString key = u"key-%1"_s.arg(number);
        const FlagChange change = decoded(
            decoder, R"({"type":"flag.updated","environment_id":"e","flag_key":")" + key.toUtf8() + "\"}");
        if (change.flag.key.text() != key)
            QCOMPARE(change.flag.key.text(), key);
    }
    const QString longKey(10'000, u'ß');
    const FlagChange change = decoded(decoder, R"({"type":"flag.updated","environment_id":"e","flag_key":")"
                                                   + longKey.toUtf8() + "\"}");
    QCOMPARE(change.flag.key.text(), longKey);
}

void TestTogulEvents::readsEveryLength()
{
    // The JSON reader looks at whole blocks: no length may make it look beyond the event.
    togul::EventDecoder decoder;
    for (int length = 1; length < 300; ++length) {
        const QByteArray key(length, 'k');
        const FlagChange change =
            decoded(decoder, R"({"type":"flag.updated","environment_id":"e","flag_key":")" + key + "\"}");
        QCOMPARE(change.flag.key.text().size(), length);
    }
}

void TestTogulEvents::emptyEventsAreUnreadable()
{
    // Found by fuzzing: the parser's view of a "data" without a value points nowhere, which memcpy may not be
    // given even for no bytes.
    class Sink final : public SseSink
    {
    public:
        void sseEvent(const StreamEvent &event) override { kinds.append(decoder.decode(event).kind); }
        togul::EventDecoder decoder;
        QVector<Kind> kinds;
    };
    Sink sink;
    SseParser parser;
    QVERIFY(parser.feed("data\n\ndata:\n\n", sink));
    QCOMPARE(sink.kinds, QVector<Kind>({Kind::Unreadable, Kind::Unreadable}));
    QCOMPARE(sink.decoder.decode({}).kind, Kind::Unreadable);
}

QTEST_GUILESS_MAIN(TestTogulEvents)
#include "tst_togulevents.moc"
