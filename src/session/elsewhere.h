// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"
#include "core/time.h"

#include <QHash>
#include <QVector>

namespace signalbox {

/// The flags of a project's other environments, as last reported, found by the key they share.
class Elsewhere final
{
public:
    /// A reading of all of them; what was read after @p askedAt stays. Returns the keys for which something
    /// is different now.
    QVector<FlagKey> replace(const QVector<Flag> &flags, MonotonicTime askedAt);
    /// True when something is different now.
    bool apply(const Flag &flag, MonotonicTime askedAt);
    bool remove(const FlagRef &ref);

    [[nodiscard]] const Flag *find(const FlagRef &ref) const;
    [[nodiscard]] QVector<Flag> at(const FlagKey &key) const;
    [[nodiscard]] bool isEmpty() const { return m_flags.isEmpty(); }

private:
    struct Held
    {
        Flag flag;
        MonotonicTime askedAt;
    };
    using ByKey = QHash<FlagKey, QVector<Held>>; ///< each in the order of the environments

    [[nodiscard]] static const Held *find(const ByKey &flags, const FlagRef &ref);

    ByKey m_flags;
};

} // namespace signalbox
