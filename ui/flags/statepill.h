// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"
#include "theme/celltext.h"

#include <QFont>
#include <QWidget>

class QPainter;

namespace signalbox {

class Theme;
struct ThemeColors;

/// What a state pill looks like: a word and a shape, so that colour is never alone.
struct PillLook
{
    enum class Shape {
        Filled,  ///< ON
        Hollow,  ///< OFF
        Drained, ///< ON?, OFF?: the last value, hatched, because the link is not current
        Waiting, ///< …: said to have changed, not read yet
        Unknown, ///< — ?: never read, hatched
        Double,  ///< ≠ ON: reported against an order
        Struck,  ///< DELETED
    };

    Shape shape = Shape::Unknown;
    QString word;

    bool operator==(const PillLook &) const = default;
};

[[nodiscard]] PillLook pillLook(const FlagRow &row);
/// A value that was just reported.
[[nodiscard]] PillLook pillLook(bool enabled, FlagKind kind);

/// True while the commanded lamp belongs beside the pill: a command is open, or the server disagrees.
[[nodiscard]] bool showsLamp(const FlagRow &row);
/// OFF, ON, or "default true" for an order that leaves the switch alone.
[[nodiscard]] QString lampWord(const CommandLamp &lamp, FlagKind kind);

/// Sizes in logical pixels for a table or panel font @p font; the double border is part of them.
[[nodiscard]] QSize pillSize(const PillLook &look, const QFont &font);
[[nodiscard]] int lampWidth(const QString &word, const QFont &font);
/// @p text keeps the shape of the word for the next time.
void paintPill(QPainter *painter, const QRect &rect, const PillLook &look, const ThemeColors &colors,
               const QFont &font, CellText &text);
/// ▷ OFF in the pending colour.
void paintLamp(QPainter *painter, const QRect &rect, const QString &word, const ThemeColors &colors,
               const QFont &font);

/// One pill by itself, for panels. Its accessible name is its word.
class StatePill final : public QWidget
{
    Q_OBJECT

public:
    explicit StatePill(const Theme &theme, QWidget *parent = nullptr);

    void setLook(const PillLook &look);
    [[nodiscard]] const PillLook &look() const { return m_look; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    PillLook m_look;
    CellText m_text{1};
};

} // namespace signalbox
