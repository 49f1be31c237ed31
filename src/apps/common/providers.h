// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/credentials.h"
#include "core/clock.h"
#include "core/connection.h"
#include "core/provider.h"

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace signalbox {

struct FlagDashTokens;

/// Which server, and what of it. Holds no credential.
struct ConnectionOptions
{
    Vendor vendor = Vendor::Togul;
    QUrl url;
    QString project;     ///< name or id; empty: the only one
    QString environment; ///< key, name or id; empty: the only one
    std::optional<int> tokenFd;
    bool browser = false; ///< the person signs in there: FlagDash's device login
};

/// @p credentials with what a sign-in through a browser gave.
[[nodiscard]] Credentials withTokens(Credentials credentials, const FlagDashTokens &tokens);

/// The provider for @p options, about nothing yet. References must outlive it.
[[nodiscard]] std::unique_ptr<Provider> createProvider(const ConnectionOptions &options,
                                                       const Credentials &credentials,
                                                       QNetworkAccessManager &network, const Clock &clock);

} // namespace signalbox
