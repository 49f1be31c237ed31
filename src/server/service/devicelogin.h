// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/accountservice.h"

#include <QHash>

namespace signalbox {

namespace serverlimits {
inline constexpr auto deviceCodeLifetime = std::chrono::minutes(10);
inline constexpr auto devicePollInterval = std::chrono::seconds(5);
inline constexpr int waitingDevices = 1'000; ///< at once; past it new ones are turned away
inline constexpr qsizetype deviceNameLength = 200;
} // namespace serverlimits

/// A program that waits for a person to let it in.
struct DeviceGrant
{
    QString deviceCode; ///< secret of the program
    QString userCode;   ///< what the person compares, such as BCDF-GHJK
    std::chrono::seconds expiresIn{0};
    std::chrono::seconds interval{0};
};

/// Sign-in of programs without a browser of their own: OAuth 2.0 device authorization (RFC 8628). The program
/// shows a short code, a person types it where the password is safe, and the program, which asks again and
/// again, gets tokens. What waits lives in memory: a restart ends it, and the program begins anew.
class DeviceLogin final
{
public:
    DeviceLogin(AccountService &accounts, const ChangeLog &changes);

    /// An id for one installation of a program. It names, and proves nothing: such programs keep no secret.
    [[nodiscard]] static QString newClientId();
    [[nodiscard]] static bool isClientId(const QString &id);

    /// Without @p clientId for a program of the older flow, which registers nothing.
    [[nodiscard]] Outcome<DeviceGrant> begin(const std::optional<QString> &clientId,
                                             const QString &deviceName);
    /// Tokens once a person has agreed, and only once. The code of a refusal is that of RFC 8628:
    /// authorization_pending, slow_down, access_denied, expired_token or invalid_grant.
    [[nodiscard]] Outcome<SignIn> poll(const std::optional<QString> &clientId, const QString &deviceCode);

    /// Name of the program that shows @p userCode; absent when none does.
    [[nodiscard]] std::optional<QString> deviceName(const QString &userCode);
    /// Answers once, later. Agrees, or denies, in the name of who has that password.
    void decide(const QString &userCode, bool agrees, const QString &email, const QString &password,
                std::function<void(Outcome<void>)> done);

private:
    enum class State { Waiting, Agreed, Denied };
    struct Waiting
    {
        std::optional<QString> clientId;
        QString userCode;
        QString deviceName;
        WallTime expiresAt;
        std::chrono::seconds interval = serverlimits::devicePollInterval;
        std::optional<WallTime> lastPoll;
        State state = State::Waiting;
        QString userId;
    };
    using Table = QHash<QByteArray, Waiting>; // by the device code's fingerprint

    void forgetExpired();
    [[nodiscard]] Table::iterator findUserCode(const QString &userCode);
    [[nodiscard]] QString newUserCode();

    AccountService &m_accounts;
    const ChangeLog &m_changes;
    Table m_waiting;
};

} // namespace signalbox
