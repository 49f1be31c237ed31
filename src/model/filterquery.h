// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

#include <tl/expected.hpp>

namespace signalbox {

/// What is wrong with a filter text and where (character index).
struct FilterError
{
    enum class Kind { UnknownField, MissingValue, UnclosedQuote };
    Kind kind = Kind::UnknownField;
    int position = 0;
    int length = 0;
    QString word;
    bool operator==(const FilterError &) const = default;
};

/// The filter language of both lists: words (all must match), -word (must not), field:value, field:va*ue,
/// "quoted text", a|b for either value. Case-insensitive. An empty query matches everything. Quoted text is
/// taken as it stands: * and | mean nothing in it. What stands before a colon is a field only when it is made
/// of letters: "12:30" is text.
class FilterQuery final
{
public:
    struct Value
    {
        QString text;       ///< lower case, as typed, without the quotes
        QStringList pieces; ///< what stands between the wildcards; empty where there is none
    };
    struct Term
    {
        QString field;         ///< empty: any text
        QVector<Value> values; ///< one must match
        bool negated = false;
    };

    /// @p fields are the names that may stand before a colon, lower case.
    [[nodiscard]] static tl::expected<FilterQuery, FilterError> parse(const QString &text,
                                                                      const QStringList &fields);

    [[nodiscard]] bool isEmpty() const { return m_terms.isEmpty(); }
    /// Fields before words, since a field is the cheaper test.
    [[nodiscard]] const QVector<Term> &terms() const { return m_terms; }

    /// @p valueOf(field) gives the text to look at, or a list of texts of which one has to match; called with
    /// an empty name for the row's whole text.
    template <typename ValueOf>
    [[nodiscard]] bool matches(const ValueOf &valueOf) const
    {
        for (const Term &term : m_terms) {
            if (matchesTerm(term, valueOf(term.field)) == term.negated)
                return false;
        }
        return true;
    }

private:
    /// Field values must match whole (or by wildcard); any-text terms match inside.
    [[nodiscard]] static bool matchesTerm(const Term &term, const QString &text);
    [[nodiscard]] static bool matchesTerm(const Term &term, const QStringList &texts);

    QVector<Term> m_terms;
};

} // namespace signalbox
