// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/networkwatch.h"

#include "core/limits.h"

#include <QNetworkInformation>

namespace signalbox {

SystemNetworkWatch::SystemNetworkWatch(const Clock &clock, QObject *parent)
    : NetworkWatch(parent), m_timer(clock.createTimer([this] { settle(); }))
{
    using Feature = QNetworkInformation::Feature;
    if (!QNetworkInformation::loadBackendByFeatures(Feature::Reachability))
        return;
    const QNetworkInformation *const information = QNetworkInformation::instance();
    if (!information)
        return;
    const auto changed = [this] { m_timer->start(limits::networkSettles); };
    connect(information, &QNetworkInformation::reachabilityChanged, this, changed);
    if (information->supports(Feature::TransportMedium))
        connect(information, &QNetworkInformation::transportMediumChanged, this, changed);
}

SystemNetworkWatch::~SystemNetworkWatch() = default;

/// A network that is gone is no news for a connection: it falls silent, or breaks, by itself. One that came
/// is.
void SystemNetworkWatch::settle()
{
    if (QNetworkInformation::instance()->reachability() != QNetworkInformation::Reachability::Disconnected)
        emit networkChanged();
}

} // namespace signalbox
