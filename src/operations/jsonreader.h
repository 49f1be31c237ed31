// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/fact.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace signalbox {

/// Takes core types out of a JSON object that came from a file. Every member is checked for its type and
/// range; the first that is wrong is remembered and everything read afterwards is empty. Ask ok() at the end.
class JsonReader final
{
public:
    explicit JsonReader(const QJsonObject &object) : m_object(object) {}

    [[nodiscard]] bool has(const QString &name) const { return m_object.contains(name); }
    /// Empty where absent.
    [[nodiscard]] QString text(const QString &name);
    [[nodiscard]] QString requiredText(const QString &name);
    /// False where absent.
    [[nodiscard]] bool flag(const QString &name);
    [[nodiscard]] std::optional<bool> optionalFlag(const QString &name);
    /// A whole number within the bounds. Absent counts as @p least where that is 0, else as wrong.
    [[nodiscard]] qint64 number(const QString &name, qint64 least, qint64 most);
    [[nodiscard]] std::optional<qint64> optionalNumber(const QString &name, qint64 least, qint64 most);
    [[nodiscard]] std::optional<WallTime> optionalTime(const QString &name);
    [[nodiscard]] WallTime time(const QString &name);
    [[nodiscard]] QJsonObject object(const QString &name);
    [[nodiscard]] QJsonArray array(const QString &name);

    /// A flag's, or of the kind that stands beside it as "of"; empty where absent.
    [[nodiscard]] FlagKey key(const QString &name);
    [[nodiscard]] FlagKey requiredKey(const QString &name);
    [[nodiscard]] ConfigFacts config(const QJsonObject &json);
    [[nodiscard]] Schedule schedule(const QJsonValue &json);
    [[nodiscard]] FlagValue value(const QJsonValue &json, const QString &name);
    [[nodiscard]] Rule rule(const QJsonValue &json);
    [[nodiscard]] QVector<Rule> rules(const QJsonValue &json);
    [[nodiscard]] Flag flagRecord(const QJsonValue &json);
    [[nodiscard]] FlagPatch patch(const QJsonObject &json);
    [[nodiscard]] FlagDelta delta(const QJsonObject &json);
    [[nodiscard]] Error error(const QJsonObject &json);
    [[nodiscard]] FactDetail detail(const QJsonObject &json);

    /// The enumerator whose word stands there. @p last is the highest one.
    template <typename Enum>
    [[nodiscard]] Enum enumerator(const QString &name, Enum last)
    {
        const QString said = requiredText(name);
        for (int i = 0; i <= int(last); ++i) {
            if (word(Enum(i)) == said)
                return Enum(i);
        }
        fail(name);
        return Enum(0);
    }

    void fail(const QString &name);
    [[nodiscard]] bool ok() const { return m_wrong.isEmpty(); }
    /// Name of the first member that was wrong.
    [[nodiscard]] const QString &wrong() const { return m_wrong; }

private:
    /// Reads @p json in place of the object for the time of @p read; what is wrong there is wrong here.
    template <typename Read>
    auto within(const QJsonObject &json, const Read &read)
    {
        JsonReader inner(json);
        auto result = read(inner);
        if (!inner.ok())
            fail(inner.wrong());
        return result;
    }

    QJsonObject m_object;
    QString m_wrong;
};

} // namespace signalbox
