// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "theme/celltext.h"

#include <QStyledItemDelegate>

#include <optional>

namespace signalbox {

class Bookmarks;
class Clock;
struct Fact;
class RowHighlights;
class Theme;

/// Paints the rows of the event log from the model's words and the fact behind them. Holds no data
/// but the shapes of what it painted last.
class EventDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// References must outlive this. @p reducedMotion: the mark of a recent command does not fade.
    EventDelegate(const Clock &clock, const Theme &theme, bool reducedMotion, QObject *parent);

    /// Both must outlive this.
    void setMarks(const Bookmarks &bookmarks, const RowHighlights &highlights);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Tool tip of a cell that is cut off: its whole text, as plain text.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    [[nodiscard]] QFont columnFont(int column) const;
    /// Width that holds @p sample in @p column.
    [[nodiscard]] int columnWidth(int column, const QString &sample) const;

private:
    [[nodiscard]] QRect textRect(const QRect &cell, int column) const;
    [[nodiscard]] QString cellText(const QModelIndex &index) const;
    [[nodiscard]] std::optional<RowMark> rowMarkOf(const Fact &fact) const;
    void paintBackground(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                         const Fact &fact) const;
    /// 1 just now, 0 when it is no longer recent.
    [[nodiscard]] double freshness(const Fact &fact) const;

    const Clock &m_clock;
    const Theme &m_theme;
    bool m_reducedMotion;
    mutable CellText m_text; ///< painting is const
    const Bookmarks *m_bookmarks = nullptr;
    const RowHighlights *m_highlights = nullptr;
};

} // namespace signalbox
