// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/providers.h"

#include "providers/flagdash/flagdashdevicelogin.h"
#include "providers/flagdash/flagdashprovider.h"
#include "providers/togul/togulprovider.h"

namespace signalbox {

namespace {

TogulCredentials togulCredentials(const Credentials &credentials)
{
    TogulCredentials togul;
    togul.accessToken = credentials.token;
    if (togul.accessToken.isEmpty()) {
        togul.email = credentials.email;
        togul.password = credentials.password;
    }
    return togul;
}

} // namespace

Credentials withTokens(Credentials credentials, const FlagDashTokens &tokens)
{
    credentials.token = tokens.access;
    credentials.refreshToken = tokens.refresh;
    credentials.client = tokens.client;
    return credentials;
}

std::unique_ptr<Provider> createProvider(const ConnectionOptions &options, const Credentials &credentials,
                                         QNetworkAccessManager &network, const Clock &clock)
{
    switch (options.vendor) {
    case Vendor::Togul:
        return std::make_unique<TogulProvider>(options.url, network, clock, togulCredentials(credentials));
    case Vendor::FlagDash:
        return std::make_unique<FlagDashProvider>(
            options.url, network, clock,
            FlagDashCredentials{credentials.token, credentials.streamKey, options.project,
                                options.environment, credentials.refreshToken, credentials.client});
    }
    return nullptr;
}

} // namespace signalbox
