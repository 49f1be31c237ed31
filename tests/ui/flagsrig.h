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
#include "session/session.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"
#include "theme/theme.h"

#include <QApplication>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>

namespace signalbox {

/// A connection to an environment of any class, joined up as the program does it: real session, store and
/// command runner; the stream comes from a server in this process; reads, writes and time are moved by hand.
class FlagsRig final
{
public:
    explicit FlagsRig(EnvironmentClass environmentClass = EnvironmentClass::Production)
        : theme(*qApp, ThemeChoice::Light)
        , journal(Journal::open(m_directory.filePath(QStringLiteral("journal.sqlite"))).value())
        , session(provider, network, clock, serials, {}, [] { return 0.5; })
        , flags(clock)
        , log(1'000)
        , activity(log, std::chrono::seconds(15), 120)
        , commands(provider, session, journal.get(), connection(environmentClass), clock, serials, {})
        , console{connection(environmentClass),
                  session,
                  flags,
                  log,
                  activity,
                  commands,
                  journal.get(),
                  clock,
                  blind}
    {
        provider.stream.url = server.url(QStringLiteral("/stream"));
        server.onRequest([this](const ReceivedRequest &, Exchange &exchange) {
            exchange.startStream(true);
            m_stream = &exchange;
        });
        followFlags(flags, session, ChangeOrigin::Elsewhere);
    }

    [[nodiscard]] static ConnectionInfo connection(EnvironmentClass environmentClass)
    {
        ConnectionInfo info;
        info.url = QUrl(QStringLiteral("https://flags.example.com"));
        info.projectName = QStringLiteral("shop");
        info.environment = FakeProvider::environment();
        info.environmentName = environmentClass == EnvironmentClass::Production ? QStringLiteral("production")
                                                                                : word(environmentClass);
        info.environmentKey = EnvironmentKey(info.environmentName);
        info.environmentClass = environmentClass;
        return info;
    }

    /// A flag of the imagined server, default value false, no rules.
    Flag &put(const QString &key, bool enabled)
    {
        Flag &flag = provider.put(key, enabled, clock.wallTime() - std::chrono::hours(2));
        flag.name = key.toUpper();
        flag.defaultValue = FlagValue(false);
        flag.rules = QVector<Rule>();
        return flag;
    }

    /// The same with a rollout to @p share that serves true, by a server that can set one.
    Flag &putRolledOut(const QString &key, bool enabled, int share)
    {
        Flag &flag = put(key, enabled);
        flag.updatedAt.reset(); // a server that sets rollouts need not date them
        Rule rollout;
        rollout.id = RuleId(QStringLiteral("rollout"));
        rollout.kind = RuleKind::Percentage;
        rollout.percentage = share;
        rollout.value = true;
        rollout.isRollout = true;
        flag.rules->append(rollout);
        provider.fakeTraits.flags.rollout = true;
        provider.fakeTraits.flags.value = false;
        provider.fakeTraits.snapshotHoldsRules = true;
        return flag;
    }

    /// One step of becoming Live; call it until it is.
    [[nodiscard]] bool goLive()
    {
        if (session.link().state == LinkState::Idle)
            session.start();
        provider.answerAll();
        if (m_stream && !m_heard) {
            m_stream->write(": heartbeat\n\n");
            m_heard = true;
        }
        clock.advance(std::chrono::milliseconds(0));
        return session.link().state == LinkState::Live && provider.waiting().empty();
    }

    /// Reads the whole imagined server again, past the pause between readings.
    void reread()
    {
        session.rereadAll();
        clock.advance(std::chrono::seconds(1));
        provider.answerAll();
        clock.advance(std::chrono::seconds(1));
    }

private:
    QTemporaryDir m_directory;

public:
    Theme theme;
    Settings settings;
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
    Console console;

private:
    QPointer<Exchange> m_stream;
    bool m_heard = false;
};

} // namespace signalbox
