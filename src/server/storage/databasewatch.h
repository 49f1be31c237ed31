// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/storage/database.h"

#include <QObject>

namespace signalbox {

/// Keeps a server in touch with a database that others change, too: passes on what they announce, looks by
/// itself where an announcement got lost, and connects again where the connection did.
class DatabaseWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds lookEvery{1'000}; ///< whether somebody changed something
    static constexpr std::chrono::milliseconds longestRetry{5'000};

    /// References must outlive this.
    DatabaseWatch(Database &database, const Clock &clock, QObject *parent = nullptr);

    void start();
    /// Tells all servers on this database, this one included, that a credential is not valid any more.
    void announceEnded(const QString &credentialId);

signals:
    /// There may be something new in the outbox.
    void mayHaveGrown();
    void credentialEnded(const QString &id);
    /// After a loss: what was announced meanwhile is unknown.
    void returned();

private:
    void subscribe();
    void look();
    void onNotification(const QString &channel, const QString &payload);

    Database &m_database;
    std::unique_ptr<Timer> m_timer;
    std::chrono::milliseconds m_retry{lookEvery};
};

} // namespace signalbox
