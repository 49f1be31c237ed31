// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/flagdash/flagdashrouter.h"
#include "server/service/devicelogin.h"

namespace signalbox {

/// FlagDash's device login: the three requests of a program, the two of the older flow, which registers no
/// client and has no refresh, and the page on which a person lets a program in. Errors are those of
/// OAuth 2.0, with error and error_description.
class FlagDashOAuth final
{
public:
    FlagDashOAuth(AccountService &accounts, const ChangeLog &changes);

    /// @p router and this must live equally long.
    void addRoutes(FlagDashRouter &router);

private:
    void registerClient(const FlagDashCall &call, HttpReply reply);
    void authorizeDevice(const FlagDashCall &call, HttpReply reply);
    void token(const FlagDashCall &call, HttpReply reply);
    void authorizeOlder(const FlagDashCall &call, HttpReply reply);
    void olderToken(const FlagDashCall &call, HttpReply reply);
    void page(const FlagDashCall &call, HttpReply reply);
    void decide(const FlagDashCall &call, HttpReply reply);

    AccountService &m_accounts;
    const ChangeLog &m_changes;
    DeviceLogin m_devices;
};

} // namespace signalbox
