// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/comparemodel.h"

#include <QSortFilterProxyModel>

namespace signalbox {

/// The rows of a compare model that a person wants to see: those that differ, those whose key or name holds
/// a text; by flag, or by how many environments differ.
class CompareFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    /// @p model must outlive this.
    explicit CompareFilterModel(CompareModel &model, QObject *parent = nullptr);

    /// No rows at all, while there is nothing to compare them with.
    void setEmptied(bool emptied);
    void setOnlyDifferences(bool only);
    [[nodiscard]] bool onlyDifferences() const { return m_onlyDifferences; }
    /// Part of a key or of a name, in any case; cut at limits::filterTextLength.
    void setText(const QString &text);
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] FlagKey keyAt(const QModelIndex &index) const;
    /// Invalid while the row is filtered out or not there.
    [[nodiscard]] QModelIndex indexOf(const FlagKey &key, int column = CompareModel::Key) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    const CompareModel &m_model;
    QString m_text;
    bool m_emptied = false;
    bool m_onlyDifferences = false;
};

} // namespace signalbox
