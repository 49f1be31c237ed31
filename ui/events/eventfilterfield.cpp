// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventfilterfield.h"

#include "filters/filterwords.h"
#include "model/eventmatcher.h"
#include "theme/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStyle>
#include <QTextCharFormat>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

EventFilterField::EventFilterField(const Theme &theme, QWidget *parent) : QLineEdit(parent), m_theme(theme)
{
    setObjectName(u"eventFilter"_s);
    setAccessibleName(tr("Filter events"));
    setPlaceholderText(tr("flag:checkout* -type:rule.updated"));
    setToolTip(filterHelp(EventMatcher::fields(),
                          tr("Example: flag:checkout* -type:rule.updated by:\"CI deploy\" latency>200ms")));
    auto *clear = addAction(theme.icon(u"close"_s), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear filter (Esc)"));
    clear->setVisible(false);
    connect(clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, clear,
            [clear](const QString &text) { clear->setVisible(!text.isEmpty()); });
    connect(&theme, &Theme::changed, this, &EventFilterField::underline);
}

void EventFilterField::showError(const std::optional<FilterError> &error)
{
    m_error = error;
    underline();
    setAccessibleDescription(error ? filterErrorSentence(*error, EventMatcher::fields()) : QString());
    setProperty("wrong", error.has_value());
    style()->unpolish(this);
    style()->polish(this);
}

bool EventFilterField::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && !text().isEmpty()
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void EventFilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty())
        clear();
    else
        QLineEdit::keyPressEvent(event);
}

void EventFilterField::underline()
{
    // A line edit has no formats of its own; it takes them the way an input method marks what it composes.
    QList<QInputMethodEvent::Attribute> attributes;
    if (m_error) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(m_theme.colors().fault);
        format.setForeground(m_theme.colors().fault);
        attributes.append({QInputMethodEvent::TextFormat, m_error->position - cursorPosition(),
                           std::max(1, m_error->length), format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

} // namespace signalbox
