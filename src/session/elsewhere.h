// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/elsewherereading.h"
#include "core/provider.h"

#include <QHash>
#include <QVector>

#include <optional>

namespace signalbox {

/// The flags of a project's other environments, as last reported, found by the key they share.
class Elsewhere final
{
public:
    /// A reading of all of them; what was read after @p askedAt stays. Rules that it does not hold are kept
    /// for records that are as they were, unless @p rulesMayDiffer. Returns the keys for which something is
    /// different now, or known again. Records of a kind in @p unread stay as they were.
    QVector<FlagKey> replace(const QVector<Flag> &flags, MonotonicTime askedAt, bool rulesMayDiffer,
                             const QVector<UnreadKind> &unread = {});
    /// True when something is different now, or known again.
    bool apply(const Flag &flag, MonotonicTime askedAt);
    bool remove(const FlagRef &ref);
    /// An event of @p when said that the flag changed; a reading that was asked for later settles it. True
    /// when it was not in doubt before.
    bool doubt(const FlagRef &ref, MonotonicTime when);
    /// The same of all of them. Returns the keys that were not in doubt before.
    QVector<FlagKey> doubtAll(MonotonicTime when);

    [[nodiscard]] const Flag *find(const FlagRef &ref) const;
    [[nodiscard]] bool isDoubted(const FlagRef &ref) const;
    [[nodiscard]] QVector<Flag> at(const FlagKey &key) const;
    [[nodiscard]] QVector<ElsewhereReading> readings(const FlagKey &key) const;
    [[nodiscard]] QVector<FlagKey> keys() const;
    [[nodiscard]] bool isEmpty() const { return m_flags.isEmpty(); }

private:
    struct Held
    {
        Flag flag;
        MonotonicTime askedAt;
        std::optional<MonotonicTime> doubtedAt;
    };
    using ByKey = QHash<FlagKey, QVector<Held>>; ///< each in the order of the environments

    [[nodiscard]] static Held taken(const Flag &flag, MonotonicTime askedAt, const Held *before,
                                    bool rulesMayDiffer);
    [[nodiscard]] const Held *heldOf(const FlagRef &ref) const;

    ByKey m_flags;
};

} // namespace signalbox
