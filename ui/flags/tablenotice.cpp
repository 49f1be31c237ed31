// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/tablenotice.h"

#include "events/eventwords.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace signalbox {

TableNotice::TableNotice(QWidget *viewport)
    : QWidget(viewport), m_text(new QLabel(this)), m_clear(new QPushButton(tr("Clear filter (Esc)"), this))
{
    m_text->setObjectName(u"tableNotice"_s);
    m_text->setProperty("kind", u"muted"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_clear->setObjectName(u"clearFilter"_s);
    m_clear->setAutoDefault(false);
    connect(m_clear, &QPushButton::clicked, this, &TableNotice::clearRequested);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(24, 24, 24, 24);
    all->setSpacing(12);
    all->addStretch(2);
    all->addWidget(m_text);
    all->addWidget(m_clear, 0, Qt::AlignHCenter);
    all->addStretch(3);
    viewport->installEventFilter(this);
    hide();
}

void TableNotice::showText(const QString &text)
{
    m_text->setText(text);
    m_clear->hide();
    setGeometry(parentWidget()->rect());
    show();
}

void TableNotice::showHidden(const QString &filter, int hidden)
{
    m_text->setText(tr("No flag matches “%1”. %2 hidden.").arg(filter, countText(hidden)));
    m_clear->show();
    setGeometry(parentWidget()->rect());
    show();
}

bool TableNotice::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace signalbox
