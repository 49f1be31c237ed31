// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/refusedreads.h"

#include "core/limits.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RefusedReads::RefusedReads(const Clock &clock, Ask ask)
    : m_ask(std::move(ask))
    , m_timer(clock.createTimer([this] { askOne(); }))
    , m_pause(limits::refusedReadPause)
{}

void RefusedReads::add(const FlagKey &key)
{
    if (m_asked == key)
        m_asked.reset();
    if (m_known.contains(key))
        return;
    m_known.insert(key);
    m_keys.append(key);
    arm();
}

void RefusedReads::noteAnswered(const FlagKey &key)
{
    if (m_known.remove(key))
        m_keys.removeOne(key);
    if (m_asked == key) {
        m_asked.reset();
        m_pause = limits::refusedReadPause;
        m_known.clear();
        for (const FlagKey &other : std::exchange(m_keys, {}))
            m_ask(other);
    }
    if (m_keys.isEmpty())
        m_timer->stop();
}

void RefusedReads::clear()
{
    m_timer->stop();
    m_pause = limits::refusedReadPause;
    m_keys.clear();
    m_known.clear();
    m_asked.reset();
}

void RefusedReads::askOne()
{
    m_pause = std::min<std::chrono::milliseconds>(m_pause * 2, limits::refusedReadPauseCap);
    while (!m_keys.isEmpty()) {
        const FlagKey key = m_keys.takeFirst();
        m_known.remove(key);
        if (m_ask(key)) {
            m_asked = key;
            break;
        }
    }
    arm();
}

void RefusedReads::arm()
{
    if (!m_keys.isEmpty() && !m_timer->isActive())
        m_timer->start(m_pause);
}

} // namespace signalbox
