// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"

#include <QStringList>

#include <optional>

namespace signalbox {

/// Changes what is said of a flag or a config as a whole, the same in all environments. Absent stays as it
/// is; description may be set to nothing.
struct WholeEdit
{
    std::optional<QString> name;
    std::optional<std::optional<QString>> description;
    std::optional<QStringList> tags;
    std::optional<FlagValue> defaultValue;
    std::optional<bool> archived;

    [[nodiscard]] bool isEmpty() const
    {
        return !name && !description && !tags && !defaultValue && !archived;
    }

    template <typename Record>
    void apply(Record &record) const
    {
        record.name = name.value_or(record.name);
        record.description = description.value_or(record.description);
        record.tags = tags.value_or(record.tags);
        record.defaultValue = defaultValue.value_or(record.defaultValue);
        record.archived = archived.value_or(record.archived);
    }
};

} // namespace signalbox
