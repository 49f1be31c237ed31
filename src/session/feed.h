// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/elsewherereading.h"
#include "core/fact.h"
#include "core/link.h"
#include "core/provider.h"
#include "session/streamfacts.h"

#include <QObject>

#include <optional>

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

/// What is reported of one environment, as the screens and the commands stand on it: by a live Session, or by
/// a Replay of a recorded one. Main thread only.
class Feed : public QObject
{
    Q_OBJECT

public:
    explicit Feed(QObject *parent = nullptr);
    ~Feed() override;

    /// Lets go of stream and reads; the values stay as they were, ageing. State Paused.
    virtual void pause() = 0;
    /// From Paused, Refused or SignInNeeded: starts again. Else: tries the next connection at once.
    virtual void retryNow() = 0;
    /// From Refused: works by readings alone, until retryNow() finds a stream. A recording has none to
    /// refuse.
    virtual void pollInstead() {}
    /// How much silence of the stream is normal (W): @p window, limits::windowFixedLeast to windowFixedMost,
    /// or absent to learn it from the stream. A recording is not waited for.
    virtual void fixWindow(std::optional<std::chrono::milliseconds>) {}

    /// Reads one flag now, with a request of its own that starts after this call; the result is also applied
    /// and signalled as flagRead (or flagGone). @p done fires once unless the handle is dropped.
    virtual Pending readFlag(const FlagKey &key, Callback<FlagReading> done) = 0;
    /// A command for this flag is open: until it is not, an event that names the flag is read back at once,
    /// without the pause that coalesces bursts.
    virtual void setPrompt(const FlagKey &key, bool prompt) = 0;
    /// Reads all flags again, keeping what is shown meanwhile.
    virtual void rereadAll() = 0;
    /// Reads the rules of these flags before others (the rows on screen).
    virtual void preferDetails(const QVector<FlagKey> &keys) = 0;
    /// Reads the rules of these flags in the project's other environments, where they are not known.
    virtual void preferElsewhere(const QVector<FlagKey> &) {}
    /// An answer of the management API to a change: applied like a read-back, source Command.
    virtual void applyAnswer(const Flag &flag, MonotonicTime askedAt) = 0;

    [[nodiscard]] virtual const LinkStatus &link() const = 0;
    /// Newest last, at most limits::linkHistory.
    [[nodiscard]] virtual const QVector<LinkStatus> &linkHistory() const = 0;
    /// The last of what went over the stream's wire; null where nothing does.
    [[nodiscard]] virtual const WireTap *wire() const { return nullptr; }
    /// What was last reported; absent when never read or gone.
    [[nodiscard]] virtual std::optional<Flag> reported(const FlagKey &key) const = 0;
    [[nodiscard]] virtual bool everRead() const = 0;
    /// Kinds of records that the last reading of all could not list; what is held of them is not proven.
    [[nodiscard]] virtual QVector<UnreadKind> unreadKinds() const { return {}; }
    /// The same key in the project's other environments, as last reported.
    [[nodiscard]] virtual QVector<Flag> elsewhere(const FlagKey &key) const = 0;
    /// The same, and how each is known.
    [[nodiscard]] virtual QVector<ElsewhereReading> elsewhereReadings(const FlagKey &) const { return {}; }
    /// Of all flags that have a record in another environment, in no order.
    [[nodiscard]] virtual QVector<FlagKey> elsewhereKeys() const { return {}; }
    /// When the other environments were last asked for, all of them together. Absent while they were never
    /// read, and where the list holds the shown environment only.
    [[nodiscard]] virtual std::optional<MonotonicTime> elsewhereReadAt() const { return {}; }
    [[nodiscard]] virtual const Provider &provider() const = 0;

    struct Counters
    {
        quint64 bytes = 0;
        quint64 events = 0;
        quint64 comments = 0;
        quint64 unreadable = 0;
        quint64 connections = 0;
        quint64 gaps = 0;
        bool operator==(const Counters &) const = default;
    };
    [[nodiscard]] virtual const Counters &counters() const = 0;
    /// Empty where there is no connection below.
    [[nodiscard]] virtual StreamFacts streamFacts() const { return {}; }

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
    /// Something is different in another environment, is in doubt, or is known again.
    void elsewhereChanged(const signalbox::FlagKey &key);
    void factsAdded(const QVector<signalbox::Fact> &facts);
    void factAmended(const signalbox::FactAmendment &amendment);
};

} // namespace signalbox
