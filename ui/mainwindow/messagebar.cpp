// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/messagebar.h"

#include "theme/accessiblerole.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconSize = 16;
constexpr int markWidth = 4;

} // namespace

MessageBar::MessageBar(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_sentence(new ElidedLabel(this))
    , m_buttons(new QHBoxLayout)
    , m_lesser(new QPushButton(this))
{
    setObjectName(u"messageBar"_s);
    setAccessibleRole(*this, QAccessible::AlertMessage);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(markWidth + 10 + iconSize + 8, 4, 10, 4);
    row->setSpacing(6);
    row->addWidget(m_sentence);
    m_buttons->setSpacing(0);
    row->addLayout(m_buttons);
    row->addStretch(1);
    row->addWidget(m_lesser);
    m_lesser->setObjectName(u"lesserMessages"_s);
    m_lesser->setProperty("kind", u"chip"_s);
    connect(m_lesser, &QPushButton::clicked, this, &MessageBar::showLesser);
    connect(&theme, &Theme::changed, this, qOverload<>(&MessageBar::update));
    hide();
}

void MessageBar::showCauses(const QVector<MessageCause> &causes)
{
    const bool another = causes.isEmpty() != m_causes.isEmpty()
                         || (!causes.isEmpty()
                             && (!causes.first().isSameAs(m_causes.first())
                                 || causes.first().actions != m_causes.first().actions));
    m_causes = causes;
    const QString sentence = causes.isEmpty() ? QString() : causes.first().sentence;
    if (sentence != m_sentence->text()) {
        m_sentence->setText(sentence);
        setAccessibleName(sentence);
    }
    const qsizetype lesser = causes.size() - 1;
    m_lesser->setVisible(lesser > 0);
    m_lesser->setText(tr("+%1").arg(lesser));
    m_lesser->setAccessibleName(tr("%n more message(s)", nullptr, int(std::max<qsizetype>(lesser, 0))));
    m_lesser->setToolTip(m_lesser->accessibleName());
    if (!another)
        return;
    remakeButtons();
    setVisible(!causes.isEmpty());
    update();
    if (!causes.isEmpty()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

QString MessageBar::text() const
{
    return m_sentence->text();
}

void MessageBar::remakeButtons()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        // Later: the press of one of them may be what brought us here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    if (m_causes.isEmpty())
        return;
    const MessageCause first = m_causes.first();
    for (const MessageAction action : first.actions) {
        auto *button = new QPushButton(messageActionText(action), this);
        button->setProperty("kind", u"link"_s);
        connect(button, &QPushButton::clicked, this,
                [this, action, command = first.command] { emit actionRequested(action, command); });
        m_buttons->addWidget(button);
    }
}

void MessageBar::showLesser()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (qsizetype i = 1; i < m_causes.size(); ++i) {
        const MessageCause &cause = m_causes.at(i);
        QString text = cause.sentence;
        text.replace(u'&', u"&&"_s); // no mnemonics in a server's words
        QAction *entry = menu->addAction(text);
        entry->setEnabled(!cause.actions.isEmpty());
        if (cause.actions.isEmpty())
            continue;
        connect(entry, &QAction::triggered, this,
                [this, action = cause.actions.first(), command = cause.command] {
                    emit actionRequested(action, command);
                });
    }
    menu->popup(m_lesser->mapToGlobal(QPoint(0, m_lesser->height())));
}

QString MessageBar::iconName() const
{
    using Kind = MessageCause::Kind;
    switch (m_causes.first().kind) {
    case Kind::SignIn: return u"link-signin"_s;
    case Kind::Refused: return u"link-refused"_s;
    case Kind::Stale: return u"link-stale"_s;
    case Kind::Retrying: return u"link-retrying"_s;
    case Kind::Journal:
    case Kind::Disagrees:
    case Kind::Unknown:
    case Kind::Unseen:
    case Kind::ReadFailed: return u"warning"_s;
    }
    return {};
}

QColor MessageBar::color() const
{
    using Kind = MessageCause::Kind;
    switch (m_causes.first().kind) {
    case Kind::Stale:
    case Kind::Retrying:
    case Kind::Unknown:
    case Kind::Unseen: return m_theme.colors().stale;
    case Kind::SignIn:
    case Kind::Refused:
    case Kind::Journal:
    case Kind::Disagrees:
    case Kind::ReadFailed: return m_theme.colors().fault;
    }
    return {};
}

void MessageBar::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    if (m_causes.isEmpty())
        return;
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, markWidth, height()), color());
    Theme::paintIcon(painter, iconName(),
                     QRect(markWidth + 10, (height() - iconSize) / 2, iconSize, iconSize), color());
}

} // namespace signalbox
