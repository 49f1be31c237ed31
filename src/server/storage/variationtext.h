// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/records.h"

#include <QJsonArray>

namespace signalbox {

[[nodiscard]] QJsonArray jsonArray(const QVector<VariationRecord> &variations);

/// A flag's variations as JSON text, the way the tables keep them.
[[nodiscard]] QString variationsText(const QVector<VariationRecord> &variations);
/// Empty for text that was not written so.
[[nodiscard]] QVector<VariationRecord> variationsFromText(const QString &text);

} // namespace signalbox
