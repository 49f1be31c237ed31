// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QString>

namespace signalbox {

/// What a change does to users, in words. The text is ours, with bold words; what came from a server is
/// escaped.
struct EffectWords
{
    QString html;
    bool trap = false; ///< the change serves true although it turns the flag off
};

[[nodiscard]] EffectWords effectWords(const Flag &now, const FlagPatch &patch);

/// "ON → OFF", "default true → false", "rules changed": what differs between two readings; empty when
/// nothing that a person decides on differs.
[[nodiscard]] QString differenceWords(const Flag &before, const Flag &after);

/// "Turn OFF new-checkout in PRODUCTION": the words on the guarded button.
[[nodiscard]] QString actionWords(const FlagPatch &patch, const FlagKey &flag,
                                  const QString &environmentWord);

} // namespace signalbox
