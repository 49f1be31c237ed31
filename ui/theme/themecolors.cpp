// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {

constexpr double readable = 4.5; ///< contrast of text, WCAG 2.1 AA
constexpr double step = 0.05;

/// Relative luminance of WCAG 2.1.
double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

/// @p ink as it is, or as little nearer to @p text as it takes to be read on @p ground.
QColor readableInk(const QColor &ink, const QColor &ground, const QColor &text)
{
    QColor result = ink;
    for (double share = step; share < 1 && contrast(result, ground) < readable; share += step) {
        const auto blend = [share](int from, int to) { return qRound(from + (to - from) * share); };
        result = QColor(blend(ink.red(), text.red()), blend(ink.green(), text.green()),
                        blend(ink.blue(), text.blue()));
    }
    return result;
}

} // namespace

// The meaning tokens are those of ux.md section 13, searched and checked there; only the neutral tones are
// chosen here. tst_theme computes the contrasts again.

ThemeColors lightColors()
{
    return {
        .dark = false,
        .base = QColor(0xFF, 0xFF, 0xFF),
        .panel = QColor(0xF3, 0xF4, 0xF6),
        .button = QColor(0xFF, 0xFF, 0xFF),
        .border = QColor(0xD7, 0xDA, 0xE0),
        .rowLine = QColor(0xF0, 0xF1, 0xF4),
        .text = QColor(0x1B, 0x1D, 0x21),
        .mutedText = QColor(0x5F, 0x64, 0x70),
        .on = QColor(0x24, 0x6B, 0x9B),
        .onText = QColor(0xFF, 0xFF, 0xFF),
        .off = QColor(0x5A, 0x5A, 0x5A),
        .pending = QColor(0x8C, 0x6A, 0x01),
        .fault = QColor(0x7A, 0x12, 0x06),
        .stale = QColor(0x33, 0x10, 0x3F),
        .selection = QColor(0xDC, 0xE9, 0xF4),
        .hover = QColor(0xEC, 0xEE, 0xF2),
        .changeTint = QColor(0xF1, 0xF6, 0xFA),
        .dangerFill = QColor(0x7A, 0x00, 0x19),
        .dangerText = QColor(0xFF, 0xFF, 0xFF),
    };
}

ThemeColors darkColors()
{
    return {
        .dark = true,
        .base = QColor(0x1E, 0x1F, 0x22),
        .panel = QColor(0x26, 0x28, 0x2C),
        .button = QColor(0x30, 0x33, 0x38),
        .border = QColor(0x3A, 0x3D, 0x43),
        .rowLine = QColor(0x2A, 0x2C, 0x31),
        .text = QColor(0xE6, 0xE7, 0xEA),
        .mutedText = QColor(0xA3, 0xA7, 0xB0),
        .on = QColor(0x7F, 0xA8, 0xCC),
        .onText = QColor(0x14, 0x1A, 0x20),
        .off = QColor(0xD6, 0xD6, 0xD6),
        .pending = QColor(0xFC, 0xD1, 0x37),
        .fault = QColor(0xE0, 0x80, 0x6F),
        .stale = QColor(0xFF, 0x5C, 0xFC),
        .selection = QColor(0x2B, 0x3B, 0x4A),
        .hover = QColor(0x2F, 0x32, 0x37),
        .changeTint = QColor(0x21, 0x2A, 0x33),
        .dangerFill = QColor(0x7A, 0x00, 0x19),
        .dangerText = QColor(0xFF, 0xFF, 0xFF),
    };
}

ThemeColors onSelection(ThemeColors colors)
{
    for (QColor *ink :
         {&colors.mutedText, &colors.on, &colors.off, &colors.pending, &colors.fault, &colors.stale})
        *ink = readableInk(*ink, colors.selection, colors.text);
    return colors;
}

} // namespace signalbox
