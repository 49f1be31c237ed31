// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/flag.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <functional>

namespace signalbox::flagdash {

/// The object @p name within the answer @p body.
[[nodiscard]] Result<QJsonObject> readInner(const QByteArray &body, const QString &name);

/// The "environments" of @p record, whose @p owner errors name. None where there is no list.
[[nodiscard]] Result<QJsonArray> environmentsOf(const QJsonObject &record, const QString &owner);

/// What one entry of a list says: a record for each environment it speaks of. The text names the entry in
/// errors.
using ReadEntry = std::function<Result<QVector<Flag>>(const QJsonObject &entry, const QString &owner)>;

/// All records of the list @p list in @p body, at most limits::flagsPerEnvironment entries. A key is unique
/// in its project: of two entries that claim it the later one counts. @p noun names an entry in errors.
[[nodiscard]] Result<QVector<Flag>> readRecords(const QByteArray &body, const QString &list,
                                                const QString &noun, const ReadEntry &read);

/// For entries that speak of one environment alone.
[[nodiscard]] QVector<Flag> alone(Flag &&record);

} // namespace signalbox::flagdash
