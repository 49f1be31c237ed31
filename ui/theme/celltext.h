// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QFont>
#include <QTextLayout>

class QPainter;

namespace signalbox {

/// Draws the texts of a list's cells as QPainter::drawText would, to the pixel, and keeps the latest of them
/// cut and shaped: shaping is most of what a cell costs, and most cells are painted again as they were.
/// Nothing has to be told to it: all that a shape follows from is part of what it is found by, and colour is
/// not part of a shape. Bounded; the texts that were not drawn for longest go first.
class CellText final
{
public:
    /// @p capacity: how many texts are kept; by default those of several screens.
    explicit CellText(int capacity = 1'024);

    /// @p text on one line with the painter's font and pen: upright in the middle of @p rect, beside as
    /// @p alignment says, and cut at the end with an ellipsis where it is too wide.
    void draw(QPainter &painter, const QRect &rect, const QString &text,
              Qt::Alignment alignment = Qt::AlignLeft);

    [[nodiscard]] int count() const { return int(m_lines.size()); }
    /// How many texts had to be shaped so far.
    [[nodiscard]] int shapedCount() const { return m_shaped; }

private:
    struct Key
    {
        QString text;
        QFont font;
        int width = 0;
        int dotsPerInch = 0;
        Qt::LayoutDirection direction = Qt::LeftToRight;

        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed)
        {
            return qHashMulti(seed, key.text, key.font, key.width);
        }
    };

    [[nodiscard]] const QTextLayout &shaped(const QPainter &painter, Key key);

    QCache<Key, QTextLayout> m_lines;
    int m_shaped = 0;
};

} // namespace signalbox
