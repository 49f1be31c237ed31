// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace signalbox {

/// Fixed-capacity sequence, oldest first. Storage grows with use up to the capacity and is then reused.
/// Appending to a full ring is a caller's mistake unless the oldest are dropped first: the owner decides what
/// dropping means (rows have to be announced), so the ring never drops by itself.
template <typename T>
class RingBuffer final
{
public:
    explicit RingBuffer(std::size_t capacity) : m_capacity(std::max<std::size_t>(capacity, 1)) {}

    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] bool isFull() const { return m_size == m_capacity; }

    /// @p index from 0 (oldest) to size() - 1.
    [[nodiscard]] const T &at(std::size_t index) const { return m_items[wrapped(index)]; }
    [[nodiscard]] T &at(std::size_t index) { return m_items[wrapped(index)]; }

    /// Precondition: not full. Returns false, and keeps nothing, when it is.
    bool append(T item)
    {
        if (isFull())
            return false;
        const std::size_t slot = wrapped(m_size);
        if (slot == m_items.size())
            m_items.push_back(std::move(item));
        else
            m_items[slot] = std::move(item);
        ++m_size;
        return true;
    }

    /// Drops up to @p count of the oldest and releases what they hold.
    void dropFront(std::size_t count)
    {
        count = std::min(count, m_size);
        for (std::size_t i = 0; i < count; ++i)
            m_items[wrapped(i)] = T();
        m_head = wrapped(count);
        m_size -= count;
        if (m_size == 0 && m_items.size() < m_capacity) {
            m_items.clear();
            m_head = 0;
        }
    }

    void clear()
    {
        m_items.clear();
        m_head = 0;
        m_size = 0;
    }

private:
    // Until the storage has reached the capacity nothing was ever dropped past a partial vector's end: see
    // dropFront, and append, which only grows the vector when the next slot is its end.
    [[nodiscard]] std::size_t wrapped(std::size_t index) const
    {
        const std::size_t slot = m_head + index;
        return slot >= m_capacity ? slot - m_capacity : slot;
    }

    std::size_t m_capacity;
    std::vector<T> m_items;
    std::size_t m_head = 0;
    std::size_t m_size = 0;
};

} // namespace signalbox
