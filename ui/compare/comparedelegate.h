// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "flags/statepill.h"
#include "model/comparecell.h"
#include "theme/celltext.h"

#include <QStyledItemDelegate>

#include <utility>
#include <vector>

namespace signalbox {

class Theme;

/// Paints the cells of the compare table: what differs from the environment shown has a mark and a ground of
/// its own, states are the pills of the flag table. Holds no data but the shapes of what it painted last.
class CompareDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// References must outlive this.
    CompareDelegate(const Theme &theme, const Settings &settings, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintEnvironment(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                          const CompareCell &cell) const;

    [[nodiscard]] QSize sizeOfPill(const PillLook &look, const QFont &font) const;

    const Theme &m_theme;
    const Settings &m_settings;
    mutable CellText m_text; ///< painting is const
    mutable QFont m_pillFont;
    mutable std::vector<std::pair<PillLook, QSize>> m_pillSizes; ///< with m_pillFont; there are a dozen words
};

} // namespace signalbox
