// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ringbuffer.h"
#include "model/wiretext.h"
#include "protocol/wiretap.h"

#include <QAbstractTableModel>

#include <memory>

namespace signalbox {

/// What a wire tap holds, as rows for a view that is open: while it looks, it fetches what is new every
/// limits::wireTick, as at most two signals, and drops the rows that have left the tap. Pausing freezes the
/// rows that are shown, also those that leave the tap meanwhile. Main thread only.
class WireModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Delta, Connection, Kind, Size, Content, ColumnCount };

    /// @p tap and @p clock must outlive this.
    WireModel(const WireTap &tap, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const WirePiece &pieceAt(int row) const { return m_rows.at(std::size_t(row)); }
    /// Numbers never change; rows do.
    [[nodiscard]] quint64 numberOf(int row) const { return m_first + quint64(row); }
    /// -1 when it is not shown.
    [[nodiscard]] int rowOf(quint64 number) const;

    void setLooking(bool looking);
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }
    void setForm(WireForm form);
    [[nodiscard]] WireForm form() const { return m_form; }
    /// Pieces that came while paused and that are still in the tap.
    [[nodiscard]] quint64 waitingCount() const;
    /// Pieces that came and are neither shown nor waiting.
    [[nodiscard]] quint64 droppedCount() const { return m_paused ? m_first : m_tap.first(); }
    /// The row of the first piece that holds @p text, from @p row on in the direction, round the end; -1 when
    /// there is none. Case does not count, and visible symbols match what they stand for.
    [[nodiscard]] int find(const QString &text, int row, bool backwards) const;

signals:
    /// There was news, shown or waiting.
    void changed();

private:
    void look();
    void fetch();
    [[nodiscard]] QString cellText(int row, int column) const;

    const WireTap &m_tap;
    std::unique_ptr<Timer> m_timer;
    RingBuffer<WirePiece> m_rows;
    quint64 m_first = 0; ///< number of row 0
    quint64 m_seen = 0;  ///< the tap's end at the last look
    WireForm m_form = WireForm::Text;
    bool m_paused = false;
};

} // namespace signalbox
