// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <array>
#include <vector>

namespace signalbox {

/// Texts that many rows share, each held once and counted. An id whose last use is released may come to name
/// another text; its generation tells the two apart. Main thread only.
class StringTable final
{
public:
    using Id = quint32;
    static constexpr Id emptyText = 0; ///< never counted, never freed

    StringTable();

    /// The id of @p text with one use more.
    [[nodiscard]] Id take(const QString &text);
    void release(Id id);

    [[nodiscard]] const QString &at(Id id) const { return m_entries[id].text; }
    [[nodiscard]] quint32 generation(Id id) const { return m_entries[id].generation; }
    /// One more than the highest id handed out so far.
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    /// Texts that are in use.
    [[nodiscard]] std::size_t count() const { return m_entries.size() - m_free.size(); }

private:
    struct Entry
    {
        QString text;
        quint32 uses = 0;
        quint32 generation = 0;
    };

    [[nodiscard]] Id &recentOf(const QString &text);

    std::vector<Entry> m_entries;
    std::vector<Id> m_free;
    QHash<QString, Id> m_ids;
    /// By where a text's characters are: a decoder hands out the same string again and again, and then no
    /// hash is needed. A hint only: what it names is compared.
    std::array<Id, 256> m_recent{};
};

} // namespace signalbox
