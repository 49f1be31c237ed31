// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"
#include "server/refusal.h"
#include "server/service/permissions.h"

#include <QString>

#include <optional>

namespace signalbox {

/// Where a request came from; goes into the audit log.
struct Origin
{
    QString requestId;
    QString address;
};

/// A person who is signed in, acting in one organisation.
struct Caller
{
    QString userId;
    QString organizationId;
    QString role;
    QString sessionId;  ///< empty for a simulated colleague
    WallTime expiresAt; ///< of the access token
    Origin origin;
};

/// A program that showed an environment key.
struct KeyCaller
{
    QString keyId;
    QString scope;
    QString organizationId;
    QString projectId;
    QString environmentId;
    QString environmentKey;
    std::optional<WallTime> expiresAt;
};

/// Passes, or refuses with "missing permission ...".
[[nodiscard]] Outcome<void> require(const Caller &caller, Permission permission);

} // namespace signalbox
