// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

#include <array>
#include <chrono>
#include <optional>

namespace signalbox {

/// How one server is doing, as its administrator sees it. Counts are since the start of the process.
struct ServerStatus
{
    struct Streams
    {
        QString dialect;
        int open = 0;
        quint64 opened = 0;
        quint64 events = 0; ///< of changes, handed to one stream each
        quint64 resumed = 0;
        quint64 resynced = 0;
        quint64 slowReadersCut = 0;
        quint64 pendingBytes = 0; ///< wait for readers, once for all of them
    };
    /// A second, over the last few seconds.
    struct Rates
    {
        std::chrono::seconds window{0};
        double changes = 0;
        double events = 0;
        double requests = 0;
        double evaluations = 0;
    };
    struct Outbox
    {
        qint64 head = 0;     ///< the last change that was committed
        qint64 position = 0; ///< the last one that the streams were told
        qint64 oldest = 0;   ///< the first one that is kept
    };

    /// Of a primary: one of its regions.
    struct Region
    {
        QString name;
        qint64 behind = 0;                ///< transactions that it has not asked for yet
        std::chrono::milliseconds lag{0}; ///< age of the first of those
        std::chrono::milliseconds lastAsked{0};
    };
    /// Of a region: how it stands with its primary.
    struct Primary
    {
        enum class Link { Connecting, Live, CatchingUp, Broken, Refused, OtherVersion };

        QString url;
        Link link = Link::Connecting;
        QString reason;                     ///< where it is not well
        qint64 behind = 0;                  ///< transactions known to be missing here
        std::chrono::milliseconds delay{0}; ///< of the last one, from its commit until it was applied here
        std::optional<std::chrono::milliseconds> lastContact; ///< ago
        quint64 copies = 0;                                   ///< whole copies taken
    };

    QString version;
    QString region; ///< empty where it has no name
    std::chrono::milliseconds uptime{0};
    quint64 residentBytes = 0; ///< 0: the system does not tell
    int connections = 0;
    QVector<Streams> streams;
    std::array<quint64, 6> answers = {}; ///< by the first digit of the status
    quint64 evaluations = 0;
    quint64 changes = 0;
    Outbox outbox;
    Rates rates;
    QVector<Region> regions;
    std::optional<Primary> primary; ///< absent: this server is one
};

/// connecting, live, catching-up, broken, refused or other-version.
[[nodiscard]] QString word(ServerStatus::Primary::Link link);

/// What `signalboxctl server status --json` prints.
[[nodiscard]] QByteArray statusJson(const ServerStatus &status);
/// The same in Prometheus' text format, version 0.0.4.
[[nodiscard]] QByteArray metricsText(const ServerStatus &status);

} // namespace signalbox
