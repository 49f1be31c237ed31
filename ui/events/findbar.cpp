// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/findbar.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QPushButton *flatButton(const QString &text, const QString &toolTip, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("kind", u"flat"_s);
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    return button;
}

} // namespace

FindBar::FindBar(QWidget *parent) : QWidget(parent), m_field(new QLineEdit(this)), m_outcome(new QLabel(this))
{
    setObjectName(u"eventFindBar"_s);
    m_field->setObjectName(u"eventFind"_s);
    m_field->setAccessibleName(tr("Find in events"));
    m_field->setPlaceholderText(tr("Find in events"));
    m_field->setMaximumWidth(320);
    m_field->installEventFilter(this);
    m_outcome->setObjectName(u"eventFindOutcome"_s);
    m_outcome->setTextFormat(Qt::PlainText);
    QPushButton *previous = flatButton(tr("Previous"), tr("Previous match (Shift+F3)"), this);
    QPushButton *next = flatButton(tr("Next"), tr("Next match (F3)"), this);
    QPushButton *close = flatButton(tr("Close"), tr("Close the find field (Esc)"), this);
    close->setAccessibleName(tr("Close find"));

    auto *line = new QFrame(this);
    line->setProperty("kind", u"bar"_s);
    line->setFixedHeight(1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(line);
    auto *layout = new QHBoxLayout;
    rows->addLayout(layout);
    layout->setContentsMargins(9, 4, 4, 4);
    layout->setSpacing(4);
    layout->addWidget(m_field, 1);
    layout->addWidget(previous);
    layout->addWidget(next);
    layout->addWidget(m_outcome);
    layout->addStretch();
    layout->addWidget(close);

    connect(m_field, &QLineEdit::textChanged, this, [this] { showOutcome(Outcome::None); });
    connect(previous, &QPushButton::clicked, this, [this] { emit findRequested(true); });
    connect(next, &QPushButton::clicked, this, [this] { emit findRequested(false); });
    connect(close, &QPushButton::clicked, this, &FindBar::closed);
}

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString FindBar::text() const
{
    return m_field->text();
}

void FindBar::setText(const QString &text)
{
    m_field->setText(text);
}

void FindBar::showOutcome(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
    case Outcome::Found: m_outcome->clear(); break;
    case Outcome::Looking: m_outcome->setText(tr("looking…")); break;
    case Outcome::Wrapped: m_outcome->setText(tr("went round the end")); break;
    case Outcome::NotFound: m_outcome->setText(tr("not found")); break;
    }
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept(); // here it closes the bar, whatever it does elsewhere in the window
        return true;
    }
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            emit findRequested(key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            emit closed();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace signalbox
