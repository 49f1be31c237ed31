// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QByteArray>

namespace signalbox::togul {

/// What a sign-in, a refresh or "who am I" answers (providers/togul.md 2.1).
struct Session
{
    QByteArray accessToken;
    QByteArray refreshToken;
    QString userName;
    QString email;
    QString organization;
    QString role;
};

/// Reading of management answers. Each checks types; what identifies or switches a flag must be right, else
/// BadAnswer names it; what is only shown may be missing. Lists beyond their limit are TooLarge.
[[nodiscard]] Result<Session> readSession(const QByteArray &body);
/// From "who am I". A role of the organisation's own making leaves open what it may do.
[[nodiscard]] Result<AccountRights> readRights(const QByteArray &body);
[[nodiscard]] Result<QVector<EnvironmentEntry>> readEnvironments(const QByteArray &body);
[[nodiscard]] Result<QVector<Flag>> readFlags(const QByteArray &body);
/// {"flag": …} with or without "rules".
[[nodiscard]] Result<Flag> readFlag(const QByteArray &body);

/// The body of a PATCH: only what @p patch names.
[[nodiscard]] QByteArray writePatch(const FlagPatch &patch);
[[nodiscard]] QByteArray writeSignIn(const QString &email, const QString &password);
[[nodiscard]] QByteArray writeRefreshToken(const QByteArray &refreshToken);

/// What an answer other than 2xx means: by status first; the body's message and code become the detail.
[[nodiscard]] Error readError(int httpStatus, const QByteArray &body);

} // namespace signalbox::togul
