// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "core/time.h"

#include <QHash>
#include <QVector>

#include <optional>

namespace signalbox {

/// What was last reported for every flag of one environment, and when it was asked for. Answers overtake each
/// other, so an answer is taken only when it is not older than what is held. Main thread only.
class FlagBook final
{
public:
    struct Held
    {
        Flag flag;
        MonotonicTime askedAt;
        MonotonicTime receivedAt;
        std::optional<QVector<Rule>> lastRules; ///< last rules read, also when they are not valid any more
        std::optional<MonotonicTime> rulesDoubtedAt; ///< an event said that they changed

        /// The flag with the last rules ever read, to compare a newer reading with.
        [[nodiscard]] Flag comparable() const;
        [[nodiscard]] bool needsRules() const { return !flag.rules || rulesDoubtedAt; }
    };

    struct Outcome
    {
        bool taken = false; ///< false: what is held is newer
        bool created = false;
        FlagDelta delta;
    };

    struct ListOutcome
    {
        QVector<Flag> flags; ///< the whole set, in the order of the list
        QVector<FlagDifference> differences;
    };

    /// One reading of one flag. Rules it does not hold are kept, in doubt when the record changed.
    Outcome apply(Flag flag, MonotonicTime askedAt, MonotonicTime now);
    /// A reading of all flags. Rules it does not hold are kept only for records that are proven unchanged.
    /// Records of a kind in @p unread stay as they were: the list says nothing about them.
    ListOutcome applyList(const QVector<Flag> &flags, MonotonicTime askedAt, MonotonicTime now,
                          const QVector<UnreadKind> &unread = {});
    /// The flag does not exist as of @p goneAt; older readings will not bring it back. Returns what was held.
    std::optional<Flag> remove(const FlagKey &key, MonotonicTime goneAt);
    void doubtRules(const FlagKey &key, MonotonicTime when);
    void doubtAllRules(MonotonicTime when);

    [[nodiscard]] const Held *find(const FlagKey &key) const;
    /// The last state of a flag that is gone, until the next reading of all flags.
    [[nodiscard]] std::optional<Flag> lastOf(const FlagKey &key) const;
    [[nodiscard]] QVector<FlagKey> keys() const;

private:
    struct Gone
    {
        MonotonicTime at;
        std::optional<Flag> last;
    };

    QHash<FlagKey, Held> m_held;
    QHash<FlagKey, Gone> m_gone;
};

} // namespace signalbox
