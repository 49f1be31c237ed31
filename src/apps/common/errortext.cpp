// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/errortext.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::errorText", text);
}

QString sentence(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network: return tr("The server cannot be reached. Check the address and the network.");
    case ErrorKind::Tls:
        return tr(
            "The connection is not secure: the server's certificate was not accepted. Nothing was sent.");
    case ErrorKind::Timeout: return tr("The server did not answer in time.");
    case ErrorKind::SignInNeeded:
        return tr("The sign-in was not accepted or has ended. Check the credentials and sign in again.");
    case ErrorKind::Forbidden: return tr("These credentials may not do that.");
    case ErrorKind::Protected: return tr("The server wants an approval for this environment.");
    case ErrorKind::NotFound:
        return tr("It does not exist on the server, or these credentials may not see it.");
    case ErrorKind::Conflict:
        return tr("It was changed by somebody else meanwhile. Look at it, then decide again.");
    case ErrorKind::RateLimited: {
        if (!error.retryAfter)
            return tr("The server asks to wait. Try again later.");
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retryAfter).count();
        return tr("The server asks to wait %1 s. Try again then.").arg(seconds);
    }
    case ErrorKind::Rejected: return tr("The server refuses the request.");
    case ErrorKind::Server: return tr("The server failed. Try again later.");
    case ErrorKind::BadAnswer:
        return tr("The server's answer is not what it should be. Is this the right address?");
    case ErrorKind::TooLarge: return tr("The server's answer is larger than the limit.");
    case ErrorKind::Redirected:
        return tr("The server sends us elsewhere. Use the address it names, if you trust it.");
    case ErrorKind::Storage: return tr("A file cannot be used.");
    case ErrorKind::Cancelled: return tr("It was cancelled.");
    }
    return {};
}

} // namespace

QString errorText(const Error &error)
{
    const QString detail = plainLine(error.detail, int(limits::errorDetailLength));
    // Ours alone are whole sentences already.
    if (error.kind == ErrorKind::Storage && !detail.isEmpty())
        return detail;
    return detail.isEmpty() ? sentence(error) : u"%1 (%2)"_s.arg(sentence(error), detail);
}

} // namespace signalbox
