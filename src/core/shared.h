// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace signalbox {

/// A value that most records do without: absent it costs two pointers, and copies of it are shared. Compares
/// by what it holds.
template <typename T>
class Shared final
{
public:
    Shared() = default;
    explicit Shared(T value) : m_held(std::make_shared<const T>(std::move(value))) {}

    [[nodiscard]] explicit operator bool() const { return m_held != nullptr; }
    [[nodiscard]] const T &operator*() const { return *m_held; }
    [[nodiscard]] const T *operator->() const { return m_held.get(); }

    friend bool operator==(const Shared &a, const Shared &b)
    {
        return a.m_held == b.m_held || (a.m_held && b.m_held && *a.m_held == *b.m_held);
    }

private:
    std::shared_ptr<const T> m_held;
};

} // namespace signalbox
