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
};

/// What `signalboxctl server status --json` prints.
[[nodiscard]] QByteArray statusJson(const ServerStatus &status);
/// The same in Prometheus' text format, version 0.0.4.
[[nodiscard]] QByteArray metricsText(const ServerStatus &status);

} // namespace signalbox
