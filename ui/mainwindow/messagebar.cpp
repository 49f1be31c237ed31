// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/messagebar.h"

#include "core/plaintext.h"
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
    , m_buttons{addButton(0), addButton(1), addButton(2)}
    , m_lesser(new QPushButton(this))
{
    setObjectName(u"messageBar"_s);
    setAccessibleRole(*this, QAccessible::AlertMessage);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(markWidth + 10 + iconSize + 8, 4, 10, 4);
    row->setSpacing(2);
    row->addWidget(m_sentence);
    for (QPushButton *button : m_buttons)
        row->addWidget(button);
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
    m_lesser->setToolTip(plainToolTip(m_lesser->accessibleName()));
    if (!another)
        return;
    showButtons();
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

QPushButton *MessageBar::addButton(int place)
{
    auto *button = new QPushButton(this);
    button->setProperty("kind", u"link"_s);
    connect(button, &QPushButton::clicked, this, [this, place] {
        if (m_causes.isEmpty() || place >= m_causes.first().actions.size())
            return;
        const MessageCause cause = m_causes.first();
        emit actionRequested(cause.actions.at(place), cause.command);
    });
    return button;
}

void MessageBar::showButtons()
{
    const QVector<MessageAction> actions =
        m_causes.isEmpty() ? QVector<MessageAction>() : m_causes.first().actions;
    Q_ASSERT(actions.size() <= qsizetype(m_buttons.size()));
    for (qsizetype i = 0; i < qsizetype(m_buttons.size()); ++i) {
        QPushButton *button = m_buttons.at(std::size_t(i));
        button->setVisible(i < actions.size());
        if (i < actions.size())
            button->setText(messageActionText(actions.at(i)));
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
    case Kind::Polling: return u"link-polling"_s;
    case Kind::Blind: return u"eye"_s;
    case Kind::Journal:
    case Kind::Disagrees:
    case Kind::Unknown:
    case Kind::Unseen:
    case Kind::ReadFailed:
    case Kind::Clumping: return u"warning"_s;
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
    case Kind::Unseen:
    case Kind::Blind:
    case Kind::Polling:
    case Kind::Clumping: return m_theme.colors().stale;
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
