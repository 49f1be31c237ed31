// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QAbstractItemModel>

#include <initializer_list>

namespace signalbox::samples {

/// A boolean flag without rules whose default is false.
[[nodiscard]] inline Flag flag(const QString &key, bool enabled = false)
{
    Flag made;
    made.id = FlagId(QStringLiteral("id-") + key);
    made.key = FlagKey(key);
    made.name = QStringLiteral("Name of ") + key;
    made.enabled = enabled;
    made.defaultValue = false;
    made.rules = QVector<Rule>();
    return made;
}

[[nodiscard]] inline QVector<Flag> flags(std::initializer_list<const char16_t *> keys)
{
    QVector<Flag> made;
    for (const char16_t *key : keys)
        made.append(flag(QString::fromUtf16(key)));
    return made;
}

/// Flags key-00000 .. with keys that sort like their numbers.
[[nodiscard]] inline QVector<Flag> manyFlags(int count)
{
    QVector<Flag> made;
    made.reserve(count);
    for (int i = 0; i < count; ++i)
        made.append(flag(QStringLiteral("key-%1").arg(i, 5, 10, QLatin1Char('0')), i % 2 == 0));
    return made;
}

[[nodiscard]] inline LinkStatus link(LinkState state, bool snapshotRead = false)
{
    LinkStatus status;
    status.state = state;
    status.snapshotRead = snapshotRead;
    return status;
}

[[nodiscard]] inline Fact fact(quint64 serial, FactKind kind = FactKind::FlagUpdated,
                               const QString &key = QStringLiteral("new-checkout"))
{
    Fact made;
    made.serial = serial;
    made.time = WallTime(std::chrono::milliseconds(1'781'187'600'000 + qint64(serial) * 10));
    made.kind = kind;
    made.flag = FlagKey(key);
    return made;
}

/// Facts with serials @p first .. @p first + @p count - 1.
[[nodiscard]] inline QVector<Fact> facts(quint64 first, int count)
{
    QVector<Fact> made;
    made.reserve(count);
    for (int i = 0; i < count; ++i)
        made.append(fact(first + quint64(i)));
    return made;
}

/// One column of a model as text, top to bottom.
[[nodiscard]] inline QStringList column(const QAbstractItemModel &model, int column,
                                        int role = Qt::DisplayRole)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts += model.index(row, column).data(role).toString();
    return texts;
}

} // namespace signalbox::samples
