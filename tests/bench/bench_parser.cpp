// SPDX-License-Identifier: GPL-3.0-or-later
// The parser alone: 1,000,000 Togul events in cuts of 16 KiB, beside memchr counting the newlines of the same
// bytes.
#include "bench/figure.h"
#include "bench/togulstream.h"
#include "protocol/sseparser.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t cutBytes = 16 << 10;
constexpr int rounds = 5;

class Counter final : public SseSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        ++events;
        bytes += event.data.size();
    }
    std::size_t events = 0;
    std::size_t bytes = 0;
};

/// Processor time of this thread: both sides are pure computation, and neighbours must not count.
double threadSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

template <typename Work>
double bestSeconds(const Work &work)
{
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        const double start = threadSeconds();
        work();
        best = std::min(best, threadSeconds() - start);
    }
    return best;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto frames = bench::togulFrames();
    std::string stream;
    for (int number = 0; number < bench::eventCount; ++number)
        stream += frames[std::size_t(number) % frames.size()];
    const double gigabytes = double(stream.size()) / 1e9;

    std::size_t newlines = 0;
    const double memchrSeconds = bestSeconds([&] {
        newlines = 0;
        const char *const end = stream.data() + stream.size();
        const char *at = stream.data();
        while (const void *found = std::memchr(at, '\n', std::size_t(end - at))) {
            at = static_cast<const char *>(found) + 1;
            ++newlines;
        }
    });

    bool complete = true;
    const double parserSeconds = bestSeconds([&] {
        SseParser parser;
        Counter counter;
        for (std::size_t at = 0; at < stream.size(); at += cutBytes) {
            const auto fed = parser.feed(std::string_view(stream).substr(at, cutBytes), counter);
            complete = complete && fed.has_value();
        }
        complete = complete && counter.events == std::size_t(bench::eventCount);
    });
    if (!complete || newlines != 2 * std::size_t(bench::eventCount))
        bench::giveUp(u"the parser lost events"_s);

    // Good enough is 1 GB/s or 4 times the yardstick, whichever is easier.
    return bench::report(
        {.name = u"parser"_s,
         .what = u"%1 events, %2 MB"_s.arg(bench::eventCount).arg(gigabytes * 1000, 0, 'f', 0),
         .unit = u"ms"_s,
         .value = parserSeconds * 1000,
         .yardstick = u"memchr counting the newlines"_s,
         .yardstickValue = memchrSeconds * 1000,
         .limit = std::max(4.0, gigabytes / memchrSeconds)});
}
