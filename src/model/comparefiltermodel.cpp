// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/comparefiltermodel.h"

#include "core/limits.h"

namespace signalbox {

CompareFilterModel::CompareFilterModel(CompareModel &model, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSortRole(CompareModel::SortRole);
    setSourceModel(&model);
    sort(CompareModel::Key);
}

void CompareFilterModel::setEmptied(bool emptied)
{
    if (m_emptied == emptied)
        return;
    m_emptied = emptied;
    invalidateFilter();
}

void CompareFilterModel::setOnlyDifferences(bool only)
{
    if (m_onlyDifferences == only)
        return;
    m_onlyDifferences = only;
    invalidateFilter();
}

void CompareFilterModel::setText(const QString &text)
{
    const QString kept = text.trimmed().left(limits::filterTextLength);
    if (m_text == kept)
        return;
    m_text = kept;
    invalidateFilter();
}

FlagKey CompareFilterModel::keyAt(const QModelIndex &index) const
{
    return index.isValid() ? m_model.keyAt(mapToSource(index).row()) : FlagKey();
}

QModelIndex CompareFilterModel::indexOf(const FlagKey &key, int column) const
{
    const int row = m_model.rowOf(key);
    return row < 0 ? QModelIndex() : mapFromSource(m_model.index(row, column));
}

bool CompareFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_emptied || (m_onlyDifferences && m_model.differingAt(sourceRow) == 0))
        return false;
    return m_text.isEmpty() || m_model.keyAt(sourceRow).text().contains(m_text, Qt::CaseInsensitive)
           || m_model.nameAt(sourceRow).contains(m_text, Qt::CaseInsensitive);
}

bool CompareFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (left.column() == CompareModel::Differs) {
        const int a = m_model.differingAt(left.row());
        const int b = m_model.differingAt(right.row());
        if (a != b)
            return a < b;
        // Equal ones stay by flag, whichever way round the numbers go.
        const bool flagsFirst = m_model.keyAt(left.row()) < m_model.keyAt(right.row());
        return sortOrder() == Qt::AscendingOrder ? flagsFirst : !flagsFirst;
    }
    return m_model.keyAt(left.row()) < m_model.keyAt(right.row());
}

} // namespace signalbox
