// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/http/httpserver.h"
#include "server/region/replicationlog.h"
#include "server/status/serverstatus.h"

#include <vector>

namespace signalbox {

/// What a primary offers its regions under /signalbox/replication/: "copy" is everything, "changes" is what
/// came after a position, or waits for it. Regions ask at their own pace; what they ask for says how far they
/// are. Needs the replication key.
class RegionFeed final : public QObject
{
    Q_OBJECT

public:
    static constexpr int entriesPerAnswer = 500;
    static constexpr qsizetype bytesPerAnswer = 8 << 20; ///< no further entry after this many
    static constexpr std::chrono::seconds longestWait{25};
    static constexpr int mostRegions = 100;

    /// References must outlive this.
    RegionFeed(ReplicationLog &log, Database &database, const Clock &clock, QByteArray key,
               QObject *parent = nullptr);

    [[nodiscard]] static bool isMeantBy(const HttpCall &call);
    void handle(const HttpCall &call, HttpReply reply);
    /// Whether @p call comes from one of our regions, for somebody else.
    [[nodiscard]] bool isFromRegion(const HttpCall &call) const;

    /// Another server may have written into the log.
    void look();
    /// Those that asked since the start, by name.
    [[nodiscard]] QVector<ServerStatus::Region> regions();

private:
    struct Seen
    {
        QString name;
        qint64 position = 0;
        MonotonicTime lastAsked;
    };
    struct Waiting
    {
        QString region;
        qint64 after = 0;
        MonotonicTime until;
        HttpReply reply;
    };

    void sendCopy(HttpReply reply);
    void sendChanges(const HttpCall &call, HttpReply reply);
    void note(const QString &region, qint64 position);
    void answerWaiting(bool onlyLate);
    void armTimer();
    [[nodiscard]] HttpAnswer changesAfter(qint64 position);

    ReplicationLog &m_log;
    Database &m_database;
    const Clock &m_clock;
    const QByteArray m_key;
    std::vector<Seen> m_seen;
    std::vector<Waiting> m_waiting;
    std::unique_ptr<Timer> m_timer;
};

/// The header in which a region shows the replication key.
[[nodiscard]] QByteArray replicationKeyHeader();
/// The header in which it says who asked it.
[[nodiscard]] QByteArray regionClientHeader();

} // namespace signalbox
