// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/ratelimiter.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {
constexpr qsizetype manyBuckets = 4'096; ///< past it, those that are full again are forgotten
} // namespace

double RateLimiter::tokensAt(const Bucket &bucket, MonotonicTime now) const
{
    const double seconds = std::chrono::duration<double>(now - bucket.filledAt).count();
    return std::min(double(m_limit.burst), bucket.tokens + seconds * m_limit.perSecond);
}

void RateLimiter::forgetFull(MonotonicTime now)
{
    m_buckets.removeIf(
        [this, now](QHash<QString, Bucket>::iterator entry) { // a full bucket is as good as none
            return tokensAt(entry.value(), now) >= m_limit.burst;
        });
}

std::optional<std::chrono::seconds> RateLimiter::take(const QString &credential)
{
    const MonotonicTime now = m_clock.now();
    if (m_buckets.size() >= manyBuckets && !m_buckets.contains(credential))
        forgetFull(now);
    auto found = m_buckets.find(credential);
    if (found == m_buckets.end())
        found = m_buckets.insert(credential, {double(m_limit.burst), now});
    Bucket &bucket = found.value();
    bucket.tokens = tokensAt(bucket, now);
    bucket.filledAt = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    const double wait = std::ceil((1 - bucket.tokens) / m_limit.perSecond);
    return std::chrono::seconds(std::max(1L, long(wait)));
}

} // namespace signalbox
