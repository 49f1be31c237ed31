// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDebug>
#include <QString>

#include <chrono>
#include <optional>

#include <tl/expected.hpp>

namespace signalbox {

enum class ErrorKind {
    Network,      ///< no connection, or cut before an answer
    Tls,          ///< the peer cannot be trusted; detail is a whole sentence that names the certificate
    Proxy,        ///< the proxy refuses us or the server's address; detail is a whole sentence
    Timeout,      ///< sent, no answer in time: a change may have been applied
    SignInNeeded, ///< 401 after one refresh, or the refresh itself was refused
    Forbidden,    ///< 403: this credential may not do it
    Protected,    ///< 403 from a server that wants an approval
    NotFound,     ///< 404, or not visible to this credential
    Conflict,     ///< 409, or changed by somebody else since it was shown
    RateLimited,  ///< 429
    Rejected,     ///< other 4xx: the server understood and refuses
    Server,       ///< 5xx: a change may have been applied
    BadAnswer,    ///< an answer that is not what the vendor documents
    TooLarge,     ///< a named limit was exceeded
    Redirected,   ///< redirect that must not be followed
    Storage,      ///< a file or database of ours cannot be read or written
    Cancelled,
};

/// Why something failed. Sentences for people are made in words from the kind; detail is for the log and may
/// hold the server's own words (plain text, bounded by limits::errorDetailLength).
struct Error
{
    ErrorKind kind = ErrorKind::Network;
    QString detail;
    std::optional<int> httpStatus;
    std::optional<std::chrono::milliseconds> retryAfter;

    bool operator==(const Error &) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// The one place that says whether the same request may be tried again without a person deciding.
[[nodiscard]] bool isRetryable(const Error &error);

/// True when the request may have taken effect although no success was reported.
[[nodiscard]] bool mayHaveBeenApplied(const Error &error);

/// One word for logs and JSON: network, timeout, forbidden ...
[[nodiscard]] QString word(ErrorKind kind);

QDebug operator<<(QDebug debug, const Error &error);

} // namespace signalbox
