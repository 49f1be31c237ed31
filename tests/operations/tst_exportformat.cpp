// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/exportformat.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Fact sample()
{
    Fact fact;
    fact.serial = 7;
    fact.time = WallTime(std::chrono::milliseconds(1'781'187'600'123));
    fact.kind = FactKind::Note;
    fact.source = FactSource::Person;
    fact.flag = FlagKey(u"new-checkout"_s);
    fact.by = u"mia@northwind.example"_s;
    fact.lag = std::chrono::milliseconds(412);
    fact.detail = makeDetail(TextDetail{u"rolled back"_s});
    fact.raw = "data: {\"a\":1}\ndata: b";
    return fact;
}

ExportOptions options(ExportFormat format)
{
    return {format, u"production"_s, false, true};
}

} // namespace

class TestExportFormat final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void csvFields_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        QTest::newRow("empty") << u""_s << u""_s;
        QTest::newRow("plain") << u"new-checkout"_s << u"new-checkout"_s;
        QTest::newRow("comma") << u"a,b"_s << u"\"a,b\""_s;
        QTest::newRow("quote") << u"say \"no\""_s << u"\"say \"\"no\"\"\""_s;
        QTest::newRow("line feed") << u"a\nb"_s << u"\"a\nb\""_s;
        QTest::newRow("carriage return and line feed") << u"a\r\nb"_s << u"\"a\nb\""_s;
        QTest::newRow("lone carriage return is shown") << u"a\rb"_s << u"a\u240Db"_s;
        QTest::newRow("spaces at the ends") << u" a "_s << u"\" a \""_s;
        QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
        QTest::newRow("formula that calls a program")
            << u"=cmd|' /C calc'!A0,\"x\""_s << u"\"'=cmd|' /C calc'!A0,\"\"x\"\"\""_s;
        QTest::newRow("plus") << u"+49 30 123"_s << u"'+49 30 123"_s;
        QTest::newRow("minus") << u"-5"_s << u"'-5"_s;
        QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
        QTest::newRow("tab before a formula") << u"\t=1"_s << u"'\u2409=1"_s;
        QTest::newRow("carriage return before a formula") << u"\r=1"_s << u"'\u240D=1"_s;
        QTest::newRow("line feed before a formula") << u"\n=1"_s << u"\"'\n=1\""_s;
        QTest::newRow("full-width equals sign") << u"\uFF1D1"_s << u"'\uFF1D1"_s;
        QTest::newRow("a sign inside is harmless") << u"a=b"_s << u"a=b"_s;
        QTest::newRow("NUL and bell") << u"a\u0000b\u0007"_s << u"a\u2400b\u2407"_s;
        QTest::newRow("right-to-left override") << u"a\u202Eb"_s << u"a\uFFFDb"_s;
        QTest::newRow("no limit on length") << QString(5'000, u'x') << QString(5'000, u'x');
    }

    void csvFields()
    {
        QFETCH(QString, text);
        QFETCH(QString, field);
        QCOMPARE(csvField(text), field);
    }

    void markdownCells_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << u"rolled back"_s << u"rolled back"_s;
        QTest::newRow("pipe ends no cell") << u"a|b"_s << u"a\\|b"_s;
        QTest::newRow("backslash before a pipe") << u"a\\|b"_s << u"a\\\\\\|b"_s;
        QTest::newRow("line ends") << u"a\nb\r\nc\rd"_s << u"a b c d"_s;
        QTest::newRow("markup") << u"*b* _i_ `c`"_s << u"\\*b\\* \\_i\\_ \\`c\\`"_s;
        QTest::newRow("link") << u"[x](http://e)"_s << u"\\[x\\]\\(http\\://e\\)"_s;
        QTest::newRow("image with HTML") << u"<img src=x>&amp;"_s << u"&lt;img src=x&gt;&amp;amp;"_s;
        QTest::newRow("mention") << u"@ops"_s << u"&#64;ops"_s;
        QTest::newRow("control character") << u"a\u001Bb"_s << u"a\u241Bb"_s;
    }

    void markdownCells()
    {
        QFETCH(QString, text);
        QFETCH(QString, cell);
        QCOMPARE(markdownCell(text), cell);
    }

    void aRowAsCsv()
    {
        ExportFormatter formatter(options(ExportFormat::Csv));
        QCOMPARE(formatter.head(), "time,kind,flag,what,source,by,environment,lag_ms,record\r\n");
        QCOMPARE(formatter.line(sample()),
                 "2026-06-11T14:20:00.123Z,note,new-checkout,rolled back,person,mia@northwind.example,"
                 "production,412,flag\r\n");
    }

    void aRowAsCsvWithItsFrame()
    {
        ExportOptions withRaw = options(ExportFormat::Csv);
        withRaw.rawFrames = true;
        ExportFormatter formatter(withRaw);
        QVERIFY(formatter.head().endsWith(",lag_ms,record,raw\r\n"));
        QVERIFY(formatter.line(sample()).endsWith(",412,flag,\"data: {\"\"a\"\":1}\ndata: b\"\r\n"));
    }

    void aRowAsJsonLine()
    {
        ExportOptions withRaw = options(ExportFormat::JsonLines);
        withRaw.rawFrames = true;
        ExportFormatter formatter(withRaw);
        QCOMPARE(formatter.head(), QByteArray());
        const QByteArray line = formatter.line(sample());
        QVERIFY(line.endsWith("}\n"));
        QCOMPARE(line.count('\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QCOMPARE(object.value(u"time"_s).toString(), u"2026-06-11T14:20:00.123Z"_s);
        QCOMPARE(object.value(u"text"_s).toString(), u"rolled back"_s);
        QCOMPARE(object.value(u"raw"_s).toString(), u"data: {\"a\":1}\ndata: b"_s);
    }

    void aRowAsMarkdown()
    {
        ExportFormatter formatter(options(ExportFormat::Markdown));
        QCOMPARE(formatter.head(),
                 "| time | kind | flag | what | source | by | environment | lag\\_ms | record |\n"
                 "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        QCOMPARE(formatter.line(sample()),
                 "| 2026\\-06\\-11T14\\:20\\:00\\.123Z | note | new\\-checkout | rolled back | person | "
                 "mia&#64;northwind\\.example | production | 412 | flag |\n");
    }

    void namesAreReplacedByTheSameNumber_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("csv") << int(ExportFormat::Csv);
        QTest::newRow("json lines") << int(ExportFormat::JsonLines);
        QTest::newRow("markdown") << int(ExportFormat::Markdown);
    }

    void namesAreReplacedByTheSameNumber()
    {
        QFETCH(int, format);
        ExportOptions withoutNames = options(ExportFormat(format));
        withoutNames.peopleNames = false;
        withoutNames.rawFrames = true; // which may hold names: not honoured
        ExportFormatter formatter(withoutNames);
        Fact other = sample();
        other.by = u"noor@northwind.example"_s;
        other.raw = "data: noor";
        const QByteArray first = formatter.line(sample());
        const QByteArray second = formatter.line(other);
        const QByteArray third = formatter.line(sample());
        QVERIFY(first.contains("person 1"));
        QVERIFY(second.contains("person 2"));
        QCOMPARE(third, first);
        QVERIFY(!QByteArray(formatter.head() + first + second).contains("raw"));
        QVERIFY(!QByteArray(first + second).contains("northwind"));
        QVERIFY(!second.contains("data"));
    }

    void aRowOfAnotherEnvironmentSaysSo()
    {
        Fact fact = sample();
        fact.kind = FactKind::FlagUpdated;
        ChangeDetail detail;
        detail.elsewhere = u"staging"_s;
        fact.detail = makeDetail(detail);
        QVERIFY(ExportFormatter(options(ExportFormat::Csv)).line(fact).endsWith(",staging,412,flag\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestExportFormat)
#include "tst_exportformat.moc"
