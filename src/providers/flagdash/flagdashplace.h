// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QByteArray>

/// Where FlagDash keeps what: addresses below the server's, and what is to be made of their answers.
namespace signalbox::flagdash {

/// What requests are about.
struct Place
{
    ProjectId project;
    EnvironmentId environment;
    bool onlyReads = false; ///< the credential reaches the server tier of its own environment, no further
};

/// A list of all records of one kind.
[[nodiscard]] QByteArray listPath(const Place &place, FlagKind kind);
/// Every environment's records that the answer tells of.
[[nodiscard]] Result<QVector<Flag>> readList(const Place &place, FlagKind kind, const QByteArray &body);

[[nodiscard]] QByteArray recordPath(const Place &place, const FlagKey &key);
/// BadAnswer where it is about another record than @p flag; NotFound where that has no state in its
/// environment.
[[nodiscard]] Result<Flag> readRecord(const Place &place, const FlagRef &flag, const QByteArray &body);

/// What is done with a record in the place's environment: /toggle, /rollout, /value, /schedules.
[[nodiscard]] QByteArray actionPath(const Place &place, const FlagKey &key, const QByteArray &action);

/// A change as one request: POST or PUT, where, and with what body.
struct ChangeRequest
{
    QByteArray method;
    QByteArray path;
    QByteArray body;
};
[[nodiscard]] ChangeRequest changeRequest(const Place &place, const FlagKey &key, const FlagPatch &patch);
/// Why the vendor has no request for @p patch; absent where it has.
[[nodiscard]] std::optional<Error> obstacleTo(const FlagKey &key, const FlagPatch &patch);
/// What @p before has become, by the answer to a change. Absent where the answer leaves out what was to be
/// changed. It may be something else than was ordered.
[[nodiscard]] Result<std::optional<Flag>> readChange(const Place &place, const Flag &before,
                                                     const FlagPatch &patch, const QByteArray &body);

} // namespace signalbox::flagdash
