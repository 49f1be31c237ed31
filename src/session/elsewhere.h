// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QHash>
#include <QVector>

namespace signalbox {

/// The flags of a project's other environments, as last reported, found by the key they share.
class Elsewhere final
{
public:
    /// Returns the keys for which something is different now.
    QVector<FlagKey> replace(const QVector<Flag> &flags);
    /// True when something is different now.
    bool apply(const Flag &flag);
    bool remove(const FlagRef &ref);

    [[nodiscard]] const Flag *find(const FlagRef &ref) const;
    [[nodiscard]] QVector<Flag> at(const FlagKey &key) const { return m_flags.value(key); }
    [[nodiscard]] bool isEmpty() const { return m_flags.isEmpty(); }

private:
    QHash<FlagKey, QVector<Flag>> m_flags;
};

} // namespace signalbox
