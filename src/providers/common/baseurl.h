// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QUrl>

namespace signalbox::api {

/// The base address in @p typed, without a trailing slash. Fails with Rejected when it is not a web address,
/// holds a credential, a query or a fragment, or would send a credential unencrypted to another machine (http
/// is for loopback only, unless a person agreed: @p allowPlainHttp).
[[nodiscard]] Result<QUrl> checkedUrl(const QString &typed, bool allowPlainHttp = false);

} // namespace signalbox::api
