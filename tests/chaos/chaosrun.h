// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/imaginedserver.h"
#include "chaos/schedule.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "session/session.h"

#include <QStringList>

#include <memory>
#include <utility>
#include <vector>

namespace signalbox {

/// One console on one imagined server through one schedule, in virtual time: the real provider, session,
/// store, log and commands. Collects complaints: what a person would have been told wrongly, or not at all.
class ChaosRun final
{
public:
    /// @p trace: say on standard error what happens.
    explicit ChaosRun(const ChaosSchedule &schedule, bool trace = false);
    ~ChaosRun();

    /// Runs it to the end. Empty: nothing to complain about.
    [[nodiscard]] QStringList run();

    [[nodiscard]] quint64 changes() const { return truth().changes().size(); }
    [[nodiscard]] quint64 gaps() const { return m_session.counters().gaps; }
    [[nodiscard]] int commands() const { return int(m_ordered.size()); }
    [[nodiscard]] int confirmed() const;

private:
    void advance(std::chrono::milliseconds by);
    void settleQueues();
    void colleagueActs();
    void personOrders();
    void personActs();
    void personMends();
    void signIn();

    void connectSession();
    void onReading(const Flag &flag, const char *how);
    void onAnswer(const Flag &flag);
    void onFacts(const QVector<Fact> &facts);
    void checkStore();
    void checkElsewhere();
    void checkRows();
    void checkGaps();
    void checkCommands();
    void checkSending(std::size_t number, const CommandView &view);
    void checkOutcome(std::size_t number, const CommandView &view);
    void checkNothingIsLeft();
    void complain(const QString &text);
    void say(const QString &text) const;
    [[nodiscard]] Truth &truth() { return m_vendor->truth(); }
    [[nodiscard]] const Truth &truth() const { return std::as_const(*m_vendor).truth(); }
    [[nodiscard]] FlagKey anyShownKey() { return m_vendor->anyShown(m_random, m_schedule.flags); }

    struct Ordered
    {
        CommandId id;
        FlagKey flag;
        MonotonicTime at;
    };
    [[nodiscard]] std::vector<ImaginedServer::CarriedOut> doneFor(std::size_t number) const;
    [[nodiscard]] std::optional<MonotonicTime> nextOrderAt(std::size_t number) const;

    const ChaosSchedule m_schedule;
    const bool m_trace;
    QRandomGenerator m_random;
    ManualClock m_clock;
    Agenda m_agenda;
    ImaginedNetwork m_network;
    std::unique_ptr<ImaginedVendor> m_vendor;
    ImaginedServer m_server;
    FactSerials m_serials;
    Session m_session;
    FlagStore m_store;
    EventLog m_log;
    CommandRunner m_commands;
    Pending m_signIn;
    std::vector<Ordered> m_ordered;
    QHash<CommandId, MonotonicTime> m_confirmedAt;
    bool m_stormy = true;
    WallTime m_firstRead;
    bool m_wasRead = false;
    QStringList m_complaints;
};

} // namespace signalbox
