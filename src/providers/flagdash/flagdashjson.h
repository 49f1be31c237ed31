// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>

/// Reading of FlagDash's answers (providers/flagdash.md). What identifies or switches a flag must be right,
/// else BadAnswer names it; what is only shown may be missing. Lists beyond their limit are TooLarge.
namespace signalbox::flagdash {

[[nodiscard]] Result<QVector<EnvironmentEntry>> readEnvironments(const QByteArray &body);
/// The management tier's list: one definition with a state for each environment becomes one flag for each.
/// Archived ones are left out: nothing asks for them any more.
[[nodiscard]] Result<QVector<Flag>> readFlags(const QByteArray &body);
/// {"flag": …}: what it is in @p environment; NotFound where it has no state there, or is archived, since no
/// list has it then.
[[nodiscard]] Result<Flag> readFlagIn(const EnvironmentId &environment, const QByteArray &body);
/// The server tier's list and single flag, which are about the key's own environment; named @p environment.
[[nodiscard]] Result<QVector<Flag>> readServerFlags(const QByteArray &body, const EnvironmentId &environment);
[[nodiscard]] Result<Flag> readServerFlag(const QByteArray &body, const EnvironmentId &environment);

/// What a flag has become in one environment. Absent is what the answer leaves out.
struct Changed
{
    std::optional<bool> enabled;
    std::optional<int> rollout;
};

/// What a toggle or a new rollout answers; BadAnswer where it is about something else than @p environment.
[[nodiscard]] Result<Changed> readChanged(const QByteArray &body, const EnvironmentId &environment);
[[nodiscard]] QByteArray writeRollout(int percentage);

/// From "who am I".
[[nodiscard]] Result<AccountRights> readRights(const QByteArray &body);

/// What an answer other than 2xx means: by status first; every shape of error body that the vendor's clients
/// know becomes the detail.
[[nodiscard]] Error readError(int httpStatus, const QByteArray &body);

// --- sign-in through a browser (flagdashoauth.cpp) --------------------------------------------------------

struct Tokens
{
    QByteArray access;
    QByteArray refresh; ///< empty: it cannot be renewed
    QByteArray client;  ///< whom the refresh token was given to
};

struct DeviceCode
{
    QByteArray deviceCode;
    QString userCode;
    QUrl page;         ///< http or https
    QUrl pageWithCode; ///< the page where the server has no other
    std::chrono::seconds validFor{0};
    std::chrono::seconds interval{0};
};

[[nodiscard]] QByteArray writeRegistration();
[[nodiscard]] Result<QByteArray> readClientId(const QByteArray &body);
[[nodiscard]] QByteArray writeDeviceRequest(const QByteArray &client);
[[nodiscard]] Result<DeviceCode> readDeviceCode(const QByteArray &body);
[[nodiscard]] QByteArray writeDevicePoll(const QByteArray &client, const QByteArray &deviceCode);
[[nodiscard]] QByteArray writeRefresh(const Tokens &tokens);
/// Nothing that could not stand in a header is a token.
[[nodiscard]] Result<Tokens> readTokens(const QByteArray &body, const QByteArray &client);
/// authorization_pending, slow_down ...; empty where the body does not say.
[[nodiscard]] QString oauthErrorWord(const QByteArray &body);
/// A refused grant is SignInNeeded.
[[nodiscard]] Error readOAuthError(int httpStatus, const QByteArray &body);

} // namespace signalbox::flagdash
