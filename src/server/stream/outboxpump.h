// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/changerepository.h"

#include <QObject>

namespace signalbox {

/// Reads what was committed to the outbox, in order and each change once, and hands it to the dialects. What
/// was there before start() is history.
class OutboxPump final : public QObject
{
    Q_OBJECT

public:
    explicit OutboxPump(Database &database, QObject *parent = nullptr);

    [[nodiscard]] Outcome<void> start();
    /// Hands over everything new, within this call.
    void pump();
    /// The outbox may be another one now. True: it goes on where this stood, and everything new has been
    /// handed over; false: it does not, and what it holds is history.
    [[nodiscard]] bool resume();
    [[nodiscard]] qint64 position() const { return m_position; }
    /// Changes handed over since start().
    [[nodiscard]] quint64 told() const { return m_told; }

signals:
    void changed(const signalbox::OutboxRecord &change);
    /// After the last changed() of one pump().
    void drained();

private:
    ChangeRepository m_changes;
    qint64 m_position = 0;
    quint64 m_told = 0;
};

} // namespace signalbox
