// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filterquery.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QStringList &fields()
{
    static const QStringList names = {u"flag"_s, u"by"_s, u"type"_s};
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
        const QString text = u"-flag:\"a b\"|c*d x|\"y\" -z by:* \"q\""_s;
        for (qsizetype length = 0; length <= text.size(); ++length) {
            const auto query = FilterQuery::parse(text.left(length), fields());
            if (!query) {
                QVERIFY(query.error().position >= 0 && query.error().length > 0);
                QVERIFY(query.error().position + query.error().length <= length);
            }
        }
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
