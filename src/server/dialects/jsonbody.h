// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"
#include "core/time.h"
#include "server/refusal.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace signalbox {

/// Texts as they are, numbers and booleans by their spelling; absent for what has parts, and for null.
[[nodiscard]] std::optional<QString> spelledOut(const QJsonValue &value);

/// A request body that has to be a JSON object, read field by field. The first thing that is wrong is kept;
/// after it every reader returns something harmless, so callers ask for problem() once, at the end.
/// Unknown fields are ignored.
class JsonBody final
{
public:
    /// An empty body counts as an empty object where @p mayBeEmpty.
    [[nodiscard]] static JsonBody parse(const QByteArray &bytes, bool mayBeEmpty = false);

    [[nodiscard]] QString requiredText(const QString &field);
    [[nodiscard]] int requiredInteger(const QString &field);
    [[nodiscard]] FlagValue requiredValue(const QString &field);

    // Absent where the body does not have the field.
    [[nodiscard]] std::optional<QString> text(const QString &field);
    [[nodiscard]] std::optional<bool> yesNo(const QString &field);
    [[nodiscard]] std::optional<int> integer(const QString &field);
    [[nodiscard]] std::optional<FlagValue> value(const QString &field);
    /// null is an empty list.
    [[nodiscard]] std::optional<QStringList> textList(const QString &field);
    /// Of any type, for who looks inside.
    [[nodiscard]] std::optional<QJsonValue> json(const QString &field) const;

    // Outer absent: not in the body; inner absent: null.
    [[nodiscard]] std::optional<std::optional<QString>> textOrNull(const QString &field);
    [[nodiscard]] std::optional<std::optional<int>> integerOrNull(const QString &field);
    [[nodiscard]] std::optional<std::optional<WallTime>> timeOrNull(const QString &field);

    /// An object of texts; numbers and booleans are taken by their spelling. Empty where absent or null.
    [[nodiscard]] QHash<QString, QString> texts(const QString &field);

    [[nodiscard]] bool isEmpty() const { return m_object.isEmpty(); }
    [[nodiscard]] const std::optional<Refusal> &problem() const { return m_problem; }

private:
    void complain(const QString &message, const QString &field);
    [[nodiscard]] bool requireField(const QString &field);

    QJsonObject m_object;
    std::optional<Refusal> m_problem;
};

} // namespace signalbox
