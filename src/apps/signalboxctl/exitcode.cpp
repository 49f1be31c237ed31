// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/exitcode.h"

namespace signalbox {

ExitCode exitCodeOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::SignInNeeded:
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::RateLimited:
    case ErrorKind::Rejected: return ExitCode::Refused;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Timeout:
    case ErrorKind::Server:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    return ExitCode::Failed;
}

} // namespace signalbox
