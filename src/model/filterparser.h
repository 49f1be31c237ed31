// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"

namespace signalbox {

/// Reads a filter text into a query, by descent: or, and, not, one term. Used once. What it takes and refuses
/// is written down in docs/filters.md.
class FilterParser final
{
public:
    /// Both must outlive this.
    FilterParser(const QString &text, const QStringList &fields) : m_text(text), m_fields(fields) {}

    [[nodiscard]] tl::expected<FilterQuery, FilterError> run();

private:
    using Kind = FilterError::Kind;
    using Node = FilterQuery::Node;
    using Parsed = tl::expected<int, FilterError>; ///< a node's index

    [[nodiscard]] Parsed readAny(int depth);
    [[nodiscard]] Parsed readAll(int depth);
    [[nodiscard]] Parsed readOne(int depth);
    [[nodiscard]] Parsed readNegated(int depth, qsizetype operatorAt, qsizetype operatorEnd);
    [[nodiscard]] Parsed readGroup(int depth);
    [[nodiscard]] Parsed readTerm(qsizetype blameFrom);
    [[nodiscard]] Parsed readComparison(FilterQuery::Term term, qsizetype start);
    [[nodiscard]] tl::expected<FilterQuery::Value, FilterError> readValue(qsizetype blameFrom);
    [[nodiscard]] tl::expected<FilterQuery::Value, FilterError> readPattern();
    [[nodiscard]] FilterQuery::Value readBareWord();

    void skipBlanks();
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar current() const { return m_text.at(m_at); }
    [[nodiscard]] bool isAt(QChar character) const { return !atEnd() && current() == character; }
    /// True where the word that begins here is @p keyword and nothing else.
    [[nodiscard]] bool isKeyword(QStringView keyword) const;
    [[nodiscard]] tl::unexpected<FilterError> error(Kind kind, qsizetype from, qsizetype until) const;
    [[nodiscard]] int addNode(Node node);
    [[nodiscard]] int join(Node::Kind kind, std::vector<int> children);

    const QString &m_text;
    const QStringList &m_fields;
    qsizetype m_at = 0;
    FilterQuery m_query;
};

} // namespace signalbox
