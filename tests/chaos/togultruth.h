// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/flag.h"

#include <QHash>
#include <QJsonObject>

#include <functional>
#include <map>
#include <vector>

namespace signalbox {

/// What is really so on the imagined server, and what ever was: flags of one project in two environments.
/// Nothing here is ever wrong; faults lie between it and its clients.
class TogulTruth final
{
public:
    struct Change
    {
        FlagRef flag;
        QByteArray type; ///< flag.updated ...
        WallTime when;
        bool announced = true;         ///< false: no stream was told, and nobody can notice at once
        bool told = false;             ///< its event reached a client whole
        bool garbled = false;          ///< its event reached a client in pieces
        std::optional<WallTime> dueAt; ///< when its event would have arrived, had it
    };
    /// Called for each announced change, at once.
    using Announce = std::function<void(std::size_t change)>;

    /// @p clock must outlive this. @p rulesTouchRecord: a changed rule is a new time on its flag.
    TogulTruth(const Clock &clock, bool rulesTouchRecord)
        : m_clock(clock), m_rulesTouchRecord(rulesTouchRecord)
    {}

    static ProjectId project() { return ProjectId(QStringLiteral("shop")); }
    static EnvironmentId shown() { return EnvironmentId(QStringLiteral("prod")); }
    static EnvironmentId other() { return EnvironmentId(QStringLiteral("stag")); }

    void setAnnounce(Announce announce) { m_announce = std::move(announce); }

    void create(const FlagRef &flag, bool announced = true);
    void remove(const FlagRef &flag, bool announced = true);
    void edit(const FlagRef &flag, const FlagPatch &patch, bool announced = true);
    void rename(const FlagRef &flag, const QString &name);
    /// Another percentage in the flag's rule; its first one where there is none, none where @p percentage <
    /// 0.
    void setRule(const FlagRef &flag, int percentage);

    [[nodiscard]] const Flag *find(const FlagRef &flag) const;
    [[nodiscard]] const Flag *findById(const QString &id) const;
    /// In the order of the keys.
    [[nodiscard]] std::vector<Flag> flags() const;
    [[nodiscard]] std::vector<Flag> flagsOf(const EnvironmentId &environment) const;
    [[nodiscard]] std::vector<Change> &changes() { return m_changes; }
    [[nodiscard]] const std::vector<Change> &changes() const { return m_changes; }

    /// Whether the flag ever was what @p shown says: its record as a whole, and its rules as a whole.
    [[nodiscard]] bool everWas(const Flag &shown) const;
    /// A lie that the server told about a flag: shown for a while by whoever believes it.
    void noteSaid(const Flag &flag);
    [[nodiscard]] bool everSatisfied(const FlagRef &flag, const FlagPatch &patch, MonotonicTime from,
                                     MonotonicTime until) const;

    [[nodiscard]] static QJsonObject toJson(const Flag &flag);
    [[nodiscard]] static QJsonObject toJson(const Rule &rule);

private:
    struct State
    {
        MonotonicTime from;
        std::optional<Flag> flag;
    };

    void keep(const FlagRef &ref, const QByteArray &type, bool announced);
    [[nodiscard]] WallTime timeAfter(WallTime previous) const;

    const Clock &m_clock;
    const bool m_rulesTouchRecord;
    Announce m_announce;
    std::map<std::pair<QString, QString>, Flag> m_flags; ///< by key and environment
    QHash<FlagRef, std::vector<State>> m_history;
    QHash<FlagRef, std::vector<Flag>> m_said;
    std::vector<Change> m_changes;
    int m_lastId = 0;
};

} // namespace signalbox
