// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/flag.h"

#include <QHash>

#include <functional>
#include <map>
#include <vector>

namespace signalbox {

/// What is really so on an imagined server, and what ever was: the records of one project in two
/// environments. Nothing here is ever wrong; faults lie between it and its clients. How records change is the
/// vendor's.
class Truth
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

    /// @p clock must outlive this.
    explicit Truth(const Clock &clock) : m_clock(clock) {}
    virtual ~Truth() = default;
    Truth(const Truth &) = delete;
    Truth &operator=(const Truth &) = delete;

    static ProjectId project() { return ProjectId(QStringLiteral("shop")); }
    static EnvironmentId shown() { return EnvironmentId(QStringLiteral("prod")); }
    static EnvironmentId other() { return EnvironmentId(QStringLiteral("stag")); }

    void setAnnounce(Announce announce) { m_announce = std::move(announce); }

    [[nodiscard]] const Flag *find(const FlagRef &flag) const;
    [[nodiscard]] const Flag *findById(const QString &id) const;
    /// In the order of the keys.
    [[nodiscard]] std::vector<Flag> flags() const;
    [[nodiscard]] std::vector<Flag> flagsOf(const EnvironmentId &environment) const;
    [[nodiscard]] std::vector<Change> &changes() { return m_changes; }
    [[nodiscard]] const std::vector<Change> &changes() const { return m_changes; }

    /// Whether the record ever was what a reading says.
    [[nodiscard]] virtual bool everWas(const Flag &read) const = 0;
    /// The same of what a client makes of an answer to its own change, which may tell of a part only.
    [[nodiscard]] virtual bool everWasInParts(const Flag &answered) const { return everWas(answered); }
    /// A lie that the server told about a flag: shown for a while by whoever believes it.
    void noteSaid(const Flag &flag);
    /// Whether @p flag was what @p patch asks for at some time from @p from to @p until.
    [[nodiscard]] bool everSatisfied(const FlagRef &flag, const FlagPatch &patch, MonotonicTime from,
                                     MonotonicTime until) const;

protected:
    /// @p flag is from now on as it is here.
    void put(const Flag &flag, const QByteArray &type, bool announced);
    bool erase(const FlagRef &flag, const QByteArray &type, bool announced);
    [[nodiscard]] WallTime now() const { return m_clock.wallTime(); }
    /// Now, and in any case after @p previous.
    [[nodiscard]] WallTime timeAfter(WallTime previous) const;
    /// Whether @p matches says yes to anything that @p flag ever was, or was said to be.
    [[nodiscard]] bool ever(const FlagRef &flag, const std::function<bool(const Flag &)> &matches) const;

private:
    struct State
    {
        MonotonicTime from;
        std::optional<Flag> flag;
    };

    void keep(const FlagRef &ref, const QByteArray &type, bool announced);

    const Clock &m_clock;
    Announce m_announce;
    std::map<std::pair<FlagKey, QString>, Flag> m_flags; ///< by key and environment
    QHash<FlagRef, std::vector<State>> m_history;
    QHash<FlagRef, std::vector<Flag>> m_said;
    std::vector<Change> m_changes;
};

[[nodiscard]] inline FlagRef refOf(const Flag &flag)
{
    return {flag.environment, flag.key};
}

} // namespace signalbox
