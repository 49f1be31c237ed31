// SPDX-License-Identifier: GPL-3.0-or-later
// As bench_ingest, with the window open (offscreen) and following: the time until the last of 1,000,000 rows
// is shown beside curl's, and how long the window could not be painted meanwhile.

#include "bench/benchwindow.h"
#include "bench/figure.h"
#include "bench/streamsource.h"
#include "model/eventfiltermodel.h"

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 5;

struct Run
{
    double milliseconds = 0;
    double longest = 0;
    double p99 = 0;
};

Run throughUs(quint16 port)
{
    bench::BenchConsole console(port, bench::eventCount);
    Settings settings;
    settings.logRows = bench::eventCount;
    bench::BenchWindow shown(console, settings);
    shown.paintNow();
    const MonotonicTime start = console.clock.now();
    MonotonicTime end = start;
    shown.probe.restart();
    QObject::connect(&shown.rows(), &QAbstractItemModel::rowsInserted, &shown.window, [&] {
        if (console.session.counters().events == bench::eventCount
            && shown.rows().rowCount() == console.log.count()) {
            end = console.clock.now();
            bench::leaveLoop();
        }
    });
    console.session.start();
    QCoreApplication::exec();
    return {std::chrono::duration<double, std::milli>(end - start).count(), shown.probe.longestMilliseconds(),
            shown.probe.p99Milliseconds()};
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const bench::StreamSource source;
    std::vector<double> ours;
    std::vector<double> longest;
    std::vector<double> p99;
    std::vector<double> curl;
    for (int round = 0; round < rounds; ++round) {
        const Run run = throughUs(source.port());
        ours.push_back(run.milliseconds);
        longest.push_back(run.longest);
        p99.push_back(run.p99);
        curl.push_back(bench::secondsOfCurl(source.port()) * 1000);
    }
    const int time =
        bench::report({u"window"_s, u"%1 events from the socket to the open window"_s.arg(bench::eventCount),
                       u"ms"_s, bench::median(ours), u"curl -sN to a pipe"_s, bench::median(curl), 4});
    const int gap = bench::report({u"window-gap"_s, u"longest time between two frames meanwhile"_s, u"ms"_s,
                                   bench::median(longest), u"the limit"_s, 50, 1});
    const int most = bench::report({u"window-p99"_s, u"99 of 100 times between two frames"_s, u"ms"_s,
                                    bench::median(p99), u"the limit"_s, 20, 1});
    return std::max({time, gap, most});
}
