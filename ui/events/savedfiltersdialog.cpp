// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/savedfiltersdialog.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

enum Column { Name, Text, Columns };

} // namespace

SavedFiltersDialog::SavedFiltersDialog(const QVector<SavedFilter> &filters, QWidget *parent)
    : QDialog(parent)
    , m_list(new QTableWidget(0, Columns, this))
    , m_up(new QPushButton(tr("Move &up"), this))
    , m_down(new QPushButton(tr("Move &down"), this))
    , m_delete(new QPushButton(tr("De&lete"), this))
{
    setObjectName(u"savedFiltersDialog"_s);
    setWindowTitle(tr("Saved filters"));
    m_list->setObjectName(u"savedFilterList"_s);
    m_list->setAccessibleName(tr("Saved filters"));
    m_list->setHorizontalHeaderLabels({tr("Name"), tr("Filter")});
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->setColumnWidth(Name, 180);
    m_list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->horizontalHeader()->setHighlightSections(false);
    m_list->verticalHeader()->hide();
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setShowGrid(false);
    m_list->setProperty("kind", u"list"_s);
    for (const SavedFilter &filter : filters)
        addRow(filter);
    auto *save = new QPushButton(tr("Save"), this);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    m_up->setObjectName(u"filterUp"_s);
    m_down->setObjectName(u"filterDown"_s);
    m_delete->setObjectName(u"filterDelete"_s);
    save->setObjectName(u"filtersSave"_s);
    save->setProperty("kind", u"primary"_s);
    save->setDefault(true);
    for (QPushButton *button : {m_up, m_down, m_delete, cancel})
        button->setAutoDefault(false);

    auto *side = new QVBoxLayout;
    for (QPushButton *button : {m_up, m_down, m_delete})
        side->addWidget(button);
    side->addStretch(1);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list, 1);
    middle->addLayout(side);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 16);
    column->setSpacing(10);
    column->addLayout(middle, 1);
    column->addLayout(buttons);
    resize(560, 320);

    connect(m_list, &QTableWidget::itemSelectionChanged, this, &SavedFiltersDialog::showPossible);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_delete, &QPushButton::clicked, this, &SavedFiltersDialog::remove);
    connect(save, &QPushButton::clicked, this, &SavedFiltersDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    if (m_list->rowCount() > 0)
        m_list->selectRow(0);
    showPossible();
}

void SavedFiltersDialog::addRow(const SavedFilter &filter)
{
    const int row = m_list->rowCount();
    m_list->insertRow(row);
    m_list->setItem(row, Name, new QTableWidgetItem(filter.name));
    auto *text = new QTableWidgetItem(filter.text);
    text->setFlags(text->flags() & ~Qt::ItemIsEditable);
    m_list->setItem(row, Text, text);
}

void SavedFiltersDialog::move(int by)
{
    const int row = m_list->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_list->rowCount())
        return;
    for (int column = 0; column < Columns; ++column) {
        QTableWidgetItem *moved = m_list->takeItem(row, column);
        QTableWidgetItem *other = m_list->takeItem(to, column);
        m_list->setItem(row, column, other);
        m_list->setItem(to, column, moved);
    }
    m_list->selectRow(to);
}

void SavedFiltersDialog::remove()
{
    m_list->removeRow(m_list->currentRow());
    showPossible();
}

void SavedFiltersDialog::showPossible()
{
    const int row = m_list->currentRow();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row < m_list->rowCount() - 1);
    m_delete->setEnabled(row >= 0);
}

void SavedFiltersDialog::save()
{
    QVector<SavedFilter> filters;
    for (int row = 0; row < m_list->rowCount(); ++row) {
        const QString text = m_list->item(row, Text)->text();
        const QString name = m_list->item(row, Name)->text().trimmed();
        filters.append({name.isEmpty() ? text : name, text});
    }
    emit saved(filters);
    accept();
}

} // namespace signalbox
