// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace signalbox {

/// The server's address as a person typed it, or a sentence that says what is wrong with it. Without a scheme
/// https is meant, and http on this machine itself. Plain http is taken for this machine only, unless a
/// person agreed (@p allowPlainHttp): elsewhere password and token travel readable.
[[nodiscard]] tl::expected<QUrl, QString> serverUrl(const QString &text, bool allowPlainHttp = false);

/// True when @p text is an address that serverUrl() takes only with a person's agreement.
[[nodiscard]] bool needsPlainHttpAgreement(const QString &text);

} // namespace signalbox
