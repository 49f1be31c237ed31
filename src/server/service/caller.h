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

/// Who acts in one organisation: a person who is signed in, or a program with an environment key that may
/// change flags.
struct Caller
{
    QString userId; ///< of a program: the key's id
    QString organizationId;
    QString role;       ///< of a program: the key's scopes
    QString sessionId;  ///< empty for a simulated colleague
    WallTime expiresAt; ///< of the access token
    Origin origin;
    bool isKey = false;
    QString projectId = {};     ///< the only one within reach; empty: all of the organisation
    QString environmentId = {}; ///< the only one within reach; empty: all of the project
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

/// A key as one who acts: within its own environment, and as far as its scopes go.
[[nodiscard]] Caller actingKey(const KeyCaller &key, const Origin &origin);

/// Passes, or refuses with "missing permission ...", for a key with "requires flags:...".
[[nodiscard]] Outcome<void> require(const Caller &caller, Permission permission);
/// Passes, or refuses to a key that belongs to another project.
[[nodiscard]] Outcome<void> requireProject(const Caller &caller, const QString &projectId);

} // namespace signalbox
