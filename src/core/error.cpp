// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

using namespace Qt::StringLiterals;

namespace signalbox {

bool isRetryable(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::Server: return true;
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::SignInNeeded:
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::Rejected:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: return false;
    }
    return false;
}

bool mayHaveBeenApplied(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Server:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge: return true;
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::SignInNeeded:
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::RateLimited:
    case ErrorKind::Rejected:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: return false;
    }
    return true;
}

QString word(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network: return u"network"_s;
    case ErrorKind::Tls: return u"tls"_s;
    case ErrorKind::Proxy: return u"proxy"_s;
    case ErrorKind::Timeout: return u"timeout"_s;
    case ErrorKind::SignInNeeded: return u"sign-in-needed"_s;
    case ErrorKind::Forbidden: return u"forbidden"_s;
    case ErrorKind::Protected: return u"protected"_s;
    case ErrorKind::NotFound: return u"not-found"_s;
    case ErrorKind::Conflict: return u"conflict"_s;
    case ErrorKind::RateLimited: return u"rate-limited"_s;
    case ErrorKind::Rejected: return u"rejected"_s;
    case ErrorKind::Server: return u"server-error"_s;
    case ErrorKind::BadAnswer: return u"bad-answer"_s;
    case ErrorKind::TooLarge: return u"too-large"_s;
    case ErrorKind::Redirected: return u"redirected"_s;
    case ErrorKind::Storage: return u"storage"_s;
    case ErrorKind::Cancelled: return u"cancelled"_s;
    }
    return {};
}

QDebug operator<<(QDebug debug, const Error &error)
{
    QDebugStateSaver saver(debug);
    debug.nospace() << "Error(" << word(error.kind) << ", " << error.detail;
    if (error.httpStatus)
        debug << ", HTTP " << *error.httpStatus;
    debug << ')';
    return debug;
}

} // namespace signalbox
