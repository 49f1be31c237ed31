// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// What the body of a refusal says, on one line: the title of a page (a proxy or a web server in front speaks
/// HTML, and the rest is decoration), else its text. Not yet plain: show it as plain text, bounded.
[[nodiscard]] QString errorBodyText(const QByteArray &body);

} // namespace signalbox
