// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/rightscheck.h"

#include "session/feed.h"

#include <utility>

namespace signalbox {

RightsCheck::RightsCheck(Provider &provider, Feed &feed, QObject *parent)
    : QObject(parent), m_provider(provider), m_feed(feed)
{
    connect(&feed, &Feed::linkChanged, this, &RightsCheck::follow);
}

bool RightsCheck::isWatchOnly() const
{
    return m_rights && m_rights->mayChangeFlags && !*m_rights->mayChangeFlags;
}

void RightsCheck::follow()
{
    const LinkStatus &link = m_feed.link();
    if (link.state == LinkState::SignInNeeded) { // whoever signs in then
        m_pending.cancel();
        m_isAsked = false;
        return;
    }
    if (!isCurrent(link)) {
        m_isAsked = m_isAsked && m_rights; // where nothing was said, the next connection may say it
        return;
    }
    if (std::exchange(m_isAsked, true))
        return;
    m_pending = m_provider.readRights([this](const Result<AccountRights> &rights) {
        if (!rights)
            return;
        m_rights = *rights;
        emit changed();
    });
}

} // namespace signalbox
