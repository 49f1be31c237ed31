// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>
#include <vector>

namespace signalbox {

/// Which rows of a list are folded into one, and what row is where then. The list is counted by positions,
/// which go on as rows leave at its front, so that what is known of the others stays true; a row is what is
/// left to see. Looking up costs the logarithm of the number of folds. Knows nothing of what the rows say.
class FoldIndex final
{
public:
    /// Positions from first to before end that are one row, or were and are open now.
    struct Fold
    {
        qint64 first = 0;
        qint64 end = 0;   ///< one past the last
        qint64 shown = 0; ///< whose words the row has
        int said = 1;     ///< how many events the row is known to stand for
        bool open = false;
        bool severalFlags = false;
        bool severalPeople = false;

        [[nodiscard]] qint64 hidden() const { return open ? 0 : end - first - 1; }
    };
    using Index = std::size_t;

    void reset(qint64 first, qint64 end);
    [[nodiscard]] qint64 first() const { return m_first; }
    [[nodiscard]] qint64 end() const { return m_end; } ///< one past the last
    [[nodiscard]] int rowCount() const { return rowAt(m_end); }

    [[nodiscard]] Index count() const { return m_folds.size(); }
    [[nodiscard]] const Fold &at(Index index) const { return m_folds[index].fold; }
    [[nodiscard]] Index firstEndingAfter(qint64 position) const;
    [[nodiscard]] std::optional<Index> holding(qint64 position) const;
    /// The fold that has this row, not one that is before it.
    [[nodiscard]] std::optional<Index> atRow(int row) const;
    [[nodiscard]] int rowOf(Index index) const { return rowOf(m_folds[index]); }
    /// The first position of the row.
    [[nodiscard]] qint64 positionOf(int row) const;
    [[nodiscard]] int rowAt(qint64 position) const;

    void setOpen(Index index, bool open);
    void setShown(Index index, qint64 position) { m_folds[index].fold.shown = position; }
    /// As many as it has, or one where it is open.
    void sayCount(Index index);
    /// Puts one fold in the place of those from @p from to before @p to, none of which may reach out of it.
    void replace(Index from, Index to, const Fold &made);
    /// Only of an open one, which hides nothing.
    void eraseOpen(Index index);

    void addFront(int count) { m_first -= count; }
    void insert(qint64 at, int count);
    /// Takes the positions out; those of the folds that are smaller now are returned. At the front the others
    /// keep theirs; between others those behind move up.
    std::vector<qint64> removeFront(qint64 until);
    std::vector<qint64> removeBetween(qint64 from, qint64 until);

private:
    struct Entry
    {
        Fold fold;
        qint64 hiddenBefore = 0; ///< rows that the folds before hide, from any start
    };

    [[nodiscard]] std::optional<Index> beforeRow(int row) const;
    [[nodiscard]] int rowOf(const Entry &entry) const;
    void renumber(Index changed);
    void renumberAfter(Index changed);

    qint64 m_first = 0;
    qint64 m_end = 0;
    std::deque<Entry> m_folds;
};

} // namespace signalbox
