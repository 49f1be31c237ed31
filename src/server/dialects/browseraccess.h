// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

namespace signalbox {

/// Lets pages of other origins ask for values and open streams, as the vendors' clients do in a browser:
/// cross-origin resource sharing (CORS). Any origin may, because what opens these paths is a key that the
/// page has to send itself; cookies and the like are never taken. Everything else, above all whatever changes
/// something and what this machine may read without a credential, stays closed to pages of others.
class BrowserAccess final
{
public:
    /// Answers the question that a browser asks before the request itself: true. Otherwise marks @p reply so
    /// that the page may read the answer, where the path is open: false.
    [[nodiscard]] static bool take(const HttpCall &call, HttpReply &reply);
};

} // namespace signalbox
