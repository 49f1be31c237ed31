// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QSet>

namespace signalbox {

class Theme;

/// Column headings of the flag table. Columns share the width there is: each gets between its least and its
/// preferred width, and what is left goes to the texts. A column that a person sized keeps that size.
class FlagHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit FlagHeader(const Theme &theme, QWidget *parent = nullptr);

    /// Gives every shown column its width in @p available pixels.
    void distribute(int available);
    void showDefaultColumns();
    /// Order, widths, hidden columns and the sort mark; what a person sized is part of it.
    [[nodiscard]] QByteArray columnState() const;
    [[nodiscard]] bool restoreColumnState(const QByteArray &state);

signals:
    /// A person sized, moved, hid or showed a column.
    void columnsChanged();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    [[nodiscard]] QSize sizeHint() const override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] double scale() const;

    const Theme &m_theme;
    QSet<int> m_sizedByPerson;
    bool m_distributing = false;
};

} // namespace signalbox
