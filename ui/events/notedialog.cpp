// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/notedialog.h"

#include "core/connection.h"
#include "core/limits.h"
#include "core/plaintext.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int lengthWorthSaying = 200; ///< characters that are left

} // namespace

NoteDialog::NoteDialog(const ConnectionInfo &connection, const Theme &theme, const QString &about,
                       const QString &text, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(text, this))
    , m_left(new QLabel(this))
    , m_save(new QPushButton(tr("Save note"), this))
{
    setObjectName(u"noteDialog"_s);
    setWindowTitle(text.isEmpty() ? tr("Add a note") : tr("Edit the note"));
    auto *band = new EnvironmentBand(theme, EnvironmentBand::Size::Header, this);
    band->setConnection(connection);
    auto *subject = new QLabel(
        about.isEmpty() ? tr("Note in the event list") : tr("Note about %1").arg(plainLine(about)), this);
    subject->setTextFormat(Qt::PlainText);
    subject->setProperty("kind", u"muted"_s);
    subject->setBuddy(m_text);
    m_text->setObjectName(u"noteText"_s);
    m_text->setAccessibleName(tr("Note"));
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("What happened, what was decided, and why"));
    m_text->installEventFilter(this);
    m_left->setObjectName(u"noteLeft"_s);
    m_left->setProperty("kind", u"muted"_s);
    m_save->setObjectName(u"noteSave"_s);
    m_save->setProperty("kind", u"primary"_s);
    m_save->setDefault(true);
    m_save->setToolTip(tr("Ctrl+Enter"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_left);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(18, 14, 18, 16);
    inside->setSpacing(10);
    inside->addWidget(subject);
    inside->addWidget(m_text, 1);
    inside->addLayout(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(band);
    column->addLayout(inside);
    resize(460, 240);

    connect(m_text, &QPlainTextEdit::textChanged, this, &NoteDialog::textChanged);
    connect(m_save, &QPushButton::clicked, this, &NoteDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    textChanged();
    m_text->selectAll();
    m_text->setFocus();
}

QString NoteDialog::text() const
{
    return m_text->toPlainText().trimmed();
}

void NoteDialog::textChanged()
{
    const qsizetype left = limits::noteLength - text().size();
    m_left->setVisible(left < lengthWorthSaying);
    m_left->setText(left == 1    ? tr("1 character left")
                    : left >= 0  ? tr("%1 characters left").arg(left)
                    : left == -1 ? tr("1 character too long")
                                 : tr("%1 characters too long").arg(-left));
    m_save->setEnabled(left >= 0 && !text().isEmpty());
}

void NoteDialog::save()
{
    if (!m_save->isEnabled())
        return;
    emit saved(text());
    accept();
}

/// Enter makes a new line; Ctrl+Enter saves.
bool NoteDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers().testFlag(Qt::ControlModifier)) {
            save();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace signalbox
