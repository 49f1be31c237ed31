// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

/// How much one credential may ask. The numbers leave room for a console that reads everything again after a
/// gap, and for a script that throws many switches; they end a loop that has run wild.
struct RateLimit
{
    double perSecond = 1'000;
    int burst = 5'000;
};

/// A bucket of tokens per credential: each request takes one, and they come back with time.
class RateLimiter final
{
public:
    /// @p clock must outlive this.
    RateLimiter(const Clock &clock, RateLimit limit) : m_clock(clock), m_limit(limit) {}

    /// Absent: go on. Else nothing was taken, and it is this long until the next token.
    [[nodiscard]] std::optional<std::chrono::seconds> take(const QString &credential);

private:
    struct Bucket
    {
        double tokens = 0;
        MonotonicTime filledAt;
    };
    void forgetFull(MonotonicTime now);
    [[nodiscard]] double tokensAt(const Bucket &bucket, MonotonicTime now) const;

    const Clock &m_clock;
    const RateLimit m_limit;
    QHash<QString, Bucket> m_buckets;
};

} // namespace signalbox
