// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace signalbox {

/// Turns SIGTERM and SIGINT into a Qt signal: the handler only writes to a pipe, the event loop reads it.
/// One object per process.
class TerminationSignals final : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

signals:
    void terminationAsked();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace signalbox
