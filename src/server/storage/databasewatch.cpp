// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/databasewatch.h"

#include "server/storage/postgresbackend.h"

#include <QLoggingCategory>
#include <QSqlDriver>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {
Q_LOGGING_CATEGORY(lcStorage, "signalbox.server.storage")
} // namespace

DatabaseWatch::DatabaseWatch(Database &database, const Clock &clock, QObject *parent)
    : QObject(parent), m_database(database), m_timer(clock.createTimer([this] { look(); }))
{}

void DatabaseWatch::start()
{
    connect(m_database.driver(), &QSqlDriver::notification, this,
            [this](const QString &channel, QSqlDriver::NotificationSource, const QVariant &payload) {
                onNotification(channel, payload.toString());
            });
    subscribe();
    m_timer->start(lookEvery);
}

void DatabaseWatch::subscribe()
{
    for (const QString &channel : {PostgresBackend::outboxChannel(), PostgresBackend::endedChannel()}) {
        if (!m_database.driver()->subscribeToNotification(channel))
            qCWarning(lcStorage)
                << "changes of other servers are noticed late: the database announces nothing on" << channel;
    }
}

void DatabaseWatch::announceEnded(const QString &credentialId)
{
    // Where it cannot be sent, the connection is lost, and every stream ends when it is back.
    static_cast<void>(
        m_database.change(u"SELECT pg_notify(?, ?)"_s, PostgresBackend::endedChannel(), credentialId));
}

void DatabaseWatch::onNotification(const QString &channel, const QString &payload)
{
    if (channel == PostgresBackend::endedChannel())
        emit credentialEnded(payload);
    else
        emit mayHaveGrown();
}

void DatabaseWatch::look()
{
    if (!m_database.isLost()) {
        m_retry = lookEvery;
        emit mayHaveGrown(); // asks, and so finds out about a loss as well
    } else if (m_database.reconnect()) {
        qCWarning(lcStorage) << "the database is back";
        subscribe();
        m_retry = lookEvery;
        emit returned();
        emit mayHaveGrown();
    } else {
        m_retry = std::min(2 * m_retry, longestRetry);
    }
    m_timer->start(m_database.isLost() ? m_retry : lookEvery);
}

} // namespace signalbox
