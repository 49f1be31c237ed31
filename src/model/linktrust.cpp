// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linktrust.h"

namespace signalbox {

LinkTrust::Step LinkTrust::take(const LinkStatus &status)
{
    const bool wasCurrent = isCurrent();
    const bool entered = !m_status || m_status->state != status.state;
    m_status = status;
    const bool current = isCurrent();
    if (!entered && wasCurrent == current)
        return {};
    if (wasCurrent && !current)
        m_vouchedUntil = status.lastByte;
    // Late alone loses nothing. Every other state that is not current does, and so does entering the next
    // one: what was read while retrying is not covered by the stream that is opened afterwards.
    return {true, entered && !current && status.state != LinkState::Late};
}

void LinkTrust::reset()
{
    m_status.reset();
    m_vouchedUntil.reset();
}

bool LinkTrust::isCurrent() const
{
    return !m_status || signalbox::isCurrent(*m_status);
}

} // namespace signalbox
