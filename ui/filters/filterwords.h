// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"

namespace signalbox {

/// What is wrong with a filter text and what to write instead, in one or two sentences. @p fields are those
/// the list knows. Plain text.
[[nodiscard]] QString filterErrorSentence(const FilterError &error, const QStringList &fields);
/// The filter language in a few lines, for the tool tip of a filter field. Plain text.
[[nodiscard]] QString filterHelp(const QStringList &fields, const QString &example);

struct FilterExample
{
    QString text;
    QString meaning;
};
/// The language by example, for the shortcut overlay.
[[nodiscard]] QVector<FilterExample> filterExamples();

} // namespace signalbox
