// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventlog.h"
#include "model/filterquery.h"

#include <QHash>

#include <array>
#include <vector>

namespace signalbox {

/// Says which rows of the event log a query accepts. Fields: flag, type (also a command's stage), source, by,
/// env ("this", or its name, for the environment shown), latency; words are looked for in flag, kind, what
/// changed and source. Remembers what it found out about each text and each detail, so that a long log costs
/// a few look-ups a row. Main thread only.
class EventMatcher final
{
public:
    /// @p log must outlive this. Accepts everything until a query is set.
    explicit EventMatcher(const EventLog &log) : m_log(log) {}

    /// Names for FilterQuery::parse().
    [[nodiscard]] static const QStringList &fields();

    void setQuery(FilterQuery query);
    [[nodiscard]] const FilterQuery &query() const { return m_query; }
    void setShownEnvironment(const QString &name);

    [[nodiscard]] bool accepts(int logRow);
    /// True where an amendment of a row can change the answer.
    [[nodiscard]] bool looksAtDetails() const;

private:
    enum class Field : quint8 { Text, Flag, Kind, Type, Source, By, Environment, Latency };
    /// What one term found out so far.
    struct Memory
    {
        Field field = Field::Text;
        std::vector<quint32> flags; ///< by string id: its generation and the verdict
        std::vector<quint32> authors;
        std::vector<quint8> kinds;       ///< by kind of the record it is about, kind and stage
        std::array<quint8, 3> records{}; ///< by kind of the record
        std::array<quint8, 8> sources{};
        QHash<quint64, bool> details; ///< by kind, detail and generation
        quint64 lastDetail = 0;       ///< of details, which is often asked the same again
        bool lastVerdict = false;
    };

    [[nodiscard]] bool acceptsTerm(int index, int logRow, const FactRecord &record);
    template <typename Matches>
    [[nodiscard]] bool ofString(std::vector<quint32> &memory, StringTable::Id id,
                                const Matches &matches) const;
    [[nodiscard]] bool ofFlag(int index, const FactRecord &record);
    [[nodiscard]] bool ofKind(int index, const FactRecord &record);
    [[nodiscard]] bool ofType(int index, const FactRecord &record);
    [[nodiscard]] bool ofSource(int index, const FactRecord &record);
    [[nodiscard]] bool ofAuthor(int index, const FactRecord &record);
    [[nodiscard]] bool ofEnvironment(int index, const FactRecord &record);
    [[nodiscard]] bool ofWhat(int index, int logRow, const FactRecord &record);
    template <typename Matches>
    [[nodiscard]] bool ofDetail(Memory &memory, const FactRecord &record, const Matches &matches) const;

    const EventLog &m_log;
    FilterQuery m_query;
    QString m_shownEnvironment;
    std::vector<Memory> m_memories; ///< by term
};

} // namespace signalbox
