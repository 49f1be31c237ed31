// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

/// How to prove who we are: an e-mail address and a password, or a token.
struct Credentials
{
    QString email;
    QString password;
    QByteArray token;
};

/// From the environment (SIGNALBOX_EMAIL, SIGNALBOX_PASSWORD, SIGNALBOX_TOKEN) or, for the token, from a file
/// descriptor. SignInNeeded where there is none.
[[nodiscard]] Result<Credentials> readCredentials(std::optional<int> tokenFd);

} // namespace signalbox
