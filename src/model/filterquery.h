// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <QVector>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include <tl/expected.hpp>

namespace signalbox {

/// What is wrong with a filter text and where (character index).
struct FilterError
{
    enum class Kind {
        UnknownField,
        MissingValue,
        UnclosedQuote,
        UnclosedPattern,       ///< /... without its second slash
        WrongPattern,          ///< reason says what the regular expression engine says
        TooLongPattern,        ///< limits::filterPatternLength
        UnclosedParenthesis,   ///< position is where it opens
        UnexpectedParenthesis, ///< one that closes nothing, closes on nothing, or stands for a value
        MissingOperand,        ///< and, or, not with nothing to stand for
        NotComparable,         ///< < and > with a field that has no size, or latency without them
        WrongDuration,
        TooLong,  ///< limits::filterTextLength
        TooNested ///< limits::filterDepth
    };
    Kind kind = Kind::UnknownField;
    int position = 0;
    int length = 0;
    QString word;
    QString reason;
    bool operator==(const FilterError &) const = default;
};

/// The filter language of both lists, see docs/filters.md: words, "quoted text", /patterns/, field:value,
/// va*ue, a|b, latency>200ms, -term, and, or, not, parentheses. Case-insensitive. An empty query matches
/// everything. Holds what a text means; where the values come from is the caller's business.
class FilterQuery final
{
public:
    struct Value
    {
        QString text;       ///< lower case, as typed, without the quotes
        QStringList pieces; ///< what stands between the wildcards; empty where there is none
        std::optional<QRegularExpression> pattern; ///< gives up on its own where it takes too long

        [[nodiscard]] bool matches(const QString &candidate, bool whole) const;
    };
    enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual };
    struct Term
    {
        QString field;         ///< empty: any text
        QVector<Value> values; ///< one must match; empty for a comparison
        Comparison comparison = Comparison::Less;
        std::chrono::milliseconds duration{0};

        [[nodiscard]] bool isComparison() const { return values.isEmpty(); }
        [[nodiscard]] bool accepts(std::chrono::milliseconds value) const;
        /// Field values must match whole (or by wildcard), patterns and any-text terms match inside.
        [[nodiscard]] bool matches(const QString &text) const;
        [[nodiscard]] bool matches(const QStringList &texts) const;
    };

    /// @p fields are the names that may stand before a colon, lower case; the one named "latency" is compared
    /// with durations instead.
    [[nodiscard]] static tl::expected<FilterQuery, FilterError> parse(const QString &text,
                                                                      const QStringList &fields);
    /// Rows that hold @p text as it stands; all where it is empty.
    [[nodiscard]] static FilterQuery literal(const QString &text);

    [[nodiscard]] bool isEmpty() const { return m_nodes.empty(); }
    [[nodiscard]] const QVector<Term> &terms() const { return m_terms; }

    /// @p verdict(index of a term) says whether that term is true of a row; asked only where it decides, the
    /// cheaper terms first.
    template <typename Verdict>
    [[nodiscard]] bool evaluate(const Verdict &verdict) const
    {
        return m_nodes.empty() || evaluate(verdict, m_nodes.back());
    }

    /// @p valueOf(field) gives the text to look at, or a list of texts of which one has to match; called with
    /// an empty name for the row's whole text. Comparisons are not true of any text.
    template <typename ValueOf>
    [[nodiscard]] bool matches(const ValueOf &valueOf) const
    {
        return evaluate([this, &valueOf](int index) {
            const Term &term = m_terms.at(index);
            return !term.isComparison() && term.matches(valueOf(term.field));
        });
    }

private:
    friend class FilterParser;
    struct Node
    {
        enum class Kind : quint8 { Term, All, Any, Not };
        Kind kind = Kind::Term;
        int term = -1;
        std::vector<int> children; ///< nodes before this one
    };

    template <typename Verdict>
    [[nodiscard]] bool evaluate(const Verdict &verdict, const Node &node) const
    {
        const auto isTrue = [this, &verdict](int child) {
            return evaluate(verdict, m_nodes[std::size_t(child)]);
        };
        switch (node.kind) {
        case Node::Kind::Term: return verdict(node.term);
        case Node::Kind::Not: return !isTrue(node.children.front());
        case Node::Kind::All: return std::all_of(node.children.begin(), node.children.end(), isTrue);
        case Node::Kind::Any: return std::any_of(node.children.begin(), node.children.end(), isTrue);
        }
        return false;
    }
    [[nodiscard]] int costOf(int node) const;

    QVector<Term> m_terms;
    std::vector<Node> m_nodes; ///< the last one is the root
};

} // namespace signalbox
