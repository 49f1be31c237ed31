// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/amendments.h"
#include "session/clumpdetector.h"
#include "session/elsewhere.h"
#include "session/flagbook.h"
#include "session/readqueue.h"
#include "session/refusedreads.h"
#include "session/session.h"
#include "session/snapshotreader.h"
#include "session/streamlink.h"
#include "session/versionwatch.h"
#include "session/waitingrows.h"
#include "session/wakewatch.h"

#include <QSet>

#include <map>
#include <vector>

namespace signalbox {

/// The inside of a session: what happens on the stream goes to waiting rows and reads, what is read goes to
/// the book, and both become facts. See sessionevents.cpp for the first, sessionreadings.cpp for the second,
/// and sessiongaps.cpp for what happens while nothing is heard.
class Session::Private final : public StreamSink
{
public:
    Private(Session &session, Provider &provider, QNetworkAccessManager &network, const Clock &clock,
            FactSerials &serials, SessionOptions options, const std::function<double()> &jitter);

    // What the stream says.
    void streamBytes(qsizetype size) override;
    void sseEvent(const StreamEvent &event) override;
    void sseComment(std::string_view text) override;
    void sseRetry(std::chrono::milliseconds time) override;
    void streamBatchEnd() override;

    // What becomes of the link.
    void onOpened();
    void onClosed();
    void onLinkChanged(const LinkStatus &status, bool entered);
    void onPollingWanted();
    /// The connection may be dead without knowing it, since @p since if that is known better than from the
    /// last byte.
    void interrupted(GapReason reason, const std::optional<WallTime> &since);
    /// A management read said that nothing will work until a person acts.
    void stopFor(const Error &error);

    // What was read.
    void onListAnswered(MonotonicTime askedAt, Result<Snapshot> result);
    void onFlagAnswered(const FlagRef &flag, MonotonicTime askedAt, const Result<Flag> &result);
    void onDirectAnswered(const FlagKey &key, MonotonicTime askedAt, const Result<Flag> &result,
                          const Callback<FlagReading> &done);
    /// Takes a reading of the shown environment into the book and says so.
    void applyReading(const Flag &flag, MonotonicTime askedAt, FactSource source);
    void preferDetails(const QVector<FlagKey> &keys);
    void preferElsewhere(const QVector<FlagKey> &keys);
    void flush();
    [[nodiscard]] Backlog backlog() const;

    [[nodiscard]] FlagRef refOf(const FlagKey &key) const { return {environment, key}; }

    Session &q;
    Provider &provider;
    const Clock &clock;
    Stamps stamps{clock};
    FactSerials &serials;
    const SessionOptions options;
    EnvironmentId environment;
    Counters counters;
    FlagBook book;
    Elsewhere elsewhere;
    std::optional<MonotonicTime> elsewhereReadAt; ///< when the last list asked that held all of them
    QSet<EnvironmentId> projectEnvironments;
    bool everRead = false;
    QVector<UnreadKind> unreadKinds;
    VersionWatch versions;
    std::optional<std::chrono::milliseconds> serverRetry;
    StreamLink link;
    SnapshotReader reader;
    WakeWatch wake;
    ReadQueue queue;
    RefusedReads refused;
    /// Reads that somebody asked for by name; shared with their handles, which may outlive the session.
    std::shared_ptr<std::map<quint64, Pending>> directReads = std::make_shared<std::map<quint64, Pending>>();
    quint64 lastDirectRead = 0;

private:
    struct BufferedChange
    {
        FlagChange change;
        WaitingRow row;
    };

    // Events.
    void onEverything(const WaitingRow &row);
    void onChange(FlagChange &&change, const WaitingRow &row);
    void onChangeElsewhere(const FlagChange &change, const WaitingRow &row);
    void buffer(FlagChange &&change, const WaitingRow &row);
    void foldBuffer();
    void applyBuffer(MonotonicTime listAskedAt, bool listHoldsRules);
    void applyChange(const FlagChange &change, const WaitingRow &row);
    void applyDeletion(const FlagChange &change, const WaitingRow &row);
    void invalidate(const FlagChange &change, const WaitingRow &row);
    void readOne(const FlagRef &flag, ReadUrgency urgency);
    void limitQueue();
    [[nodiscard]] MonotonicTime arrival() const;
    [[nodiscard]] bool isOwn(const FlagRef &flag) const;

    // Readings.
    void applyElsewhere(const Flag &flag, MonotonicTime askedAt);
    /// An event of @p when makes it uncertain what a flag is, here or in another environment.
    void doubt(const FlagRef &flag, MonotonicTime when);
    void doubtAll(MonotonicTime when);
    void applyGone(const FlagRef &flag, MonotonicTime askedAt);
    void onReadFailed(const FlagRef &flag, const Error &error);
    bool askForRules(const FlagKey &key);
    void settle(const FlagRef &flag, const Flag &value, MonotonicTime askedAt);
    void settleFromList(MonotonicTime askedAt, bool listHoldsRules, bool listHoldsElsewhere);
    void sayUnread(const QVector<Flag> &flags);
    void settleWideRows(MonotonicTime askedAt);
    void sayInvalidated();
    void queueDetails(const QVector<Flag> &flags, bool afterGap);
    void letGo(const std::optional<Error> &error);

    // Gaps.
    void noteGap(GapReason reason = GapReason::StreamLost);
    [[nodiscard]] WallTime lastContact() const;
    void onWoken(const WakeWatch::Finding &finding);
    void armPoll();
    void noteReadingWithoutStream(const QVector<FlagDifference> &differing, bool isNews);
    void sayPolled();
    void endPolling();

    // Facts.
    void addFact(FactKind kind, FactSource source, const FlagKey &key, const QString &by, FactDetail detail);
    void addGap(const QVector<FlagDifference> &differing);
    void addResync(const FlagDifference &difference);
    void addUnannounced(const FlagDifference &difference);
    void addLinkFact(const LinkStatus &status);
    /// The detail of a row that may or may not have been announced yet.
    void setDetail(const WaitingRow &row, FactDetail detail);
    void amend(const WaitingRow &row, const FactDetail &detail);
    void amendAll(std::vector<WaitingRow> rows, const FactDetail &detail);
    [[nodiscard]] QString elsewhereName(const FlagRef &flag) const;
    [[nodiscard]] const std::shared_ptr<const FactDetail> &waitingDetail(const EnvironmentId &id);

    WaitingRows m_waiting;
    Amendments m_amendments{clock, [this](const FactAmendment &amendment) { emit q.factAmended(amendment); }};
    std::vector<WaitingRow> m_wideRows; ///< of wide invalidations: the next reading of all flags answers them
    std::vector<BufferedChange> m_buffer;
    bool m_buffering = false;  ///< the stream is open and the first reading on it is under way
    bool m_overflowed = false; ///< the buffer was folded into plain invalidations
    std::optional<WallTime> m_gapFrom;
    GapReason m_gapReason = GapReason::StreamLost;
    const std::function<double()> m_jitter;
    std::unique_ptr<Timer> m_pollTimer;
    std::optional<WallTime> m_polledFrom; ///< first reading of the present stretch of Polling
    QSet<FlagKey> m_polledDiffering;      ///< what the readings of that stretch found changed
    ClumpDetector m_clumps;
    /// Of the reading that the present or last connection began with, or of the last one while polling. A
    /// later reading does not count: it tells what is, not what was in between.
    MonotonicTime m_syncAskedAt;
    WallTime m_syncAskedWall;
    QVector<FlagKey> m_preferred;
    QSet<FlagKey> m_unasked; ///< flags whose rules were read without being asked for
    /// Of the bytes that are being taken apart so many flags were to be read that a list is due instead.
    bool m_listAnswersBatch = false;
    QVector<Fact> m_facts;      ///< not announced yet
    QVector<Fact> m_spareFacts; ///< empty, with the room of an earlier batch
    std::shared_ptr<const FactDetail> m_ownDetail;
    QHash<EnvironmentId, std::shared_ptr<const FactDetail>> m_elsewhereDetails;
    std::optional<LinkState> m_linkFact; ///< state of the last link fact
};

} // namespace signalbox
