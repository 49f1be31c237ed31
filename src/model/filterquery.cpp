// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filterquery.h"

#include "core/limits.h"
#include "model/filterparser.h"

namespace signalbox {

namespace {

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
    return FilterParser(text, fields).run();
}

FilterQuery FilterQuery::literal(const QString &text)
{
    FilterQuery query;
    if (text.isEmpty())
        return query;
    query.m_terms.append(Term{{}, {Value{text.toLower(), {}, {}}}});
    query.m_nodes.push_back({Node::Kind::Term, 0, {}});
    return query;
}

bool FilterQuery::Value::matches(const QString &candidate, bool whole) const
{
    if (pattern) {
        // What a peer made endless is looked at from its beginning only, and its end is not there.
        const bool endless = candidate.size() > limits::filterSubjectLength;
        const QString subject =
            endless ? QString(candidate.left(limits::filterSubjectLength) + QChar(0x2026)) : candidate;
        return pattern->match(subject).hasMatch();
    }
    if (!pieces.isEmpty())
        return matchesPieces(pieces, candidate, whole);
    return whole ? candidate.compare(text, Qt::CaseInsensitive) == 0
                 : candidate.contains(text, Qt::CaseInsensitive);
}

bool FilterQuery::Term::accepts(std::chrono::milliseconds value) const
{
    switch (comparison) {
    case Comparison::Less: return value < duration;
    case Comparison::LessOrEqual: return value <= duration;
    case Comparison::Greater: return value > duration;
    case Comparison::GreaterOrEqual: return value >= duration;
    }
    return false;
}

bool FilterQuery::Term::matches(const QString &text) const
{
    const bool whole = !field.isEmpty();
    return std::any_of(values.cbegin(), values.cend(),
                       [&](const Value &value) { return value.matches(text, whole); });
}

bool FilterQuery::Term::matches(const QStringList &texts) const
{
    return std::any_of(texts.cbegin(), texts.cend(), [this](const QString &text) { return matches(text); });
}

int FilterQuery::costOf(int index) const
{
    constexpr int ofText = 10;
    constexpr int ofPattern = 20;
    constexpr int ofGroup = 100;
    const Node &node = m_nodes[std::size_t(index)];
    if (node.kind == Node::Kind::Not)
        return costOf(node.children.front());
    if (node.kind != Node::Kind::Term)
        return ofGroup;
    const Term &term = m_terms.at(node.term);
    const bool hasPattern = std::any_of(term.values.cbegin(), term.values.cend(),
                                        [](const Value &value) { return value.pattern.has_value(); });
    return (term.field.isEmpty() ? ofText : 0) + (hasPattern ? ofPattern : 0);
}

} // namespace signalbox
