// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/copybox.h"

#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

CopyBox::CopyBox(const Theme &theme, const QString &title, int lines, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_lines(lines)
    , m_title(new ElidedLabel(title, this))
    , m_edit(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
{
    m_title->setProperty("kind", u"muted"_s);
    m_edit->setReadOnly(true);
    m_edit->setTabChangesFocus(true);
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_copy->setProperty("kind", u"flat"_s);
    m_copy->setAutoDefault(false);
    m_copy->setEnabled(false);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(m_edit, 1);
    setTitle(title);
    setSizePolicy(QSizePolicy::Preferred, lines > 0 ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    applyFont();
    connect(&theme, &Theme::changed, this, &CopyBox::applyFont);
    connect(m_copy, &QPushButton::clicked, this, &CopyBox::copy);
}

void CopyBox::applyFont()
{
    m_edit->setFont(m_theme.monospaceFont());
    if (m_lines > 0)
        m_edit->setFixedHeight(m_lines * QFontMetrics(m_edit->font()).lineSpacing() + 18);
}

void CopyBox::setLines(int lines)
{
    m_lines = lines;
    applyFont();
}

void CopyBox::setTitle(const QString &title)
{
    m_title->setText(title);
    m_edit->setAccessibleName(title);
}

void CopyBox::setText(const QString &text)
{
    // The same text again must not take the selection or the place from whoever reads it.
    if (m_edit->toPlainText() == text)
        return;
    m_edit->setPlainText(text);
    m_copy->setEnabled(!text.isEmpty());
}

void CopyBox::setEmptyText(const QString &sentence)
{
    m_edit->setPlaceholderText(sentence);
}

QString CopyBox::text() const
{
    return m_edit->toPlainText();
}

void CopyBox::copy() const
{
    QApplication::clipboard()->setText(m_edit->toPlainText());
}

} // namespace signalbox
