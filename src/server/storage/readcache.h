// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"
#include "server/storage/database.h"

#include <QHash>

namespace signalbox {

/// What was read of the store, for as long as nothing was written to it. Only where this process is the only
/// one that writes: with a shared database nothing is kept, and even so not for longer than a second, in case
/// somebody works on the file by hand. Main thread only.
template <typename Key, typename Value>
class ReadCache final
{
public:
    /// @p database must outlive this.
    explicit ReadCache(const Database &database) : m_database(database) {}

    /// Null where it has to be read. Valid until the next call.
    [[nodiscard]] const Value *find(const Key &key, WallTime now)
    {
        if (m_writes != m_database.writes() || now < m_since || now - m_since >= longest) {
            m_values.clear();
            m_writes = m_database.writes();
            m_since = now;
        }
        const auto found = m_values.constFind(key);
        return found == m_values.cend() ? nullptr : &*found;
    }
    /// Read after find() said that it was not there.
    void keep(const Key &key, const Value &value)
    {
        if (m_database.isShared() || m_writes != m_database.writes())
            return;
        if (m_values.size() >= most)
            m_values.clear();
        m_values.insert(key, value);
    }

private:
    static constexpr auto longest = std::chrono::seconds(1);
    static constexpr qsizetype most = 10'000;

    const Database &m_database;
    QHash<Key, Value> m_values;
    quint64 m_writes = 0;
    WallTime m_since;
};

} // namespace signalbox
