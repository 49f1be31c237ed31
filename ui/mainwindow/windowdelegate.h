// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace signalbox {

class Theme;
struct WindowSummary;

/// Paints a window in the list of windows: the class of its environment as the band has it, its place and
/// server, and at the right the state of its stream.
class WindowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// @p theme must outlive this.
    explicit WindowDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintClass(QPainter &painter, const QRect &area, const WindowSummary &window,
                    const QStyleOptionViewItem &option) const;
    [[nodiscard]] int paintLink(QPainter &painter, const QRect &area, const WindowSummary &window,
                                const QStyleOptionViewItem &option) const;

    const Theme &m_theme;
};

} // namespace signalbox
