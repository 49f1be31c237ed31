// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/settings.h"
#include "flags/statepill.h"
#include "model/flagstore.h"
#include "theme/celltext.h"

#include <QStyledItemDelegate>

#include <utility>
#include <vector>

namespace signalbox {

class FlagTableView;
class Theme;

/// Paints the cells of the flag table from roles and tokens: selection and hover over the whole row, the
/// change mark, the pill with its lamp. Holds no data
/// but the shapes of what it painted last; everything from a server is one line of plain text.
class FlagDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// References must outlive this; @p view is the table it paints for.
    FlagDelegate(FlagTableView &view, const Theme &theme, const Settings &settings, const Clock &clock);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Where the pill is in a state cell @p cell.
    [[nodiscard]] QRect pillRect(const QRect &cell, const FlagRow &row, const QFont &font) const;

private:
    void paintBackground(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                         const FlagRow &row) const;
    void paintKey(QPainter *painter, const QRect &cell, const QString &key, const QString &badge,
                  const ThemeColors &colors) const;
    void paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const FlagRow &row) const;
    [[nodiscard]] QSize sizeOfPill(const PillLook &look, const QFont &font) const;
    /// 1 right after a change, 0 after a minute.
    [[nodiscard]] double markStrength(const FlagRow &row) const;

    FlagTableView &m_view;
    const Theme &m_theme;
    const Settings &m_settings;
    const Clock &m_clock;
    mutable CellText m_text; ///< painting is const
    mutable QFont m_pillFont;
    mutable std::vector<std::pair<PillLook, QSize>> m_pillSizes; ///< with m_pillFont; there are a dozen words
};

} // namespace signalbox
