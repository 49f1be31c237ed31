// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/faultspanel.h"

#include "core/plaintext.h"
#include "flags/flowlayout.h"
#include "inspector/scrollpage.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr auto lookEvery = 2s;

QLabel *wrappedLabel(const QString &name, const QString &kind, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("kind", kind);
    return label;
}

} // namespace

FaultsPanel::FaultsPanel(const Theme &theme, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_said(wrappedLabel(u"faultsSaid"_s, u"muted"_s, this))
    , m_error(wrappedLabel(u"faultsError"_s, u"fault"_s, this))
    , m_others(wrappedLabel(u"faultsOthers"_s, u"muted"_s, this))
    , m_timer(clock.createTimer([this] { look(); }))
{
    setObjectName(u"faultsPanel"_s);
    setAccessibleName(tr("Faults"));
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(8);
    auto *head = new QHBoxLayout;
    m_clear = new QPushButton(tr("C&lear all"), content);
    m_clear->setObjectName(u"faultsClear"_s);
    m_clear->setAccessibleName(tr("Clear all faults"));
    m_clear->setToolTip(tr("The practice server behaves well again"));
    head->setSpacing(8);
    head->addWidget(m_said, 1);
    head->addWidget(m_clear, 0, Qt::AlignTop);
    column->addLayout(head);
    column->addWidget(m_error);
    addPresets(*column);
    addRows(*column);
    column->addWidget(m_others);
    column->addStretch(1);
    m_said->setAccessibleName(tr("What the practice server does"));
    m_said->setText(tr("Asking the practice server…"));
    m_error->hide();
    m_others->hide();
    connect(m_clear, &QPushButton::clicked, this, &FaultsPanel::clearWanted);

    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scrollPage(content));
    setMinimumWidth(280);
}

FaultsPanel::~FaultsPanel() = default;

void FaultsPanel::addPresets(QVBoxLayout &column)
{
    auto *flow = new FlowLayout(6);
    const QVector<FaultPreset> presets = faultPresets();
    for (const FaultPreset &preset : presets) {
        auto *button = new QPushButton(preset.name, this);
        button->setObjectName(u"preset"_s + QString(preset.name).remove(u' ').remove(u'-'));
        button->setProperty("kind", u"chip"_s);
        button->setToolTip(preset.tip);
        button->setAccessibleName(tr("%1: in place of all faults").arg(preset.name));
        connect(button, &QPushButton::clicked, this, [this, faults = preset.faults] { setPlan(faults); });
        flow->addWidget(button);
    }
    column.addLayout(flow);
}

void FaultsPanel::addRows(QVBoxLayout &column)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    int line = 0;
    const QVector<FaultKnob> knobs = faultKnobs();
    for (const FaultKnob &knob : knobs) {
        auto *row = new FaultRow(m_theme, knob, *grid, line, *this);
        row->setEnabled(false);
        connect(row, &FaultRow::wanted, this,
                [this, row](const std::optional<Fault> &fault) { order(row->knob(), fault); });
        m_rows.push_back(row);
        grid->setRowMinimumHeight(line + 2, 6);
        line += 3;
    }
    column.addLayout(grid);
}

void FaultsPanel::showState(const FaultState &state)
{
    const bool first = !m_state;
    m_state = state;
    m_error->hide();
    m_said->setText(faultStateText(state));
    QVector<FaultReport> left = state.faults;
    for (FaultRow *row : m_rows) {
        const auto mine = std::find_if(left.begin(), left.end(), [row](const FaultReport &report) {
            return row->knob().means(report.fault);
        });
        row->show(mine == left.end() ? std::nullopt : std::optional(*mine));
        if (mine != left.end())
            left.erase(mine);
        if (first)
            row->setEnabled(true);
    }
    QStringList others;
    for (const FaultReport &report : std::as_const(left))
        others.append(plainLine(u"%1 (%2)"_s.arg(faultSentence(report.fault), faultReportText(report)), 200));
    m_others->setText(tr("Also set:\n%1").arg(others.join(u'\n')));
    m_others->setVisible(!others.isEmpty());
    m_clear->setEnabled(!state.faults.isEmpty());
}

void FaultsPanel::showError(const QString &sentence)
{
    m_error->setText(sentence);
    m_error->show();
}

/// The plan that the server reported, with this row's fault in place of its old one.
void FaultsPanel::order(const FaultKnob &knob, const std::optional<Fault> &fault)
{
    if (!m_state)
        return;
    QVector<Fault> faults = m_state->plan().faults;
    const auto old =
        std::find_if(faults.begin(), faults.end(), [&knob](const Fault &known) { return knob.means(known); });
    if (old != faults.end() && fault)
        *old = *fault;
    else if (old != faults.end())
        faults.erase(old);
    else if (fault)
        faults.append(*fault);
    setPlan(faults);
}

void FaultsPanel::setPlan(const QVector<Fault> &faults)
{
    FaultPlan plan;
    if (m_state && !m_state->faults.isEmpty())
        plan.seed = m_state->seed; // so that what stays goes on where it stands
    plan.faults = faults;
    emit planWanted(plan);
}

void FaultsPanel::look()
{
    emit stateWanted();
    m_timer->start(lookEvery);
}

void FaultsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void FaultsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer->stop();
}

} // namespace signalbox
