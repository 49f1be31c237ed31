// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/faultrow.h"

#include "flags/tickbox.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

FaultRow::FaultRow(const Theme &theme, FaultKnob knob, QGridLayout &grid, int line, QWidget &parent)
    : QObject(&parent)
    , m_knob(std::move(knob))
    , m_tick(new TickBox(theme, m_knob.name, &parent))
    , m_reported(new QLabel(&parent))
    , m_slider(new QSlider(Qt::Horizontal, &parent))
    , m_strength(new QLabel(&parent))
{
    m_tick->setToolTip(m_knob.tip);
    m_tick->setAccessibleName(m_knob.name);
    m_reported->setTextFormat(Qt::PlainText);
    m_reported->setProperty("kind", u"muted"_s);
    m_reported->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_slider->setRange(m_knob.least, m_knob.most);
    m_slider->setSingleStep(m_knob.step);
    m_slider->setPageStep(std::max(m_knob.step, (m_knob.most - m_knob.least) / 10));
    m_slider->setToolTip(m_knob.tip);
    m_slider->setAccessibleName(tr("%1, how much").arg(m_knob.name));
    m_slider->setTracking(true);
    m_strength->setTextFormat(Qt::PlainText);
    m_strength->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_strength->setMinimumWidth(m_strength->fontMetrics().horizontalAdvance(u"20000 B/s"_s));
    grid.addWidget(m_tick, line, 0);
    grid.addWidget(m_reported, line, 1, 1, 2);
    if (!m_knob.choices.isEmpty()) {
        m_choice = new QComboBox(&parent);
        m_choice->addItems(m_knob.choices);
        m_choice->setAccessibleName(tr("%1, which").arg(m_knob.name));
        m_choice->setCurrentIndex(m_knob.usualChoice);
        grid.addWidget(m_choice, line + 1, 0);
        grid.addWidget(m_slider, line + 1, 1);
        QWidget::setTabOrder(m_tick, m_choice);
        QWidget::setTabOrder(m_choice, m_slider);
        connect(m_choice, &QComboBox::activated, this, &FaultRow::order);
    } else {
        grid.addWidget(m_slider, line + 1, 0, 1, 2);
    }
    grid.addWidget(m_strength, line + 1, 2);

    connect(m_tick, &QAbstractButton::clicked, this, [this](bool on) {
        m_tick->setChecked(m_isSet); // until the server says otherwise
        emit wanted(on ? std::optional(fault()) : std::nullopt);
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int strength) {
        showStrength(strength);
        if (!m_slider->isSliderDown()) // keys and wheel; a drag orders once, at its end
            order();
    });
    connect(m_slider, &QSlider::sliderReleased, this, &FaultRow::order);
    m_slider->installEventFilter(this);
    if (m_choice)
        m_choice->installEventFilter(this);
    show(std::nullopt);
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(m_knob.usual);
    showStrength(m_knob.usual);
}

void FaultRow::show(const std::optional<FaultReport> &report)
{
    m_isSet = report.has_value();
    m_tick->setChecked(m_isSet);
    m_reported->setText(report ? faultReportText(*report) : tr("not set"));
    m_tick->setAccessibleDescription(m_reported->text());
    setSubdued(!m_isSet);
    if (!report || m_slider->isSliderDown())
        return;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(m_knob.strengthOf(report->fault));
    showStrength(m_knob.strengthOf(report->fault));
    if (m_choice)
        m_choice->setCurrentIndex(m_knob.choiceOf(report->fault));
}

void FaultRow::setEnabled(bool enabled)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_tick), static_cast<QWidget *>(m_slider)})
        widget->setEnabled(enabled);
    if (m_choice)
        m_choice->setEnabled(enabled);
}

/// The wheel scrolls the panel; it moves only what has the focus.
bool FaultRow::eventFilter(QObject *watched, QEvent *event)
{
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (event->type() != QEvent::Wheel || !widget || widget->hasFocus())
        return QObject::eventFilter(watched, event);
    event->ignore();
    return true;
}

/// The strength of a fault that is not set is an offer, not a fact.
void FaultRow::setSubdued(bool subdued)
{
    if (m_slider->property("subdued").isValid() && m_slider->property("subdued").toBool() == subdued)
        return;
    m_slider->setProperty("subdued", subdued);
    m_strength->setProperty("kind", subdued ? u"muted"_s : QString());
    for (QWidget *widget : {static_cast<QWidget *>(m_slider), static_cast<QWidget *>(m_strength)}) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
        widget->update();
    }
}

void FaultRow::showStrength(int strength)
{
    m_strength->setText(m_knob.strengthText(strength));
}

/// Another strength is only ordered for a fault that is set.
void FaultRow::order()
{
    if (m_isSet)
        emit wanted(fault());
}

Fault FaultRow::fault() const
{
    return m_knob.fault(m_slider->value(), m_choice ? m_choice->currentIndex() : 0);
}

} // namespace signalbox
