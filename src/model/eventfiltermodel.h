// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventlogmodel.h"
#include "model/filterquery.h"

#include <QSortFilterProxyModel>

namespace signalbox {

/// Which rows of the event log are shown. Fields: flag, type (also a command's stage), source, by, env
/// ("this" for the environment shown). Chips narrow further.
class EventFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Chip { All, Mine, Commands, Gaps };

    explicit EventFilterModel(EventLogModel &source, QObject *parent = nullptr);

    /// A wrong text keeps the last good result and is returned as the error.
    std::optional<FilterError> setFilterText(const QString &text);
    [[nodiscard]] QString filterText() const;
    void setChip(Chip chip);
    [[nodiscard]] Chip chip() const;
    [[nodiscard]] const Fact &factAt(const QModelIndex &proxyIndex) const;
    [[nodiscard]] int hiddenCount() const;
    /// Row (of this proxy) of the next match of @p text after @p row, going round; -1 when there is none.
    [[nodiscard]] int find(const QString &text, int row, bool backwards) const;

signals:
    /// The number of rows shown or hidden changed.
    void shownChanged();

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    void announceCounts();

    EventLogModel &m_source;
    QString m_text;
    FilterQuery m_query;
    Chip m_chip = Chip::All;
    int m_announcedShown = 0;
    int m_announcedTotal = 0;
};

} // namespace signalbox
