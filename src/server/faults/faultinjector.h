// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/faultset.h"
#include "server/faults/streamfaults.h"
#include "server/http/httpserver.h"

#include <QObject>

#include <map>

namespace signalbox {

class ChangeLog;
class Database;

/// Carries out a fault plan at the server's seams: around the handler of every request, in the gate of every
/// stream hub, and where a change is committed. While there is no plan a request costs one comparison and a
/// frame another. Main thread only.
class FaultInjector final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    FaultInjector(const Clock &clock, ChangeLog &changes, Database &database, QObject *parent = nullptr);
    ~FaultInjector() override;

    /// Faults befall the streams of @p hub from now on; it must outlive this.
    void watch(StreamHub &hub);

    /// Replaces the plan. A seed that the plan does not name is drawn; see state(). Faults that it repeats go
    /// on where they stand.
    void setPlan(const FaultPlan &plan);
    /// What is held back goes out at once; silent streams are cut off.
    void clear();
    /// As clear(), and requests that wait are never carried out.
    void stop();
    [[nodiscard]] FaultState state() const;

    /// Answers @p call through @p next, as badly as the plan says.
    void handle(const HttpCall &call, HttpReply reply, const HttpServer::Handler &next);
    /// What the server's clock is wrong by, for one event.
    [[nodiscard]] std::chrono::seconds drawSkew();

signals:
    void flushWanted();

private:
    struct Waiting
    {
        HttpCall call;
        HttpReply reply;
        HttpServer::Handler next;
    };

    void carryOut(const HttpCall &call, HttpReply reply, const HttpServer::Handler &next);
    void reviseAnswer(const HttpCall &call, HttpReply &reply, FaultTarget target);
    [[nodiscard]] FaultSet::IsOf isOf(const HttpCall &call) const;
    [[nodiscard]] QString environmentOf(const HttpCall &call) const;
    [[nodiscard]] bool isEnvironment(const QString &id, const QString &wanted) const;
    void carryOutDue(bool all);
    void armTimer();
    void review();

    const Clock &m_clock;
    ChangeLog &m_changes;
    Database &m_database;
    FaultSet m_faults;
    std::vector<std::unique_ptr<StreamFaults>> m_streams;
    std::multimap<MonotonicTime, Waiting> m_waiting;
    std::unique_ptr<Timer> m_timer;
    std::vector<StreamHub *> m_hubs;
};

} // namespace signalbox
