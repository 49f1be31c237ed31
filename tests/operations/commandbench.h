// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "session/session.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QPointer>

#include <memory>
#include <vector>

namespace signalbox {

/// One console on an imagined server: a real session over a real stream, answers released by hand, time moved
/// by hand. Records all that the runner says.
class CommandBench final
{
public:
    using Call = FakeProvider::Call;

    /// @p journalPath empty: there is no journal.
    explicit CommandBench(const QString &journalPath, CommandTimings timings = {});

    /// Opens the stream, reads the list, delivers a first byte. Checks nothing: the tests see what follows.
    void goLive();
    void loseStream();
    /// Sends one event of the flag and waits until the session has it.
    void sendEvent(const QString &key, const QByteArray &type = "flag.updated");

    /// An order to turn @p key to @p enabled, as seen on screen now.
    [[nodiscard]] CommandOrder order(const QString &key, bool enabled) const;
    /// Presses now; fails the test when the runner refuses to start.
    CommandId press(const CommandOrder &order);
    CommandId press(const QString &key, bool enabled) { return press(order(key, enabled)); }
    /// Presses, lets the read before the write answer, and stands before the answer to the request.
    CommandId pressUntilSent(const QString &key, bool enabled);
    /// As pressUntilSent(), and the server accepts.
    CommandId pressUntilAccepted(const QString &key, bool enabled);
    /// As pressUntilAccepted(), and the stream and the reading after it confirm.
    CommandId pressUntilConfirmed(const QString &key, bool enabled);

    /// Past what counts as a recent reading, and past the session's own second look at a change.
    void rest();

    /// Answers the oldest waiting call from the world, a millisecond later.
    bool answer(Call call);
    /// Lets readings answer until @p id is Unknown no more, a minute at most; how it ended.
    CommandStage settle(const CommandId &id);
    /// Another reading from the world, asked for now.
    void readElsewhere(const QString &key);

    [[nodiscard]] CommandView view(const CommandId &id) const;
    [[nodiscard]] CommandStage stage(const CommandId &id) const { return view(id).stage; }
    /// "sent, accepted, confirmed"
    [[nodiscard]] QString steps(const CommandId &id) const;
    /// The stages that the log row of @p id went through.
    [[nodiscard]] QString logged(const CommandId &id) const;
    /// The stage the journal holds; empty when it does not know the command.
    [[nodiscard]] QString journalled(const CommandId &id) const;
    [[nodiscard]] int sets() const { return provider.calls(Call::Set); }

    ManualClock clock;
    FakeProvider provider;
    ScriptedServer stream;
    QNetworkAccessManager network;
    FactSerials serials;
    std::unique_ptr<Journal> journal;
    ConnectionInfo connection;
    Session session;
    CommandRunner runner;

    QVector<Fact> facts; ///< of commands
    QVector<FactAmendment> amendments;
    QVector<CommandView> changes;
    QVector<bool> journalChanges;

private:
    QPointer<Exchange> m_exchange;
    std::vector<Pending> m_readings;
};

} // namespace signalbox
