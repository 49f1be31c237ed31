// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/highlightersdialog.h"

#include "events/rowmarkpainting.h"
#include "filters/filterwords.h"
#include "model/eventmatcher.h"
#include "theme/accessiblerole.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <array>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

enum Column { Filter, Mark, Columns };

constexpr std::array<RowMark, 4> marks{RowMark::Square, RowMark::Triangle, RowMark::Diamond, RowMark::Circle};

} // namespace

HighlightersDialog::HighlightersDialog(const QVector<Highlighter> &rules, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_list(new QTableWidget(0, Columns, this))
    , m_message(new QLabel(this))
    , m_add(new QPushButton(tr("&Add"), this))
    , m_up(new QPushButton(tr("Move &up"), this))
    , m_down(new QPushButton(tr("Move &down"), this))
    , m_delete(new QPushButton(tr("De&lete"), this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setObjectName(u"highlightersDialog"_s);
    setWindowTitle(tr("Highlight events"));
    auto *words = new QLabel(tr("Rows of the event list that match a filter carry its mark. The first filter "
                                "that matches counts."),
                             this);
    words->setProperty("kind", u"muted"_s);
    words->setWordWrap(true);
    m_list->setObjectName(u"highlighterList"_s);
    m_list->setAccessibleName(tr("Highlighters"));
    m_list->setHorizontalHeaderLabels({tr("Filter"), tr("Mark")});
    m_list->horizontalHeader()->setSectionResizeMode(Filter, QHeaderView::Stretch);
    m_list->setColumnWidth(Mark, 130);
    m_list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->horizontalHeader()->setHighlightSections(false);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(34);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setShowGrid(false);
    m_list->setProperty("kind", u"list"_s);
    m_message->setObjectName(u"highlighterMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setProperty("kind", u"fault"_s);
    setAccessibleRole(*m_message, QAccessible::AlertMessage);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    m_add->setObjectName(u"highlighterAdd"_s);
    m_up->setObjectName(u"highlighterUp"_s);
    m_down->setObjectName(u"highlighterDown"_s);
    m_delete->setObjectName(u"highlighterDelete"_s);
    m_save->setObjectName(u"highlightersSave"_s);
    m_save->setProperty("kind", u"primary"_s);
    m_save->setDefault(true);
    for (QPushButton *button : {m_add, m_up, m_down, m_delete, cancel})
        button->setAutoDefault(false);
    for (const Highlighter &rule : rules)
        addRule(rule);

    auto *side = new QVBoxLayout;
    for (QPushButton *button : {m_add, m_up, m_down, m_delete})
        side->addWidget(button);
    side->addStretch(1);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list, 1);
    middle->addLayout(side);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 16);
    column->setSpacing(10);
    column->addWidget(words);
    column->addLayout(middle, 1);
    column->addWidget(m_message);
    column->addLayout(buttons);
    resize(600, 340);

    connect(m_list, &QTableWidget::itemSelectionChanged, this, &HighlightersDialog::check);
    connect(m_list, &QTableWidget::itemChanged, this, &HighlightersDialog::check);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRule({});
        m_list->editItem(m_list->item(m_list->rowCount() - 1, Filter));
    });
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_delete, &QPushButton::clicked, this, &HighlightersDialog::remove);
    connect(m_save, &QPushButton::clicked, this, &HighlightersDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    check();
}

void HighlightersDialog::addRule(const Highlighter &rule)
{
    if (m_list->rowCount() >= limits::highlighters)
        return;
    const int row = m_list->rowCount();
    m_list->insertRow(row);
    auto *choice = new QComboBox(m_list);
    choice->setAccessibleName(tr("Mark"));
    for (const RowMark mark : marks)
        choice->addItem(rowMarkIcon(mark, m_theme), rowMarkName(mark));
    choice->setCurrentIndex(int(rule.mark));
    m_list->setCellWidget(row, Mark, choice);
    m_list->setItem(row, Filter, new QTableWidgetItem(rule.filter));
    m_list->setCurrentCell(row, Filter);
    check();
}

QVector<Highlighter> HighlightersDialog::rules() const
{
    QVector<Highlighter> rules;
    for (int row = 0; row < m_list->rowCount(); ++row) {
        const QTableWidgetItem *item = m_list->item(row, Filter);
        const auto *choice = qobject_cast<QComboBox *>(m_list->cellWidget(row, Mark));
        if (item && choice)
            rules.append({item->text().trimmed(), marks[std::size_t(choice->currentIndex())]});
    }
    return rules;
}

void HighlightersDialog::swapRows(int row, int other)
{
    const QVector<Highlighter> before = rules();
    const auto put = [this](int at, const Highlighter &rule) {
        m_list->item(at, Filter)->setText(rule.filter);
        qobject_cast<QComboBox *>(m_list->cellWidget(at, Mark))->setCurrentIndex(int(rule.mark));
    };
    put(row, before.at(other));
    put(other, before.at(row));
}

void HighlightersDialog::move(int by)
{
    const int row = m_list->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_list->rowCount())
        return;
    swapRows(row, to);
    m_list->setCurrentCell(to, Filter);
}

void HighlightersDialog::remove()
{
    m_list->removeRow(m_list->currentRow());
    check();
}

/// The first filter that is wrong is said; nothing is saved until it is right.
void HighlightersDialog::check()
{
    QString problem;
    const QVector<Highlighter> present = rules();
    for (int row = 0; row < present.size() && problem.isEmpty(); ++row) {
        const QString &filter = present.at(row).filter;
        const auto query = FilterQuery::parse(filter, EventMatcher::fields());
        if (filter.isEmpty())
            problem = tr("Row %1 has no filter: type what its rows have in common, for example type:gap.")
                          .arg(row + 1);
        else if (!query)
            problem =
                tr("Row %1: %2").arg(row + 1).arg(filterErrorSentence(query.error(), EventMatcher::fields()));
    }
    if (problem.isEmpty() && m_list->rowCount() >= limits::highlighters)
        m_message->setText(
            tr("There are %1 highlighters, which is as many as there may be.").arg(limits::highlighters));
    else
        m_message->setText(problem);
    m_message->setVisible(!m_message->text().isEmpty());
    m_message->setAccessibleName(m_message->text());
    m_save->setEnabled(problem.isEmpty());
    const int row = m_list->currentRow();
    m_add->setEnabled(m_list->rowCount() < limits::highlighters);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row < m_list->rowCount() - 1);
    m_delete->setEnabled(row >= 0);
}

void HighlightersDialog::save()
{
    emit saved(rules());
    accept();
}

} // namespace signalbox
