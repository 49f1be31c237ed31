// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include <QSet>

#include <algorithm>

namespace signalbox {

QVector<FlagDifference> differences(const QHash<FlagKey, Flag> &before, const QVector<Flag> &after)
{
    QVector<FlagDifference> found;
    QSet<FlagKey> present;
    present.reserve(after.size());
    for (const Flag &flag : after) {
        if (present.contains(flag.key))
            continue; // a key names one record; a second one would be the server's mistake
        present.insert(flag.key);
        const auto old = before.constFind(flag.key);
        if (old == before.cend())
            found.append({flag.key, std::nullopt, flag});
        else if (!deltaBetween(*old, flag).isEmpty())
            found.append({flag.key, *old, flag});
    }
    for (auto old = before.cbegin(); old != before.cend(); ++old) {
        if (!present.contains(old.key()))
            found.append({old.key(), *old, std::nullopt});
    }
    std::sort(found.begin(), found.end(),
              [](const FlagDifference &a, const FlagDifference &b) { return a.key < b.key; });
    return found;
}

} // namespace signalbox
