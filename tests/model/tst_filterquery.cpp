// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filterquery.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QStringList &fields()
{
    static const QStringList names = {u"flag"_s, u"by"_s, u"type"_s, u"latency"_s};
    return names;
}

/// A row: key "new-checkout", changed by "Mia Jo", of two types.
bool matchesSample(const FilterQuery &query)
{
    return query.matches([](const QString &field) -> QStringList {
        if (field == u"flag")
            return {u"new-checkout"_s};
        if (field == u"by")
            return {u"Mia Jo"_s};
        if (field == u"type")
            return {u"command"_s, u"confirmed"_s};
        return {u"new-checkout\nON → OFF a|b 12:30\nMia Jo"_s};
    });
}

} // namespace

class TestFilterQuery : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void matching_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");

        QTest::newRow("empty matches all") << QString() << true;
        QTest::newRow("blanks match all") << u" \t "_s << true;
        QTest::newRow("a word inside") << u"check"_s << true;
        QTest::newRow("case is nothing") << u"CHECKout"_s << true;
        QTest::newRow("a word that is not there") << u"search"_s << false;
        QTest::newRow("all words must match") << u"check mia"_s << true;
        QTest::newRow("one of two is not enough") << u"check search"_s << false;
        QTest::newRow("a word that must not") << u"-check"_s << false;
        QTest::newRow("a word that must not and does not") << u"-search"_s << true;
        QTest::newRow("quoted text with a blank") << u"\"on → off\""_s << true;
        QTest::newRow("quoted text that must not") << u"-\"on → off\""_s << false;
        QTest::newRow("a quoted bar is a bar") << u"\"a|b\""_s << true;
        QTest::newRow("a quoted star is a star") << u"\"new*out\""_s << false;
        QTest::newRow("a wildcard in a word") << u"n*ck"_s << true;
        QTest::newRow("a wildcard that does not fit") << u"ck*new"_s << false;
        QTest::newRow("either word") << u"search|mia"_s << true;
        QTest::newRow("neither word") << u"search|jim"_s << false;
        QTest::newRow("not either") << u"-search|mia"_s << false;
        QTest::newRow("a field matches whole") << u"flag:new-checkout"_s << true;
        QTest::newRow("a field does not match a part") << u"flag:checkout"_s << false;
        QTest::newRow("a field with a wildcard in front") << u"flag:*checkout"_s << true;
        QTest::newRow("behind") << u"flag:new*"_s << true;
        QTest::newRow("in the middle") << u"flag:n*t"_s << true;
        QTest::newRow("twice") << u"flag:n*check*"_s << true;
        QTest::newRow("pieces may not overlap") << u"flag:new-check*checkout"_s << false;
        QTest::newRow("nor the last with one before it") << u"flag:n*out*out"_s << false;
        QTest::newRow("only a wildcard") << u"flag:*"_s << true;
        QTest::newRow("field name in capitals") << u"FLAG:new*"_s << true;
        QTest::newRow("field that must not") << u"-flag:new*"_s << false;
        QTest::newRow("either value") << u"flag:search|new-checkout"_s << true;
        QTest::newRow("either value, one quoted") << u"by:jim|\"mia jo\""_s << true;
        QTest::newRow("quoted value") << u"by:\"Mia Jo\""_s << true;
        QTest::newRow("one text of several") << u"type:confirmed"_s << true;
        QTest::newRow("no text of several") << u"type:confirmed*x"_s << false;
        QTest::newRow("not any text of several") << u"-type:command"_s << false;
        QTest::newRow("field and word") << u"mia flag:new*"_s << true;
        QTest::newRow("digits before a colon are text") << u"12:30"_s << true;
        QTest::newRow("a quote in a word is text") << u"ne\"w"_s << false;
        QTest::newRow("an empty quoted value is empty") << u"by:\"\""_s << false;
        QTest::newRow("terms may touch") << u"\"new\"check"_s << true;

        QTest::newRow("and") << u"check and mia"_s << true;
        QTest::newRow("and, one fails") << u"check and search"_s << false;
        QTest::newRow("or") << u"search or mia"_s << true;
        QTest::newRow("or, both fail") << u"search or jim"_s << false;
        QTest::newRow("keywords in capitals") << u"search OR NOT jim AND mia"_s << true;
        QTest::newRow("and binds closer than or") << u"mia or check and search"_s << true;
        QTest::newRow("nothing between binds like and") << u"mia or check search"_s << true;
        QTest::newRow("parentheses bind first") << u"(mia or check) search"_s << false;
        QTest::newRow("not") << u"not search"_s << true;
        QTest::newRow("not, of one word only") << u"not search mia"_s << true;
        QTest::newRow("not twice") << u"not not mia"_s << true;
        QTest::newRow("not a group") << u"not (mia or search)"_s << false;
        QTest::newRow("minus a group") << u"-(search or jim)"_s << true;
        QTest::newRow("minus in front of a quote") << u"-\"jim\""_s << true;
        QTest::newRow("groups in groups") << u"((mia) and (not (search)))"_s << true;
        QTest::newRow("groups may touch") << u"(mia)(check)"_s << true;
        QTest::newRow("a keyword in quotes is text") << u"\"or\" \"and\""_s << false;
        QTest::newRow("a keyword inside a word is text") << u"ori|checkout"_s << true;
        QTest::newRow("parentheses in a word are text") << u"f(x)|mia"_s << true;
        QTest::newRow("a word in a group ends at it") << u"(check)"_s << true;
        QTest::newRow("a pattern") << u"/^new-.*t$/"_s << false; // the text has further lines
        QTest::newRow("a pattern of a field") << u"flag:/^new-.*t$/"_s << true;
        QTest::newRow("a pattern matches inside") << u"flag:/check/"_s << true;
        QTest::newRow("a pattern has no case") << u"flag:/CHECK/"_s << true;
        QTest::newRow("a pattern that does not match") << u"flag:/^check/"_s << false;
        QTest::newRow("a pattern that must not") << u"-flag:/^check/"_s << true;
        QTest::newRow("a pattern or a word") << u"flag:/^check/|new*"_s << true;
        QTest::newRow("a bar and blanks in a pattern") << u"by:/x|mia jo/"_s << true;
        QTest::newRow("a slash in a pattern") << u"/a\\/b|12:30/"_s << true;
        QTest::newRow("a parenthesis in a pattern") << u"(by:/(mia) (jo)/)"_s << true;
        QTest::newRow("a slash inside a word is text") << u"new/check"_s << false;
        QTest::newRow("smaller than is text without a field") << u"12<13|mia"_s << true;
        QTest::newRow("a comparison is not true of text") << u"latency>0"_s << false;
    }

    void matching()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const auto query = FilterQuery::parse(text, fields());
        QVERIFY(query.has_value());
        QCOMPARE(matchesSample(*query), expected);
    }

    void errors_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("position");
        QTest::addColumn<QString>("word");

        const int field = int(FilterError::Kind::UnknownField);
        const int value = int(FilterError::Kind::MissingValue);
        const int quote = int(FilterError::Kind::UnclosedQuote);
        QTest::newRow("unknown field") << u"check typ:x"_s << field << 6 << u"typ"_s;
        QTest::newRow("unknown field that must not") << u"-typ:x"_s << field << 1 << u"typ"_s;
        QTest::newRow("field without value") << u"flag:"_s << value << 0 << u"flag:"_s;
        QTest::newRow("field without value before a blank") << u"a flag: b"_s << value << 2 << u"flag:"_s;
        QTest::newRow("nothing after a bar") << u"a|"_s << value << 1 << u"|"_s;
        QTest::newRow("nothing before a bar") << u"|a"_s << value << 0 << u"|"_s;
        QTest::newRow("nothing between bars") << u"flag:a||b"_s << value << 6 << u"|"_s;
        QTest::newRow("a lonely minus") << u"a - b"_s << value << 2 << u"-"_s;
        QTest::newRow("open quote") << u"a \"b c"_s << quote << 2 << u"\"b c"_s;
        QTest::newRow("open quote in a field") << u"by:\"mia"_s << quote << 3 << u"\"mia"_s;

        using Kind = FilterError::Kind;
        const auto row = [](const char *name, const QString &text, Kind kind, int position,
                            const QString &word) {
            QTest::newRow(name) << text << int(kind) << position << word;
        };
        row("open pattern", u"a /b c"_s, Kind::UnclosedPattern, 2, u"/b c"_s);
        row("a pattern whose end is part of it", u"/a\\/"_s, Kind::UnclosedPattern, 0, u"/a\\/"_s);
        row("empty pattern", u"a //"_s, Kind::MissingValue, 2, u"//"_s);
        row("wrong pattern", u"by:/a[b/"_s, Kind::WrongPattern, 6, u"b"_s);
        row("wrong at once", u"/*/"_s, Kind::WrongPattern, 1, u"*"_s);
        row("long pattern", u'/' + QString(201, u'a') + u'/', Kind::TooLongPattern, 0,
            u'/' + QString(201, u'a') + u'/');
        row("open parenthesis", u"a (b"_s, Kind::UnclosedParenthesis, 2, u"("_s);
        row("open parenthesis and nothing", u"a ("_s, Kind::UnclosedParenthesis, 2, u"("_s);
        row("empty parentheses", u"a ( )"_s, Kind::UnexpectedParenthesis, 2, u"( )"_s);
        row("one too many", u"(a) b)"_s, Kind::UnexpectedParenthesis, 5, u")"_s);
        row("closed first", u")a"_s, Kind::UnexpectedParenthesis, 0, u")"_s);
        row("for a value", u"by:(a|b)"_s, Kind::UnexpectedParenthesis, 3, u"("_s);
        row("nothing before and", u"and a"_s, Kind::MissingOperand, 0, u"and"_s);
        row("nothing after and", u"a and "_s, Kind::MissingOperand, 2, u"and"_s);
        row("and, or", u"a AND or b"_s, Kind::MissingOperand, 2, u"AND"_s);
        row("nothing before or", u"(or a)"_s, Kind::MissingOperand, 1, u"or"_s);
        row("nothing after or", u"(a or)"_s, Kind::MissingOperand, 3, u"or"_s);
        row("or twice", u"a or or b"_s, Kind::MissingOperand, 2, u"or"_s);
        row("nothing after not", u"a not"_s, Kind::MissingOperand, 2, u"not"_s);
        row("not of and", u"not and a"_s, Kind::MissingOperand, 0, u"not"_s);
        row("a text is not compared", u"a by>5"_s, Kind::NotComparable, 2, u"by>"_s);
        row("latency is compared", u"latency:5ms"_s, Kind::NotComparable, 0, u"latency:"_s);
        row("nothing to compare with", u"a latency>= b"_s, Kind::MissingValue, 2, u"latency>="_s);
        row("not a time", u"latency>5km"_s, Kind::WrongDuration, 8, u"5km"_s);
        row("a negative time", u"latency>-5"_s, Kind::WrongDuration, 8, u"-5"_s);
        row("only a unit", u"latency>ms"_s, Kind::WrongDuration, 8, u"ms"_s);
        row("a time without end", u"latency>"_s + QString(400, u'9'), Kind::WrongDuration, 8,
            QString(400, u'9'));
        row("too long", QString(1'001, u'a'), Kind::TooLong, 1'000, u"a"_s);
        row("too deep", QString(40, u'(') + u'a' + QString(40, u')'), Kind::TooNested, 32, u"("_s);
        row("too many nots", u"not "_s.repeated(40) + u'a', Kind::TooNested, 4 * 32, u"n"_s);
    }

    void errors()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(int, position);
        QFETCH(QString, word);
        const auto query = FilterQuery::parse(text, fields());
        QVERIFY(!query.has_value());
        QCOMPARE(int(query.error().kind), kind);
        QCOMPARE(query.error().position, position);
        QCOMPARE(query.error().word, word);
        QCOMPARE(query.error().length, int(word.size()));
    }

    void everyPrefixOfATextGivesAnAnswer()
    {
        const QString text =
            u"-flag:\"a b\"|c*d x|\"y\" -z by:* \"q\" or (latency>=1.5s and not /a[b]\\/c/ (d))"_s;
        for (qsizetype length = 0; length <= text.size(); ++length) {
            const auto query = FilterQuery::parse(text.left(length), fields());
            if (!query) {
                QVERIFY(query.error().position >= 0 && query.error().length > 0);
                QVERIFY(query.error().position + query.error().length <= length);
            }
        }
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<bool>("accepted"); // of 200 ms
        QTest::newRow("plain numbers are milliseconds") << u"latency>150"_s << 150 << true;
        QTest::newRow("milliseconds") << u"latency<150ms"_s << 150 << false;
        QTest::newRow("seconds") << u"latency<=2s"_s << 2'000 << true;
        QTest::newRow("parts of a second") << u"latency>=0.2s"_s << 200 << true;
        QTest::newRow("in capitals") << u"Latency>0.3S"_s << 300 << false;
        QTest::newRow("in a group") << u"(latency<=200)"_s << 200 << true;
    }

    void durations()
    {
        QFETCH(QString, text);
        QFETCH(int, milliseconds);
        QFETCH(bool, accepted);
        const auto query = FilterQuery::parse(text, fields());
        QVERIFY(query.has_value());
        QCOMPARE(query->terms().size(), 1);
        QVERIFY(query->terms().constFirst().isComparison());
        QCOMPARE(query->terms().constFirst().duration, std::chrono::milliseconds(milliseconds));
        QCOMPARE(query->terms().constFirst().accepts(std::chrono::milliseconds(200)), accepted);
    }

    void cheapTermsAreAskedFirst()
    {
        const auto query = FilterQuery::parse(u"(a or b) /c/ d flag:e"_s, fields());
        QVERIFY(query.has_value());
        QStringList asked;
        QVERIFY(query->evaluate([&](int index) {
            const FilterQuery::Term &term = query->terms().at(index);
            asked += term.field + term.values.constFirst().text;
            return true;
        }));
        QCOMPARE(asked, QStringList({u"flage"_s, u"d"_s, u"c"_s, u"a"_s}));
    }

    void aLiteralIsTakenAsItStands()
    {
        const FilterQuery query = FilterQuery::literal(u"A|b 12"_s);
        QVERIFY(matchesSample(query));
        QVERIFY(!matchesSample(FilterQuery::literal(u"check*"_s)));
        QVERIFY(matchesSample(FilterQuery::literal(QString())));
    }

    /// Patterns that would keep the engine busy for longer than anybody waits.
    void hostilePatternsEndSoon_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("nested repeats") << u"/(a+)+$/"_s;
        QTest::newRow("alternatives") << u"/(a|aa)+$/"_s;
        QTest::newRow("a limit of its own") << u"/(*LIMIT_MATCH=4000000000)(a+)+$/"_s;
        QTest::newRow("many stars") << u"/.*a.*a.*a.*a.*a.*a.*a.*a.*a.*b/"_s;
        QTest::newRow("large repeats") << u"/(a{1,30}){1,30}{1,30}b/"_s;
    }

    void hostilePatternsEndSoon()
    {
        QFETCH(QString, pattern);
        const auto query = FilterQuery::parse(pattern, fields());
        if (!query)
            return; // the engine would not have it: as good
        const QString name = QString(10'000, u'a') + u'!';
        for (int row = 0; row < 100; ++row)
            QVERIFY(!query->matches([&name](const QString &) { return name; }));
    }

    /// Wildcards that backtrack would need longer than anybody waits.
    void manyWildcardsOnALongNameEndSoon()
    {
        const auto query = FilterQuery::parse(u"flag:"_s + u"*a"_s.repeated(50) + u"*b"_s, fields());
        QVERIFY(query.has_value());
        const QString name(10'000, u'a');
        QVERIFY(!query->matches([&name](const QString &) { return name; }));
    }
};

QTEST_GUILESS_MAIN(TestFilterQuery)
#include "tst_filterquery.moc"
