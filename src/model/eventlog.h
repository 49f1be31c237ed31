// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/factstore.h"

#include <QObject>

#include <optional>

namespace signalbox {

/// Everything that happened, newest last, a fixed number of rows at most. Rows arrive in batches; when the
/// log is full the oldest leave and are counted. Rows are kept packed (see FactStore): whoever looks at many
/// reads their records, and only what is shown is put together as a Fact. Main thread only.
class EventLog final : public QObject
{
    Q_OBJECT

public:
    explicit EventLog(int capacity = limits::logRowsDefault, QObject *parent = nullptr);

    void add(const QVector<Fact> &facts);
    /// Writes what was learned later into a row, if it is still there.
    void amend(const FactAmendment &amendment);
    void clear();

    [[nodiscard]] int count() const { return m_facts.size(); }
    [[nodiscard]] int capacity() const { return m_capacity; }
    /// Put together anew on each call, with a copy of the frame.
    [[nodiscard]] Fact at(int row) const;
    /// The row as it is kept; valid until the log changes. Costs nothing.
    [[nodiscard]] const FactRecord &recordAt(int row) const { return m_facts.at(row); }
    [[nodiscard]] FlagKey flagAt(int row) const;
    /// The frame as it was received, without a copy; empty where there is none. Valid as a record.
    [[nodiscard]] QByteArrayView rawAt(int row) const { return m_facts.rawAt(row); }
    /// Bytes of all frames that are kept.
    [[nodiscard]] qsizetype rawBytes() const { return m_facts.rawBytes(); }
    /// What the numbers in a record mean.
    [[nodiscard]] const StringTable &strings() const { return m_facts.strings(); }
    [[nodiscard]] const FactDetails &details() const { return m_facts.details(); }
    /// -1 when the row has left the log or never was. Serials ascend, mostly without holes, so this is quick.
    [[nodiscard]] int rowOf(quint64 serial) const;
    /// Rows that were added and have left, or were cut from a batch larger than the log. What is now row r
    /// was the (droppedCount() + r)th row since the start or the last clear().
    [[nodiscard]] quint64 droppedCount() const { return m_dropped; }

signals:
    /// @p count oldest rows are about to leave, then have left.
    void aboutToDrop(int count);
    void dropped();
    void aboutToAppend(int count);
    void appended();
    void amended(int row);
    void cleared();

private:
    FactStore m_facts;
    int m_capacity;
    quint64 m_dropped = 0;
    /// Where the last row stands that came later than a row with a higher serial (two authors may hand in
    /// what they have in either order); as long as it is here, searching by halves may miss.
    std::optional<quint64> m_lastStraggler;
};

} // namespace signalbox
