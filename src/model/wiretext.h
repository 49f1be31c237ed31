// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/wiretap.h"

#include <QString>
#include <QVector>

namespace signalbox {

enum class WireForm { Text, Hex };

/// One line for a list, ending in an ellipsis where there is more: line ends and tabs are arrows, other
/// control characters and bytes that are no UTF-8 read \x1F. Hex: two digits a byte.
[[nodiscard]] QString wireLine(const WirePiece &piece, WireForm form);
/// All of it. Text: as wireLine(), and a line feed also ends the line. Hex: offset, bytes, and how they read.
[[nodiscard]] QString wireBlock(const WirePiece &piece, WireForm form);
/// request, answer, body, end: the piece in one word.
[[nodiscard]] QString word(WirePiece::Kind kind);

/// For a file: a line that says what, when and how much, then the bytes as wireBlock() shows them.
[[nodiscard]] QByteArray wireAsText(const QVector<WirePiece> &pieces);
/// For a file: one JSON object a line, with "text" where the bytes are UTF-8, else "base64".
[[nodiscard]] QByteArray wireAsJsonLines(const QVector<WirePiece> &pieces);

} // namespace signalbox
