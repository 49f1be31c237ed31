// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pending.h"

#include <utility>

namespace signalbox {

/// What a call answered, and how often.
template <typename T>
struct Answer
{
    int calls = 0;
    Result<T> result =
        tl::unexpected(Error{ErrorKind::Cancelled, QStringLiteral("not called"), std::nullopt, std::nullopt});

    [[nodiscard]] Callback<T> callback()
    {
        return [this](Result<T> given) {
            ++calls;
            result = std::move(given);
        };
    }
    [[nodiscard]] ErrorKind kind() const { return result ? ErrorKind::Storage : result.error().kind; }
};

} // namespace signalbox
