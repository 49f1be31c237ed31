// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QString>

namespace signalbox {

/// One row as a JSON line in the shape of `signalboxctl watch --json`. @p environment names the one shown.
/// @p withRaw adds the frame as it was received.
[[nodiscard]] QString factJsonLine(const Fact &fact, const QString &environment, bool withRaw = false);
/// The environment that a row is about: another one that it names, else @p shown.
[[nodiscard]] QString factEnvironment(const Fact &fact, const QString &shown);

} // namespace signalbox
