// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/console.h"
#include "model/activity.h"
#include "model/blindlist.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/follow.h"
#include "operations/journal.h"
#include "operations/rightscheck.h"
#include "session/session.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QTemporaryDir>

namespace signalbox {

/// A whole connection, joined up as the program does it: a real session on a real stream from a server in
/// this process, reads and writes answered by hand, and a clock that is moved by hand.
class ConsoleRig final
{
public:
    explicit ConsoleRig(bool withJournal = true)
        : journal(withJournal ? Journal::open(m_directory.filePath(QStringLiteral("journal.sqlite"))).value()
                              : nullptr)
        , session(provider, network, clock, serials, {}, [] { return 0.5; })
        , flags(clock)
        , log(1'000)
        , activity(log, std::chrono::seconds(15), 120)
        , commands(provider, session, journal.get(), connection(), clock, serials, {})
        , rights(provider, session)
        , console{connection(),  session, flags, log,     activity, commands,
                  journal.get(), clock,   blind, nullptr, nullptr,  &rights}
    {
        provider.stream.url = server.url(QStringLiteral("/stream"));
        server.onRequest([this](const ReceivedRequest &, Exchange &exchange) {
            exchange.startStream();
            stream = &exchange;
            m_heard = false;
        });
        followFlags(flags, session, ChangeOrigin::NotSeen);
        QObject::connect(&session, &Session::factsAdded, &log, &EventLog::add);
        QObject::connect(&session, &Session::factsAdded, &blind, &BlindList::add);
        QObject::connect(&session, &Session::factAmended, &log, &EventLog::amend);
        QObject::connect(&commands, &CommandRunner::factsAdded, &log, &EventLog::add);
        QObject::connect(&commands, &CommandRunner::factAmended, &log, &EventLog::amend);
    }

    [[nodiscard]] static ConnectionInfo connection()
    {
        ConnectionInfo info;
        info.profileName = QStringLiteral("shop / production");
        info.url = QUrl(QStringLiteral("https://flags.example.com"));
        info.project = ProjectId(QStringLiteral("p1"));
        info.projectName = QStringLiteral("shop");
        info.environment = FakeProvider::environment();
        info.environmentKey = EnvironmentKey(QStringLiteral("production"));
        info.environmentName = QStringLiteral("production");
        info.environmentClass = EnvironmentClass::Production;
        info.userName = QStringLiteral("mia@example.com");
        return info;
    }

    /// One step of becoming Live; call it until it is. Keeps the clock where it is unless something waits.
    [[nodiscard]] bool goLive()
    {
        provider.answerAll();
        if (stream && !m_heard) {
            stream->write(": heartbeat\n\n");
            m_heard = true;
        }
        clock.advance(std::chrono::milliseconds(0));
        return session.link().state == LinkState::Live;
    }

private:
    QTemporaryDir m_directory;

public:
    ManualClock clock;
    FakeProvider provider;
    QNetworkAccessManager network;
    ScriptedServer server;
    FactSerials serials;
    std::unique_ptr<Journal> journal;
    Session session;
    FlagStore flags;
    EventLog log;
    Activity activity;
    CommandRunner commands;
    BlindList blind;
    RightsCheck rights;
    Console console;
    QPointer<Exchange> stream;

private:
    bool m_heard = false;
};

} // namespace signalbox
