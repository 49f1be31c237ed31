// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/rolloutbox.h"

#include "flags/mutedlabel.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int largeStep = 10;

} // namespace

RolloutBox::RolloutBox(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_now(mutedLabel({}, theme, this))
    , m_controls(new QWidget(this))
    , m_slider(new QSlider(Qt::Horizontal, m_controls))
    , m_percentage(new QSpinBox(m_controls))
    , m_none(new QPushButton(tr("0 %"), m_controls))
    , m_all(new QPushButton(tr("100 %"), m_controls))
    , m_note(mutedLabel({}, theme, this))
{
    setObjectName(u"rolloutBox"_s);
    auto *title = mutedLabel(tr("Rollout while it is on"), theme, this);
    title->setBuddy(m_percentage);
    m_now->setObjectName(u"rolloutNow"_s);
    m_note->setObjectName(u"rolloutNote"_s);
    m_note->setWordWrap(true);

    m_slider->setObjectName(u"rolloutSlider"_s);
    m_slider->setAccessibleName(tr("Rollout"));
    m_slider->setRange(0, 100);
    m_slider->setPageStep(largeStep);
    m_percentage->setObjectName(u"rolloutPercentage"_s);
    m_percentage->setAccessibleName(tr("Rollout in percent"));
    m_percentage->setRange(0, 100);
    m_percentage->setSuffix(tr(" %"));
    m_percentage->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_percentage->setAlignment(Qt::AlignRight);
    m_none->setObjectName(u"rolloutNone"_s);
    m_none->setAccessibleName(tr("Rollout to 0 %"));
    m_all->setObjectName(u"rolloutAll"_s);
    m_all->setAccessibleName(tr("Rollout to 100 %"));

    auto *titles = new QHBoxLayout;
    titles->addWidget(title, 1);
    titles->addWidget(m_now);
    auto *controls = new QHBoxLayout(m_controls);
    controls->setContentsMargins(0, 0, 0, 0);
    controls->setSpacing(8);
    controls->addWidget(m_slider, 1);
    controls->addWidget(m_percentage);
    controls->addWidget(m_none);
    controls->addWidget(m_all);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 6, 0, 0);
    all->setSpacing(5);
    all->addLayout(titles);
    all->addWidget(m_controls);
    all->addWidget(m_note);

    for (QPushButton *button : {m_none, m_all}) {
        button->setAutoDefault(false); // Enter belongs to nobody in the panel
        button->setDefault(false);
    }
    connect(m_slider, &QSlider::valueChanged, this, &RolloutBox::chosen);
    connect(m_percentage, &QSpinBox::valueChanged, this, &RolloutBox::chosen);
    connect(m_none, &QPushButton::clicked, this, [this] { emit chosen(0); });
    connect(m_all, &QPushButton::clicked, this, [this] { emit chosen(100); });
    // The wheel belongs to the panel, which may scroll, until a person went to one of them.
    for (QWidget *wheeled : {static_cast<QWidget *>(m_slider), static_cast<QWidget *>(m_percentage)}) {
        wheeled->setFocusPolicy(Qt::StrongFocus);
        wheeled->installEventFilter(this);
    }
}

void RolloutBox::showState(const State &state)
{
    m_now->setText(state.now ? tr("%1 % now").arg(*state.now) : QString());
    m_controls->setVisible(state.now.has_value());
    const int shown = state.wanted.value_or(state.now.value_or(0));
    // Only where it differs: a number that is being typed keeps its cursor.
    if (m_percentage->value() != shown) {
        const QSignalBlocker blocker(m_percentage);
        m_percentage->setValue(shown);
    }
    if (m_slider->value() != shown) {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(shown);
    }
    m_slider->setEnabled(state.mayChoose);
    m_percentage->setEnabled(state.mayChoose);
    m_none->setEnabled(state.mayChoose && shown != 0);
    m_all->setEnabled(state.mayChoose && shown != 100);
    if (m_percentage->property("chosen").toBool() != state.wanted.has_value()) {
        m_percentage->setProperty("chosen", state.wanted.has_value());
        m_percentage->setAccessibleDescription(state.wanted ? tr("chosen") : QString());
        m_percentage->style()->unpolish(m_percentage);
        m_percentage->style()->polish(m_percentage);
    }
    const QString note =
        state.now ? state.note
                  : tr("The server does not say how far this flag is rolled out, so it cannot be set here.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

bool RolloutBox::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel && !static_cast<QWidget *>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace signalbox
