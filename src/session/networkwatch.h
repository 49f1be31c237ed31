// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QObject>

#include <memory>

namespace signalbox {

/// Says when the way to the server may be another one than before: a connection that was made on the old one
/// may be dead without knowing it. Main thread only.
class NetworkWatch : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    /// Another network is in use, or the network came back. Once per change, after it has settled.
    void networkChanged();
};

/// What the system says, through QNetworkInformation. Where the system has no such service (no plugin, a
/// container), it stays silent, and changes are found by silence of the stream as ever.
class SystemNetworkWatch final : public NetworkWatch
{
    Q_OBJECT

public:
    /// @p clock must outlive this.
    explicit SystemNetworkWatch(const Clock &clock, QObject *parent = nullptr);
    ~SystemNetworkWatch() override;

private:
    void settle();

    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
