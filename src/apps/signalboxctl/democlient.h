// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/provider.h"
#include "protocol/eventstream.h"

#include <QNetworkAccessManager>
#include <QObject>

#include <functional>
#include <optional>

namespace signalbox {

/// One client of the demo: an event stream over a connection of its own, as another program would hold it.
/// Notes when the stream first names a flag.
class DemoClient final : public QObject, private StreamSink
{
    Q_OBJECT

public:
    /// References must outlive this.
    DemoClient(Provider &provider, const Clock &clock, QObject *parent = nullptr);
    ~DemoClient() override;

    void start();
    [[nodiscard]] bool isOpen() const;

    /// Forgets what was seen and looks out for @p flag from now on.
    void lookOutFor(const FlagRef &flag);
    [[nodiscard]] std::optional<MonotonicTime> seenAt() const { return m_seenAt; }

signals:
    void openChanged();
    void seen();

private:
    void sseEvent(const StreamEvent &event) override;

    Provider &m_provider;
    const Clock &m_clock;
    QNetworkAccessManager m_network;
    EventStream m_stream;
    FlagRef m_flag;
    std::optional<MonotonicTime> m_seenAt;
};

} // namespace signalbox
