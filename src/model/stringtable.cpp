// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stringtable.h"

namespace signalbox {

StringTable::StringTable() : m_entries(1) {}

StringTable::Id &StringTable::recentOf(const QString &text)
{
    // Blocks of the heap begin at multiples of 16.
    return m_recent[(reinterpret_cast<quintptr>(text.constData()) >> 4U) % m_recent.size()];
}

StringTable::Id StringTable::take(const QString &text)
{
    if (text.isEmpty())
        return emptyText;
    Id &recent = recentOf(text);
    Entry &known = m_entries[recent];
    if (known.text.constData() == text.constData() && known.text.size() == text.size()) {
        ++known.uses;
        return recent;
    }
    const auto found = m_ids.constFind(text);
    if (found != m_ids.cend()) {
        ++m_entries[*found].uses;
        return *found;
    }
    Id id = Id(m_entries.size());
    if (m_free.empty()) {
        m_entries.emplace_back();
    } else {
        id = m_free.back();
        m_free.pop_back();
    }
    Entry &entry = m_entries[id];
    entry.text = text;
    entry.uses = 1;
    m_ids.insert(text, id);
    recent = id;
    return id;
}

void StringTable::release(Id id)
{
    if (id == emptyText)
        return;
    Entry &entry = m_entries[id];
    if (--entry.uses > 0)
        return;
    m_ids.remove(entry.text);
    entry.text = QString();
    ++entry.generation;
    m_free.push_back(id);
}

} // namespace signalbox
