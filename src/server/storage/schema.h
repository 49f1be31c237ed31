// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>

namespace signalbox {

/// Statements that bring the schema from version n (its index) to n + 1. Released entries are never edited.
[[nodiscard]] const QVector<QStringList> &schemaSteps();

} // namespace signalbox
