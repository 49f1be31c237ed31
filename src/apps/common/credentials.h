// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/networksettings.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

/// How to prove who we are: an e-mail address and a password, or a token. Where a vendor has keys of their
/// own for the stream, one of them may be added.
struct Credentials
{
    QString email = {};
    QString password = {};
    QByteArray token = {};
    QByteArray streamKey = {}; ///< empty: the token opens the stream too
    /// Of a sign-in through a browser, to renew the token with; empty otherwise.
    QByteArray refreshToken = {};
    QByteArray client = {};
};

/// From the environment (SIGNALBOX_EMAIL, SIGNALBOX_PASSWORD, SIGNALBOX_TOKEN, SIGNALBOX_STREAM_KEY) or, for
/// the token, from a file descriptor. SignInNeeded where there is none.
[[nodiscard]] Result<Credentials> readCredentials(std::optional<int> tokenFd);

/// SIGNALBOX_STREAM_KEY; empty: the token opens the stream too.
[[nodiscard]] QByteArray readStreamKey();

/// The proxy's password and the client key's passphrase, from the environment (SIGNALBOX_PROXY_PASSWORD,
/// SIGNALBOX_KEY_PASSPHRASE) or from file descriptors; empty where there is none. Storage when a descriptor
/// cannot be read.
[[nodiscard]] Result<NetworkSecrets> readNetworkSecrets(std::optional<int> proxyPasswordFd,
                                                        std::optional<int> keyPassphraseFd);

/// One token from the environment variable @p name or, where given, from a file descriptor. SignInNeeded
/// where there is none.
[[nodiscard]] Result<QByteArray> readToken(const char *name, std::optional<int> fd);

} // namespace signalbox
