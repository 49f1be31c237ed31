// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QVariantList>
#include <QVector>

namespace signalbox {

/// One statement of this program with the values it was given.
struct LoggedStatement
{
    QString sql;
    QVariantList values;

    bool operator==(const LoggedStatement &) const = default;
};

/// What one transaction did: statements, or a credential whose streams are to end.
struct LogEntry
{
    qint64 position = 0;    ///< counts one by one
    qint64 committedAt = 0; ///< milliseconds since 1970, by the primary's clock
    QVector<LoggedStatement> statements = {};
    QString endedCredential = {};

    bool operator==(const LogEntry &) const = default;
};

/// Tables that a copy of the database consists of, parents before their children. The audit log stays with
/// the primary.
[[nodiscard]] const QStringList &replicatedTables();

/// Whether @p sql inserts into, updates or deletes from one of these tables and does nothing else: what comes
/// from another server is run only if it is.
[[nodiscard]] bool isReplicable(const QString &sql);

/// The entry's content, without position and time.
[[nodiscard]] QByteArray entryText(const LogEntry &entry);
/// The other way. BadAnswer where @p json is not written like that or holds a statement that is not
/// replicable.
[[nodiscard]] Result<LogEntry> entryFromJson(const QJsonObject &json);

} // namespace signalbox
