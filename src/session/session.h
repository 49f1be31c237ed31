// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/fact.h"
#include "core/link.h"
#include "core/provider.h"

#include <QObject>

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace signalbox {

class WireTap;

/// One reading of one flag: what was said, how we know, and when it was asked for. A reading asked for after
/// a command was sent can prove the command; an older one can not.
struct FlagReading
{
    Flag flag;
    FactSource source =
        FactSource::ReadBack; ///< Stream (value event), Snapshot, ReadBack or Command (its answer)
    MonotonicTime askedAt;    ///< Stream: when the event arrived
    MonotonicTime receivedAt;
    WallTime receivedWall;
};

struct SessionOptions
{
    /// W of ux.md; fixed here, learned later. Default: 2.5 x the provider's heartbeat, 75 s where none is
    /// known.
    std::optional<std::chrono::milliseconds> window;
    /// Read the rules of every flag in the background, where the list does not hold them.
    bool readDetails = true;
};

/// Makes the truth of one (connection, environment): opens the stream, buffers it, reads the snapshot,
/// applies the buffered changes, says Live; after every gap does it again and tells what changed while blind.
/// An event that carries no value invalidates and is read back, coalesced: at most one read in flight per
/// flag, and one snapshot instead of many reads. Holds what was last reported, never a wish. Main thread
/// only.
class Session final : public QObject
{
    Q_OBJECT

public:
    /// All references must outlive this. Nothing happens before start().
    Session(Provider &provider, QNetworkAccessManager &network, const Clock &clock, FactSerials &serials,
            SessionOptions options, std::function<double()> jitter, QObject *parent = nullptr);
    ~Session() override;

    void start();
    /// Lets go of stream and reads; the values stay as they were, ageing. State Paused.
    void pause();
    /// From Paused, Refused or SignInNeeded: like start(). Else: tries the next connection at once.
    void retryNow();
    /// Credentials were renewed: leaves SignInNeeded.
    void signedIn();

    /// Reads one flag now, with a request of its own that starts after this call; the result is also applied
    /// and signalled as flagRead (or flagGone). @p done fires once unless the handle is dropped.
    Pending readFlag(const FlagKey &key, Callback<FlagReading> done);
    /// A command for this flag is open: until it is not, an event that names the flag is read back at once,
    /// without the pause that coalesces bursts.
    void setPrompt(const FlagKey &key, bool prompt);
    /// Reads all flags again, keeping what is shown meanwhile.
    void rereadAll();
    /// Reads the rules of these flags before others (the rows on screen).
    void preferDetails(const QVector<FlagKey> &keys);
    /// An answer of the management API to a change: applied like a read-back, source Command.
    void applyAnswer(const Flag &flag, MonotonicTime askedAt);

    [[nodiscard]] const LinkStatus &link() const;
    /// Newest last, at most limits::linkHistory.
    [[nodiscard]] const QVector<LinkStatus> &linkHistory() const;
    /// The last of what went over the stream's wire.
    [[nodiscard]] const WireTap &wire() const;
    /// What was last reported; absent when never read or gone.
    [[nodiscard]] std::optional<Flag> reported(const FlagKey &key) const;
    [[nodiscard]] bool everRead() const;
    /// The same key in the project's other environments, as last reported.
    [[nodiscard]] QVector<Flag> elsewhere(const FlagKey &key) const;
    [[nodiscard]] const Provider &provider() const;

    struct Counters
    {
        quint64 bytes = 0;
        quint64 events = 0;
        quint64 comments = 0;
        quint64 unreadable = 0;
        quint64 connections = 0;
        quint64 gaps = 0;
    };
    [[nodiscard]] const Counters &counters() const;

signals:
    /// State, error, retry time, progress or window changed. A mere byte is not a change: see lastByte in
    /// link().
    void linkChanged(const signalbox::LinkStatus &status);
    /// The whole set was read anew; keys that are missing are gone. Comes before the facts that explain it.
    void snapshotRead(const QVector<signalbox::Flag> &flags);
    void flagRead(const signalbox::FlagReading &reading);
    void flagGone(const signalbox::FlagKey &key);
    /// An event said "changed"; the value on screen is not proven until the next flagRead.
    void flagInvalidated(const signalbox::FlagKey &key);
    void flagReadFailed(const signalbox::FlagKey &key, const signalbox::Error &error);
    /// The stream named this flag of the shown environment at @p when.
    void streamMentioned(const signalbox::FlagKey &key, signalbox::MonotonicTime when);
    void elsewhereChanged(const signalbox::FlagKey &key);
    void factsAdded(const QVector<signalbox::Fact> &facts);
    void factAmended(const signalbox::FactAmendment &amendment);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// What changed between two complete readings, ordered by key.
[[nodiscard]] QVector<FlagDifference> differences(const QHash<FlagKey, Flag> &before,
                                                  const QVector<Flag> &after);

} // namespace signalbox
