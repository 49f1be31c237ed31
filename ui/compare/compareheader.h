// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHeaderView>

namespace signalbox {

class Theme;

/// Column headings of the compare table: an environment's name, and below it how old the column is. Columns
/// share the width there is; one that a person sized keeps that size, under the name of its environment.
class CompareHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit CompareHeader(const Theme &theme, QWidget *parent = nullptr);

    /// Gives every column its width in @p available pixels.
    void distribute(int available);
    /// The widths that a person chose.
    [[nodiscard]] QByteArray widths() const;
    void restoreWidths(const QByteArray &state);

signals:
    /// A person sized a column.
    void columnSized();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    [[nodiscard]] QSize sizeHint() const override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    /// What a column's width is remembered by.
    [[nodiscard]] QString nameOf(int column) const;
    [[nodiscard]] double scale() const;

    const Theme &m_theme;
    QHash<QString, int> m_sizedByPerson;
    bool m_distributing = false;
};

} // namespace signalbox
