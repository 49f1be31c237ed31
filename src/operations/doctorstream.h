// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/eventstream.h"

#include <QObject>

namespace signalbox {

/// One attempt at the event stream, watched for the doctor: opened, first byte, and the first sign of a
/// rhythm. Never tries again.
class DoctorStream final : public QObject, private StreamSink
{
    Q_OBJECT

public:
    /// References must outlive this.
    DoctorStream(QNetworkAccessManager &network, Provider &provider, const Clock &clock);

    void start();
    void stop();
    /// Header values of the request that was sent: credentials.
    [[nodiscard]] const QStringList &secrets() const { return m_secrets; }

signals:
    /// Each at most once, in this order.
    void opened();
    void firstByte();
    /// A comment or an event that came by itself, not right with the answer.
    void heartbeat(bool isEvent);
    /// It was refused or it ended. Nothing follows.
    void ended(const signalbox::Error &error);

private:
    void streamBytes(qsizetype count) override;
    void streamBatchEnd() override;
    void sseEvent(const StreamEvent &event) override;
    void sseComment(std::string_view text) override;
    void beat(bool isEvent);
    void follow(const StreamStatus &status);

    const Clock &m_clock;
    QStringList m_secrets;
    MonotonicTime m_openedAt;
    bool m_open = false;
    bool m_gotByte = false;
    bool m_isGreeting = false;
    bool m_gotBeat = false;
    EventStream m_stream;
};

} // namespace signalbox
