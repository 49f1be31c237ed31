// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventsemptystate.h"

#include "events/eventwords.h"
#include "model/eventfiltermodel.h"
#include "session/feed.h"
#include "words/sentences.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

QString linkSentence(const LinkStatus &link, MonotonicTime now)
{
    const auto tr = [](const char *text) { return EventsEmptyState::tr(text); };
    switch (link.state) {
    case LinkState::Live: {
        const auto heard =
            link.lastByte
                ? std::optional(std::chrono::duration_cast<std::chrono::milliseconds>(now - *link.lastByte))
                : std::nullopt;
        return heard ? tr("Nothing has happened yet. The stream is alive: last heartbeat %1 ago.\n"
                          "Make a change and it will appear here.")
                           .arg(spanText(*heard))
                     : tr("Nothing has happened yet. Make a change and it will appear here.");
    }
    case LinkState::Late:
    case LinkState::Stale:
    case LinkState::Retrying:
        return tr("%1.\nWhat happens meanwhile is not known; after the stream is back this list says what "
                  "differs.")
            .arg(linkAccessibleText(link, now));
    case LinkState::Polling:
        return tr("%1.\nThere is no stream, so a change appears here with the reading that finds it.")
            .arg(linkAccessibleText(link, now));
    case LinkState::Idle:
    case LinkState::Connecting:
    case LinkState::Syncing:
    case LinkState::SignInNeeded:
    case LinkState::Refused:
    case LinkState::Paused:
        return tr("%1.\nEvents appear here once the stream is live.").arg(linkAccessibleText(link, now));
    }
    return {};
}

} // namespace

EventsEmptyState::EventsEmptyState(QWidget *parent)
    : QWidget(parent), m_text(new QLabel(this)), m_clear(new QPushButton(tr("Clear filter (Esc)"), this))
{
    setObjectName(u"eventsEmpty"_s);
    m_text->setObjectName(u"eventsEmptyText"_s);
    m_text->setProperty("kind", u"muted"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_clear->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch();
    layout->addWidget(m_text);
    layout->addWidget(m_clear, 0, Qt::AlignCenter);
    layout->addStretch();
    connect(m_clear, &QPushButton::clicked, this, &EventsEmptyState::clearRequested);
}

void EventsEmptyState::showFor(const EventFilterModel &rows, const LinkStatus &link, MonotonicTime now,
                               const QString &filter)
{
    const bool empty = rows.rowCount() == 0;
    setVisible(empty);
    if (!empty)
        return;
    const int hidden = rows.hiddenCount();
    m_clear->setVisible(hidden > 0);
    if (const auto progress = rows.progress())
        m_text->setText(tr("Filtering… %1 %").arg(*progress));
    else if (hidden > 0)
        m_text->setText(tr("No event matches “%1”. %2 hidden.").arg(filter, countText(hidden)));
    else
        m_text->setText(linkSentence(link, now));
}

} // namespace signalbox
