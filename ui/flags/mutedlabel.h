// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace signalbox {

class Theme;

/// A small label in the muted colour, of plain text.
[[nodiscard]] QLabel *mutedLabel(const QString &text, const Theme &theme, QWidget *parent);

} // namespace signalbox
