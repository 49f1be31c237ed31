// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventlogmodel.h"
#include "model/eventmatcher.h"

#include <deque>

namespace signalbox {

/// Which rows of the event log are shown: those that pass the chip and the filter text. New rows are looked
/// at as they arrive. After a change of the filter the newest rows are looked at at once and the rest in
/// slices of a few milliseconds from the event loop, newest first, so that the end of the list is right
/// immediately and the window never waits. Main thread only.
class EventFilterModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Chip { All, Mine, Commands, Gaps };

    /// How much is looked at in one go; whichever comes first.
    struct Pace
    {
        std::chrono::milliseconds budget{4};
        int rows = 32'768;
    };

    /// @p source, its log and @p clock must outlive this.
    EventFilterModel(EventLogModel &source, const Clock &clock, QObject *parent = nullptr);
    EventFilterModel(EventLogModel &source, const Clock &clock, Pace pace, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// A wrong text keeps the last good result and is returned as the error.
    std::optional<FilterError> setFilterText(const QString &text);
    [[nodiscard]] QString filterText() const { return m_text; }
    void setChip(Chip chip);
    [[nodiscard]] Chip chip() const { return m_chip; }
    /// The name that env: knows the environment shown by, besides "this".
    void setShownEnvironment(const QString &name);

    [[nodiscard]] Fact factAt(const QModelIndex &index) const;
    [[nodiscard]] Fact factAt(int row) const;
    /// Empty (serial 0) for a row that has left the log. Valid until the log changes.
    [[nodiscard]] const FactRecord &recordAt(int row) const;
    /// Row of @p serial; -1 when it is not shown.
    [[nodiscard]] int rowOf(quint64 serial) const;
    [[nodiscard]] int hiddenCount() const { return m_source.rowCount() - rowCount(); }
    /// Hundredths of the rows that have been looked at; absent when all have been.
    [[nodiscard]] std::optional<int> progress() const;

signals:
    /// The number of rows shown or hidden changed.
    void shownChanged();
    /// Looking at old rows began, came a good step further, or ended.
    void progressChanged();

private:
    using Places = std::deque<quint64>; ///< see EventLogModel::firstPlace(); ascending

    void sourceRowsLeaving(int last);
    void sourceRowsLeft();
    void sourceRowsCame(int first, int last);
    void sourceRowsChanged(int first, int last);
    void reevaluate(quint64 first, quint64 last);
    void restart();
    void scanSlice();
    void scanDown();
    void announceOlder();
    void announceCounts();
    [[nodiscard]] bool showsAll() const;
    [[nodiscard]] bool accepts(quint64 place);
    [[nodiscard]] quint64 placeAt(int row) const;
    [[nodiscard]] int rowFrom(quint64 place) const;

    EventLogModel &m_source;
    const Clock &m_clock;
    const Pace m_pace;
    std::unique_ptr<Timer> m_slice;
    EventMatcher m_matcher;
    QString m_text;
    Chip m_chip = Chip::All;
    bool m_all = true;            ///< every row is shown: m_places is not used
    Places m_places;              ///< what is shown
    std::vector<quint64> m_older; ///< found and not announced yet, descending; all before m_places
    quint64 m_scanned = 0;        ///< rows from this place on have been looked at
    MonotonicTime m_announcedAt;
    int m_leaving = 0;
    int m_announcedShown = 0;
    int m_announcedTotal = 0;
};

} // namespace signalbox
