// SPDX-License-Identifier: GPL-3.0-or-later
// 1,000,000 Togul events over loopback, one HTTP chunk each, from the socket into flag store, log and
// activity, no window; beside `curl -sN` writing the same stream into a pipe that is read and thrown away.
// And what the log costs in memory above the frames it keeps, at the worst moment.

#include "bench/benchconsole.h"
#include "bench/figure.h"
#include "bench/streamsource.h"

#include <QCoreApplication>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 7;

struct Run
{
    double seconds = 0;
    double bytesPerEvent = 0;
};

Run throughUs(quint16 port)
{
    const double before = bench::residentBytes();
    bench::resetPeak();
    bench::BenchConsole console(port, bench::eventCount);
    QObject::connect(&console.session, &Session::linkChanged, &console.log, [](const LinkStatus &status) {
        if (status.state == LinkState::Retrying || status.state == LinkState::Stale)
            QCoreApplication::quit(); // the server closed it: all has come
    });
    const MonotonicTime start = console.clock.now();
    console.session.start();
    QCoreApplication::exec();
    const std::chrono::duration<double> took = console.clock.now() - start;
    if (console.session.counters().events != bench::eventCount)
        bench::giveUp(
            u"%1 of %2 events arrived"_s.arg(console.session.counters().events).arg(bench::eventCount));
    const double above = bench::peakResidentBytes() - before - double(console.log.rawBytes());
    return {took.count(), above / console.log.count()};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const bench::StreamSource source;
    std::vector<double> ours;
    std::vector<double> curl;
    std::vector<double> memory;
    for (int round = 0; round < rounds; ++round) { // by turns, so that both meet the same neighbours
        const Run run = throughUs(source.port());
        ours.push_back(run.seconds * 1000);
        memory.push_back(run.bytesPerEvent);
        curl.push_back(bench::secondsOfCurl(source.port()) * 1000);
    }
    const int time =
        bench::report({u"ingest"_s, u"%1 events from the socket to store and log"_s.arg(bench::eventCount),
                       u"ms"_s, bench::median(ours), u"curl -sN to a pipe"_s, bench::median(curl), 2.5});
    // The first round begins with a fresh heap; later ones find room that the ones before have left.
    const int bytes = bench::report({u"log-memory"_s, u"peak above the frames, per event kept"_s, u"bytes"_s,
                                     memory.front(), u"the limit"_s, 100, 1});
    return std::max(time, bytes);
}
