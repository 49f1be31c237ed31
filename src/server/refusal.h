// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>
#include <utility>

namespace signalbox {

enum class RefusalKind {
    Invalid,      ///< the request itself is wrong; field says where
    Unauthorized, ///< no credential, or one that is not valid (any more)
    Forbidden,
    NotFound, ///< does not exist, or is not visible to the caller
    Conflict,
    Busy,    ///< try again in a moment
    Storage, ///< the database failed; nothing was changed
};

/// Why the server does not do what was asked. core/error.h is a client's view of the same thing.
struct Refusal
{
    RefusalKind kind = RefusalKind::Invalid;
    QString message;
    QString field; ///< Invalid only; may be empty
    QString code;  ///< a dialect's special word where the plain one of the kind does not do

    bool operator==(const Refusal &) const = default;
};

template <typename T>
using Outcome = tl::expected<T, Refusal>;

[[nodiscard]] inline tl::unexpected<Refusal> refuse(RefusalKind kind, QString message, QString field = {},
                                                    QString code = {})
{
    return tl::unexpected(Refusal{kind, std::move(message), std::move(field), std::move(code)});
}

/// The refusal inside @p outcome, for handing it on as another type.
template <typename T>
[[nodiscard]] tl::unexpected<Refusal> passOn(const Outcome<T> &outcome)
{
    return tl::unexpected(outcome.error());
}

} // namespace signalbox
