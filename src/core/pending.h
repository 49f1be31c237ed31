// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <functional>
#include <utility>

namespace signalbox {

/// Handle of one asynchronous call. Destroying or replacing it cancels the call: nothing fires afterwards.
/// The owner of the handle is therefore the context of the call. Main thread only.
class [[nodiscard]] Pending final
{
public:
    Pending() = default;
    explicit Pending(std::function<void()> cancel) : m_cancel(std::move(cancel)) {}
    Pending(Pending &&other) noexcept : m_cancel(std::exchange(other.m_cancel, nullptr)) {}
    Pending &operator=(Pending &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_cancel = std::exchange(other.m_cancel, nullptr);
        }
        return *this;
    }
    Pending(const Pending &) = delete;
    Pending &operator=(const Pending &) = delete;
    ~Pending() { cancel(); }

    /// Stops the call if it still runs. Safe to call twice, and from inside the callback.
    void cancel()
    {
        if (auto cancel = std::exchange(m_cancel, nullptr))
            cancel();
    }

private:
    std::function<void()> m_cancel;
};

/// Called exactly once, later than the call that took it (never from inside it), unless cancelled.
template <typename T>
using Callback = std::function<void(Result<T>)>;

} // namespace signalbox
