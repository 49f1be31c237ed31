// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/networksettings.h"
#include "core/time.h"

#include <QSslConfiguration>

#include <tl/expected.hpp>

namespace signalbox {

/// The system's trust with what @p settings add: CA certificates, and the client certificate with its key.
/// Reads and checks the files: readable, of the right kind, valid at @p now, key and certificate belonging
/// together.
[[nodiscard]] tl::expected<QSslConfiguration, NetworkProblem> tlsConfiguration(
    const NetworkSettings &settings, const NetworkSecrets &secrets, WallTime now);

} // namespace signalbox
