// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/flagvalue.h"
#include "core/time.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>

/// Fields of vendors' JSON answers. What is not as expected becomes an Error of kind BadAnswer that names it.
namespace signalbox::json {

[[nodiscard]] Error badAnswer(const QString &detail);
[[nodiscard]] Result<QJsonObject> readObject(const QByteArray &body);
/// The list an answer wraps in an object: {"flags": […]}. TooLarge, with @p limitName, beyond @p limit.
[[nodiscard]] Result<QJsonArray> readList(const QByteArray &body, const QString &name, qsizetype limit,
                                          const QString &limitName);
/// Text that must be there and not empty.
[[nodiscard]] Result<QString> requiredText(const QJsonObject &object, const QString &name,
                                           const QString &owner);
/// Text, or @p fallback where there is none or it is empty.
[[nodiscard]] QString textOr(const QJsonObject &object, const QString &name, const QString &fallback);
/// ISO 8601; absent where it is none.
[[nodiscard]] std::optional<WallTime> readTime(const QJsonValue &value);
[[nodiscard]] FlagValue readValue(const QJsonValue &value);
[[nodiscard]] QJsonValue writeValue(const FlagValue &value);
[[nodiscard]] QByteArray compact(const QJsonObject &object);
/// What a status other than 2xx means where the vendor has no words of its own for it.
[[nodiscard]] ErrorKind errorKindOf(int httpStatus);

} // namespace signalbox::json
