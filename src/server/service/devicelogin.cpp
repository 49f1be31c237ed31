// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/devicelogin.h"

#include "server/security/random.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype clientIdBytes = 16;
constexpr qsizetype deviceCodeBytes = 32;
constexpr int userCodeHalf = 4;
// No vowels, so no words, and nothing that looks like something else (RFC 8628, 6.1).
constexpr QLatin1String userCodeLetters("BCDFGHJKLMNPQRSTVWXZ");

tl::unexpected<Refusal> notYet(const QString &code, const QString &message)
{
    return refuse(RefusalKind::Invalid, message, {}, code);
}

/// People type lower case, spaces and no dash.
QString normalized(const QString &userCode)
{
    QString letters;
    for (const QChar c : userCode.toUpper()) {
        if (userCodeLetters.contains(c))
            letters += c;
    }
    return letters;
}

} // namespace

DeviceLogin::DeviceLogin(AccountService &accounts, const ChangeLog &changes)
    : m_accounts(accounts), m_changes(changes)
{}

QString DeviceLogin::newClientId()
{
    return u"client_"_s + randomText(clientIdBytes);
}

bool DeviceLogin::isClientId(const QString &id)
{
    return id.startsWith(u"client_") && id.size() == newClientId().size();
}

QString DeviceLogin::newUserCode()
{
    QString code;
    do {
        code.clear();
        while (code.size() < 2 * userCodeHalf) {
            // 240 is the largest multiple of 20 in a byte: each letter is as likely as the next.
            const auto byte = uchar(randomBytes(1).at(0));
            if (byte < 240)
                code += QChar(userCodeLetters[byte % userCodeLetters.size()]);
        }
    } while (findUserCode(code) != m_waiting.end());
    return code.first(userCodeHalf) + u'-' + code.sliced(userCodeHalf);
}

void DeviceLogin::forgetExpired()
{
    // Kept a while longer, so that the program is told why and not that its code never was.
    const WallTime now = m_changes.now();
    m_waiting.removeIf(
        [now](Table::iterator entry) { return entry->expiresAt + serverlimits::deviceCodeLifetime <= now; });
}

DeviceLogin::Table::iterator DeviceLogin::findUserCode(const QString &userCode)
{
    const QString letters = normalized(userCode);
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
        if (normalized(it->userCode) == letters && it->state == State::Waiting
            && it->expiresAt > m_changes.now())
            return it;
    }
    return m_waiting.end();
}

Outcome<DeviceGrant> DeviceLogin::begin(const std::optional<QString> &clientId, const QString &deviceName)
{
    if (clientId && !isClientId(*clientId))
        return refuse(RefusalKind::Unauthorized, u"this client is not registered"_s, {}, u"invalid_client"_s);
    if (deviceName.size() > serverlimits::deviceNameLength)
        return refuse(RefusalKind::Invalid, u"device_name is too long"_s, {}, u"invalid_request"_s);
    forgetExpired();
    if (m_waiting.size() >= serverlimits::waitingDevices)
        return refuse(RefusalKind::Busy, u"too many devices wait, try again in a moment"_s, {},
                      u"temporarily_unavailable"_s);
    Waiting waiting;
    waiting.clientId = clientId;
    waiting.userCode = newUserCode();
    waiting.deviceName = deviceName;
    waiting.expiresAt = m_changes.now() + serverlimits::deviceCodeLifetime;
    const QString deviceCode = randomText(deviceCodeBytes);
    m_waiting.insert(fingerprint(deviceCode.toUtf8()), waiting);
    return DeviceGrant{deviceCode, waiting.userCode, serverlimits::deviceCodeLifetime, waiting.interval};
}

Outcome<SignIn> DeviceLogin::poll(const std::optional<QString> &clientId, const QString &deviceCode)
{
    forgetExpired();
    const auto found = m_waiting.find(fingerprint(deviceCode.toUtf8()));
    if (found == m_waiting.end() || found->clientId != clientId)
        return notYet(u"invalid_grant"_s, u"this device code is not known"_s);
    const WallTime now = m_changes.now();
    if (found->expiresAt <= now)
        return notYet(u"expired_token"_s, u"nobody approved in time, begin anew"_s);
    if (found->state == State::Denied) {
        m_waiting.erase(found);
        return notYet(u"access_denied"_s, u"the request was denied"_s);
    }
    if (found->state == State::Agreed) {
        const QString userId = found->userId;
        m_waiting.erase(found);
        return m_accounts.signInAs(userId);
    }
    const bool early = found->lastPoll && now - *found->lastPoll < found->interval;
    found->lastPoll = now;
    if (!early)
        return notYet(u"authorization_pending"_s, u"nobody has approved yet"_s);
    found->interval += serverlimits::devicePollInterval;
    return notYet(u"slow_down"_s, u"ask less often"_s);
}

std::optional<QString> DeviceLogin::deviceName(const QString &userCode)
{
    const auto found = findUserCode(userCode);
    return found == m_waiting.end() ? std::nullopt : std::optional(found->deviceName);
}

void DeviceLogin::decide(const QString &userCode, bool agrees, const QString &email, const QString &password,
                         std::function<void(Outcome<void>)> done)
{
    const auto unknown = [] {
        return refuse(RefusalKind::NotFound, u"no device shows this code, or it is too old"_s);
    };
    if (findUserCode(userCode) == m_waiting.end()) {
        done(unknown());
        return;
    }
    m_accounts.checkPassword(email, password,
                             [this, userCode, agrees, done, unknown](const Outcome<UserRecord> &person) {
                                 if (!person) {
                                     done(passOn(person));
                                     return;
                                 }
                                 const auto found = findUserCode(userCode); // time has passed
                                 if (found == m_waiting.end()) {
                                     done(unknown());
                                     return;
                                 }
                                 found->state = agrees ? State::Agreed : State::Denied;
                                 found->userId = person->id;
                                 done({});
                             });
}

} // namespace signalbox
