// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace signalbox {

/// SIGINT and SIGTERM as a Qt signal: the handler writes one byte to a pipe, the event loop reads it. Where
/// the program is not gone two seconds later, it ends there and then. One instance in a program.
class Interrupts final : public QObject
{
    Q_OBJECT

public:
    explicit Interrupts(QObject *parent = nullptr);
    ~Interrupts() override;

signals:
    void interrupted();

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace signalbox
