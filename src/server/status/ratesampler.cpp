// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status/ratesampler.h"

namespace signalbox {

using namespace std::chrono_literals;

RateSampler::RateSampler(const Clock &clock, std::function<Counts()> read)
    : m_clock(clock), m_read(std::move(read)), m_timer(clock.createTimer([this] { sample(); }))
{
    sample();
}

void RateSampler::sample()
{
    m_samples.push_back({m_clock.now(), m_read()});
    if (m_samples.size() > windowSeconds + 1)
        m_samples.pop_front();
    m_timer->start(1s);
}

ServerStatus::Rates RateSampler::rates() const
{
    const Sample &first = m_samples.front();
    const Sample &last = m_samples.back();
    const double elapsed = std::chrono::duration<double>(last.time - first.time).count();
    ServerStatus::Rates rates;
    if (elapsed <= 0)
        return rates;
    rates.window = std::chrono::round<std::chrono::seconds>(last.time - first.time);
    rates.changes = double(last.counts.changes - first.counts.changes) / elapsed;
    rates.events = double(last.counts.events - first.counts.events) / elapsed;
    rates.requests = double(last.counts.requests - first.counts.requests) / elapsed;
    rates.evaluations = double(last.counts.evaluations - first.counts.evaluations) / elapsed;
    return rates;
}

} // namespace signalbox
