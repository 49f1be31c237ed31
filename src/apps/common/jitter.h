// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>

#include <functional>

namespace signalbox {

/// The randomness that real programs give to what waits between tries; tests give a constant instead.
[[nodiscard]] inline std::function<double()> jitter()
{
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

} // namespace signalbox
