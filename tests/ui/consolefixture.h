// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"
#include "mainwindow/console.h"
#include "model/activity.h"
#include "model/blindlist.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "session/session.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"

#include <QNetworkAccessManager>

namespace signalbox {

/// The parts behind one window, on a clock that is moved by hand and a provider that is answered by hand. The
/// session is not started: tests hand in what it would say.
class ConsoleFixture final
{
public:
    explicit ConsoleFixture(int logCapacity = 1'000)
        : session(provider, network, clock, serials, {}, [] { return 0.5; })
        , flags(clock)
        , log(logCapacity)
        , activity(log, std::chrono::seconds(3), 28'800)
        , commands(provider, session, nullptr, connection(), clock, serials, {})
        , console{connection(), session, flags, log, activity, commands, nullptr, clock, blind}
    {
        QObject::connect(&session, &Session::factsAdded, &log, &EventLog::add);
        QObject::connect(&session, &Session::factsAdded, &blind, &BlindList::add);
        QObject::connect(&session, &Session::factAmended, &log, &EventLog::amend);
        QObject::connect(&commands, &CommandRunner::factsAdded, &log, &EventLog::add);
        QObject::connect(&commands, &CommandRunner::factAmended, &log, &EventLog::amend);
    }

    [[nodiscard]] static ConnectionInfo connection()
    {
        ConnectionInfo info;
        info.profileName = QStringLiteral("PROD-EU");
        info.url = QUrl(QStringLiteral("https://flags.example"));
        info.projectName = QStringLiteral("shop");
        info.environment = FakeProvider::environment();
        info.environmentKey = EnvironmentKey(QStringLiteral("production"));
        info.environmentName = QStringLiteral("production");
        info.environmentClass = EnvironmentClass::Production;
        return info;
    }

    [[nodiscard]] Fact fact(FactKind kind, const QString &flag = {}, FactDetail detail = ChangeDetail{})
    {
        Fact fact;
        fact.serial = serials.next();
        fact.time = clock.wallTime();
        fact.kind = kind;
        fact.flag = FlagKey(flag);
        fact.detail = makeDetail(std::move(detail));
        return fact;
    }

    /// Adds @p count updates of flag-0, flag-1 ..., one every 10 ms, and lets the views take them.
    static constexpr std::chrono::milliseconds slow = limits::burstSpan / (limits::burstRows - 2);
    void addUpdates(int count)
    {
        QVector<Fact> facts;
        for (int i = 0; i < count; ++i) {
            clock.advance(slow); // no burst
            facts.append(fact(FactKind::FlagUpdated, QStringLiteral("flag-%1").arg(m_added++)));
        }
        log.add(facts);
        settle();
    }
    /// Updates of one flag in a burst, at least limits::burstRows of them.
    void addBurst(int count, const QString &key)
    {
        QVector<Fact> facts;
        for (int i = 0; i < count; ++i) {
            clock.advance(std::chrono::milliseconds(10));
            facts.append(fact(FactKind::FlagUpdated, key));
        }
        log.add(facts);
        settle();
    }
    void add(const Fact &added)
    {
        log.add({added});
        settle();
    }
    /// Longer than the views' flush interval, the pause after typing and the second between two looks at
    /// digits.
    void settle() { clock.advance(std::chrono::milliseconds(1'100)); }

    ManualClock clock;
    FakeProvider provider;
    QNetworkAccessManager network;
    FactSerials serials;
    Session session;
    FlagStore flags;
    EventLog log;
    Activity activity;
    CommandRunner commands;
    BlindList blind;
    Console console;

private:
    int m_added = 0;
};

} // namespace signalbox
