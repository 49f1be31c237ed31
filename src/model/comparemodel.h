// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/elsewherereading.h"
#include "core/provider.h"
#include "model/comparecell.h"
#include "model/linktrust.h"

#include <QAbstractTableModel>
#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

/// One row a flag key, one column an environment of the project: the shown one first, then the others in the
/// vendor's order. Every other cell is compared with that of the shown one. A row is there while any
/// environment has a record of the key. Changes are collected for a moment and announced as ranges; what is
/// as it was is not touched. Main thread only.
class CompareModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Differs, Shown }; ///< Shown and all after it are environments
    enum Role {
        CellRole = Qt::UserRole + 1, ///< const CompareCell * as void *, until control returns; environments
        KnowledgeRole,               ///< int: Knowledge of an environment's cell
        KeyRole,                     ///< QString
        SortRole,                    ///< Key and Differs, comparable
        AgeTextRole,                 ///< header of an environment: how old its column is
        IdRole,                      ///< header of an environment: QString, the vendor's id
        AgedRole,                    ///< header of an environment: bool, nothing vouches for it now
        RoleCount
    };

    /// What the project's other environments last reported of a key.
    using Readings = std::function<QVector<ElsewhereReading>(const FlagKey &)>;
    struct Place
    {
        QVector<EnvironmentEntry> environments; ///< the shown one among them, in the vendor's order
        EnvironmentId shown;
        QString shownName;
        /// How long a reading of other environments counts where the stream does not tell of them; absent
        /// where it does.
        std::optional<std::chrono::milliseconds> trust;
    };

    /// @p store holds the shown environment and must outlive this.
    CompareModel(FlagStore &store, Readings readings, const Place &place, QObject *parent = nullptr);

    /// Spreads the link's state over what is known of the other environments.
    void setLink(const LinkStatus &status);
    /// The other environments were read, all together: asked for at @p askedAt, with records of @p keys.
    /// Absent: they never were.
    void setReadAt(const std::optional<MonotonicTime> &askedAt, const QVector<FlagKey> &keys);
    /// Something is different about this key in another environment.
    void noteElsewhere(const FlagKey &key);
    /// Ages move; once a second.
    void refreshAges();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const FlagKey &keyAt(int row) const { return m_rows[std::size_t(row)].key; }
    [[nodiscard]] const QString &nameAt(int row) const { return m_rows[std::size_t(row)].name; }
    /// How many environments differ from the shown one.
    [[nodiscard]] int differingAt(int row) const { return m_rows[std::size_t(row)].differing; }
    [[nodiscard]] int rowOf(const FlagKey &key) const { return m_index.value(key, -1); }
    /// Whether the environment on screen has a record of the key.
    [[nodiscard]] bool isShown(const FlagKey &key) const;
    [[nodiscard]] int environmentCount() const { return int(m_environments.size()); }
    /// Environments that found no column: see limits::comparedEnvironments.
    [[nodiscard]] int leftOutCount() const { return int(m_leftOut.size()); }
    [[nodiscard]] int differingCount() const { return m_differing; }
    /// Flags whose rules could not be compared, in one environment at least.
    [[nodiscard]] int uncomparedCount() const { return m_uncompared; }
    [[nodiscard]] bool wasRead() const { return m_readAt.has_value(); }

signals:
    /// Rows, or one of the counts.
    void countsChanged();

private:
    struct Environment
    {
        EnvironmentId id;
        QString name;
    };
    struct Row
    {
        FlagKey key;
        QString name;
        std::optional<Flag> own; ///< as the shown environment last reported it
        std::vector<CompareCell> cells;
        CompareAspects aspects; ///< of all cells
        int differing = 0;
        bool uncompared = false;
    };

    void followStore();
    void later();
    void flush();
    void collectOwnChanges();
    void addEnvironments(const QVector<ElsewhereReading> &readings);
    /// Absent where no environment has a record any more.
    [[nodiscard]] std::optional<Row> workOut(const FlagKey &key, const Row *before);
    [[nodiscard]] static std::optional<Flag> ownValue(const FlagRow *held);
    [[nodiscard]] CompareCell::Record ownRecord(const FlagRow *held) const;
    [[nodiscard]] bool isListedElsewhere(const FlagKey &key) const;
    [[nodiscard]] const FlagRow *ownRow(const FlagKey &key) const;
    void takeOut(std::vector<int> rows);
    void appendRows(std::vector<Row> rows);
    void announce(std::vector<int> rows);
    void count(const Row &row, int sign);
    void announceOthers();

    [[nodiscard]] const CompareCell &cellAt(int row, int column) const;
    [[nodiscard]] Knowledge knowledgeOf(int row, int column) const;
    [[nodiscard]] Knowledge knowledgeOf(const CompareCell &cell) const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> ageOf(const CompareCell &cell) const;
    [[nodiscard]] bool isIn(LinkState state) const;
    [[nodiscard]] bool isVouchedFor(MonotonicTime knownAt) const;
    [[nodiscard]] QString cellText(int row, int column) const;
    [[nodiscard]] QString spokenText(int row, int column) const;
    [[nodiscard]] QString toolTipText(int row, int column) const;
    [[nodiscard]] QString differsText(const Row &row) const;
    [[nodiscard]] QString ageText(int column) const;
    [[nodiscard]] QString headerToolTip(int column) const;

    FlagStore &m_store;
    const Readings m_readings;
    const std::optional<std::chrono::milliseconds> m_trust;
    std::vector<Environment> m_environments; ///< the shown one first
    QHash<EnvironmentId, int> m_places;      ///< id -> place in m_environments
    QSet<EnvironmentId> m_leftOut;
    std::vector<Row> m_rows;
    QHash<FlagKey, int> m_index;
    QSet<FlagKey> m_pending;
    bool m_ownPending = false; ///< any row of the store may be another one
    std::unique_ptr<Timer> m_timer;
    LinkTrust m_link;
    std::optional<MonotonicTime> m_readAt;
    int m_losses = 0;           ///< how often the link was lost
    int m_lossesBeforeRead = 0; ///< of those, before the last reading of all
    int m_differing = 0;
    int m_uncompared = 0;
};

} // namespace signalbox
