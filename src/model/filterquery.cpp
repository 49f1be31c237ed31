// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filterquery.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

class Parser final
{
public:
    Parser(const QString &text, const QStringList &fields) : m_text(text), m_fields(fields) {}

    tl::expected<QVector<FilterQuery::Term>, FilterError> run()
    {
        QVector<FilterQuery::Term> terms;
        for (;;) {
            while (!atEnd() && current().isSpace())
                ++m_at;
            if (atEnd())
                return terms;
            auto term = readTerm();
            if (!term)
                return tl::make_unexpected(term.error());
            terms.append(*term);
        }
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar current() const { return m_text.at(m_at); }
    [[nodiscard]] bool endsHere() const { return atEnd() || current().isSpace(); }

    [[nodiscard]] FilterError error(FilterError::Kind kind, qsizetype from, qsizetype until) const
    {
        return {kind, int(from), int(until - from), m_text.mid(from, until - from)};
    }

    tl::expected<FilterQuery::Term, FilterError> readTerm()
    {
        const qsizetype start = m_at;
        FilterQuery::Term term;
        if (current() == u'-') {
            term.negated = true;
            ++m_at;
        }
        qsizetype nameEnd = m_at;
        while (nameEnd < m_text.size() && m_text.at(nameEnd).isLetter())
            ++nameEnd;
        if (nameEnd > m_at && nameEnd < m_text.size() && m_text.at(nameEnd) == u':') {
            term.field = m_text.mid(m_at, nameEnd - m_at).toLower();
            if (!m_fields.contains(term.field))
                return tl::make_unexpected(error(FilterError::Kind::UnknownField, m_at, nameEnd));
            m_at = nameEnd + 1;
        }
        qsizetype valueStart = start; // a missing value is shown from here on
        for (;;) {
            auto value = readValue(valueStart);
            if (!value)
                return tl::make_unexpected(value.error());
            term.values.append(*value);
            if (atEnd() || current() != u'|')
                return term;
            valueStart = m_at;
            ++m_at;
        }
    }

    tl::expected<FilterQuery::Value, FilterError> readValue(qsizetype blameFrom)
    {
        FilterQuery::Value value;
        if (!atEnd() && current() == u'"') {
            const qsizetype open = m_at;
            const qsizetype close = m_text.indexOf(u'"', open + 1);
            if (close < 0)
                return tl::make_unexpected(error(FilterError::Kind::UnclosedQuote, open, m_text.size()));
            value.text = m_text.mid(open + 1, close - open - 1).toLower();
            m_at = close + 1;
            return value;
        }
        const qsizetype start = m_at;
        while (!endsHere() && current() != u'|')
            ++m_at;
        if (m_at == start)
            return tl::make_unexpected(
                error(FilterError::Kind::MissingValue, blameFrom, std::max(m_at, blameFrom + 1)));
        value.text = m_text.mid(start, m_at - start).toLower();
        if (value.text.contains(u'*'))
            value.pieces = value.text.split(u'*');
        return value;
    }

    const QString &m_text;
    const QStringList &m_fields;
    qsizetype m_at = 0;
};

/// Finds the pieces one after the other. Taking the first place of each is enough, so this needs no
/// backtracking: a hostile name and a filter full of stars cost no more than reading the name once per piece.
bool matchesPieces(const QStringList &pieces, const QString &text, bool whole)
{
    QStringView rest(text);
    qsizetype first = 0;
    qsizetype last = pieces.size();
    if (whole) {
        if (!rest.startsWith(pieces.constFirst(), Qt::CaseInsensitive))
            return false;
        rest = rest.sliced(pieces.constFirst().size());
        if (!rest.endsWith(pieces.constLast(), Qt::CaseInsensitive))
            return false;
        rest.chop(pieces.constLast().size());
        ++first;
        --last;
    }
    for (qsizetype i = first; i < last; ++i) {
        const qsizetype found = rest.indexOf(pieces.at(i), 0, Qt::CaseInsensitive);
        if (found < 0)
            return false;
        rest = rest.sliced(found + pieces.at(i).size());
    }
    return true;
}

} // namespace

tl::expected<FilterQuery, FilterError> FilterQuery::parse(const QString &text, const QStringList &fields)
{
    auto terms = Parser(text, fields).run();
    if (!terms)
        return tl::make_unexpected(terms.error());
    std::stable_partition(terms->begin(), terms->end(),
                          [](const Term &term) { return !term.field.isEmpty(); });
    FilterQuery query;
    query.m_terms = std::move(*terms);
    return query;
}

bool FilterQuery::matchesTerm(const Term &term, const QString &text)
{
    const bool whole = !term.field.isEmpty();
    return std::any_of(term.values.cbegin(), term.values.cend(), [&](const Value &value) {
        if (!value.pieces.isEmpty())
            return matchesPieces(value.pieces, text, whole);
        return whole ? text.compare(value.text, Qt::CaseInsensitive) == 0
                     : text.contains(value.text, Qt::CaseInsensitive);
    });
}

bool FilterQuery::matchesTerm(const Term &term, const QStringList &texts)
{
    return std::any_of(texts.cbegin(), texts.cend(),
                       [&term](const QString &text) { return matchesTerm(term, text); });
}

} // namespace signalbox
