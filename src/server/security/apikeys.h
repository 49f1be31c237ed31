// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// A freshly made environment key. The secret is shown once and never stored.
struct ApiKeySecret
{
    QString secret;
    QString prefix; ///< its first characters, stored in the clear
    QByteArray hash;
};

/// @p scope is server, sdk or stream, FlagDash's scopes, or personalAccess().
[[nodiscard]] ApiKeySecret newApiKey(const QString &scope);
/// The same secret for the same @p seed and @p purpose: a practice server that is started again with the
/// password it was given still knows its clients' keys.
[[nodiscard]] ApiKeySecret derivedApiKey(const QString &scope, const QString &seed, const QString &purpose);

/// The "scope" of a token that stands for a person.
[[nodiscard]] QString personalAccess();

/// The part of @p secret that is looked up; empty when it does not have our form.
[[nodiscard]] QString apiKeyPrefix(const QString &secret);
[[nodiscard]] bool apiKeyMatches(const QString &secret, const QByteArray &hash);

} // namespace signalbox
