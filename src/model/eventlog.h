// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/limits.h"
#include "core/ringbuffer.h"

#include <QObject>

#include <optional>

namespace signalbox {

/// Everything that happened, newest last, in a ring of a fixed number of rows. Rows arrive in batches; when
/// the ring is full the oldest leave and are counted. Main thread only.
class EventLog final : public QObject
{
    Q_OBJECT

public:
    explicit EventLog(int capacity = limits::logRowsDefault, QObject *parent = nullptr);

    void add(const QVector<Fact> &facts);
    /// Writes what was learned later into a row, if it is still there.
    void amend(const FactAmendment &amendment);
    void clear();

    [[nodiscard]] int count() const;
    [[nodiscard]] int capacity() const;
    [[nodiscard]] const Fact &at(int row) const;
    /// -1 when the row has left the log or never was. O(log n): serials ascend.
    [[nodiscard]] int rowOf(quint64 serial) const;
    /// Rows that were added and have left, or were cut from a batch larger than the log. What is now row r
    /// was the (droppedCount() + r)th row since the start or the last clear().
    [[nodiscard]] quint64 droppedCount() const;

signals:
    /// @p count oldest rows are about to leave, then have left.
    void aboutToDrop(int count);
    void dropped();
    void aboutToAppend(int count);
    void appended();
    void amended(int row);
    void cleared();

private:
    RingBuffer<Fact> m_facts;
    quint64 m_dropped = 0;
    /// Where the last row stands that came later than a row with a higher serial (two authors may hand in
    /// what they have in either order); as long as it is here, searching by halves may miss.
    std::optional<quint64> m_lastStraggler;
};

} // namespace signalbox
