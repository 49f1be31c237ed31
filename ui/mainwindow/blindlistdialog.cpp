// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/blindlistdialog.h"

#include "events/eventwords.h"
#include "mainwindow/console.h"
#include "model/blindlist.h"
#include "theme/environmentband.h"
#include "theme/headercorner.h"
#include "theme/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString summaryText(const BlindList &list)
{
    if (list.count() == 0)
        return BlindListDialog::tr("Nothing unseen. What changes while the stream is away is listed here "
                                   "afterwards, until you acknowledge it.");
    QString text = list.count() == 1
                       ? BlindListDialog::tr("1 flag was found changed after the stream had been away.")
                       : BlindListDialog::tr("%1 flags were found changed after the stream had been away.")
                             .arg(countText(list.count()));
    if (list.dropped() > 0)
        text = BlindListDialog::tr("%1 %2 older ones are not listed any more; the event list has them.")
                   .arg(text)
                   .arg(list.dropped());
    return text;
}

} // namespace

BlindListDialog::BlindListDialog(const Console &console, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
    , m_summary(new QLabel(this))
    , m_table(new QTableView(this))
{
    setObjectName(u"blindListDialog"_s);
    setWindowTitle(tr("While you were blind"));
    m_band->setConnection(console.connection);
    m_summary->setObjectName(u"blindSummary"_s);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);

    m_table->setObjectName(u"blindTable"_s);
    m_table->setAccessibleName(tr("Changes while blind"));
    m_table->setModel(&console.blind);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(28);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    m_table->setProperty("kind", u"list"_s);
    new HeaderCorner(*m_table); // owned by the table
    m_table->setColumnWidth(BlindList::FlagColumn, 180);
    m_table->setColumnWidth(BlindList::ChangeColumn, 250);
    m_table->setColumnWidth(BlindList::UsersGetColumn, 260);
    m_table->setColumnWidth(BlindList::ByColumn, 80);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_acknowledge = buttons->addButton(tr("&Acknowledge"), QDialogButtonBox::ActionRole);
    m_all = buttons->addButton(tr("Acknowledge a&ll"), QDialogButtonBox::ActionRole);
    m_show = buttons->addButton(tr("Show &details"), QDialogButtonBox::ActionRole);
    m_acknowledge->setObjectName(u"acknowledge"_s);
    m_all->setObjectName(u"acknowledgeAll"_s);
    m_show->setObjectName(u"showDetails"_s);
    m_acknowledge->setToolTip(tr("Takes the selected rows off this list (Del). The event list keeps them."));
    connect(m_acknowledge, &QPushButton::clicked, this, &BlindListDialog::acknowledgeSelected);
    connect(m_all, &QPushButton::clicked, this, [this] { m_console.blind.acknowledgeAll(); });
    connect(m_show, &QPushButton::clicked, this, &BlindListDialog::showSelected);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_table, &QTableView::activated, this, &BlindListDialog::showSelected);
    m_table->installEventFilter(this);

    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(16, 12, 16, 14);
    inner->setSpacing(12);
    inner->addWidget(m_summary);
    inner->addWidget(m_table, 1);
    inner->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_band);
    column->addLayout(inner);
    resize(1020, 440);

    connect(&console.blind, &BlindList::countsChanged, this, &BlindListDialog::showCounts);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BlindListDialog::showCounts);
    if (console.blind.count() > 0)
        m_table->selectRow(0);
    showCounts();
}

void BlindListDialog::showCounts()
{
    m_summary->setText(summaryText(m_console.blind));
    const bool selected = m_table->selectionModel()->hasSelection();
    m_acknowledge->setEnabled(selected);
    m_show->setEnabled(selected);
    m_all->setEnabled(m_console.blind.count() > 0);
}

/// Del: a table would take the key for the start of a search.
bool BlindListDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        acknowledgeSelected();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void BlindListDialog::acknowledgeSelected()
{
    QVector<FlagKey> keys;
    int first = m_console.blind.count();
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        keys.append(m_console.blind.at(row.row()).key);
        first = std::min(first, row.row());
    }
    m_console.blind.acknowledge(keys);
    // The next one is under the hand: a list is worked off with one key.
    if (const int count = m_console.blind.count(); count > 0 && !keys.isEmpty())
        m_table->selectRow(std::min(first, count - 1));
}

void BlindListDialog::showSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (!rows.isEmpty())
        emit factRequested(rows.first().data(BlindList::SerialRole).toULongLong());
}

} // namespace signalbox
