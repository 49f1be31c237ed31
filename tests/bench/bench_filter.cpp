// SPDX-License-Identifier: GPL-3.0-or-later
// Another filter over a log of 1,000,000 rows in the open window (offscreen): until the first screenful is
// painted, until all rows have been looked at, and how long the window could not be painted meanwhile.

#include "bench/benchwindow.h"
#include "bench/figure.h"
#include "bench/togulstream.h"
#include "model/eventfiltermodel.h"

#include <algorithm>
#include <array>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 7;

/// Rows as a long session leaves them: events of 500 flags, read back on and off, a command among a hundred.
void fill(EventLog &log)
{
    const auto on = makeDetail(ChangeDetail{{}, true, true, {}});
    const auto off = makeDetail(ChangeDetail{{}, false, true, {}});
    const auto elsewhere = makeDetail(ChangeDetail{{}, {}, false, u"staging"_s});
    for (int done = 0; done < bench::eventCount; done += 10'000) {
        QVector<Fact> facts;
        for (int i = done; i < done + 10'000; ++i) {
            Fact fact;
            fact.serial = quint64(i) + 1;
            fact.time = WallTime(std::chrono::milliseconds(1'781'187'600'000 + i));
            fact.kind = FactKind::FlagUpdated;
            fact.flag = FlagKey(u"checkout-flag-"_s + QString::number(i % 500));
            fact.detail = i % 3 == 0 ? on : i % 3 == 1 ? off : elsewhere;
            fact.lag = std::chrono::milliseconds(i % 700);
            fact.raw = "{\"type\":\"flag.updated\"}";
            if (i % 100 == 0) {
                fact.kind = FactKind::Command;
                fact.source = FactSource::Command;
                CommandDetail command;
                command.stage = CommandStage::Confirmed;
                command.wanted.enabled = true;
                command.reason = u"reason %1"_s.arg(i);
                fact.detail = makeDetail(command);
            }
            facts.append(fact);
        }
        log.add(facts);
    }
}

/// The highest of the medians.
template <std::size_t N>
double slowest(const std::array<std::vector<double>, N> &filters)
{
    double most = 0;
    for (const std::vector<double> &times : filters)
        most = std::max(most, bench::median(times));
    return most;
}

double millisecondsSince(MonotonicTime start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    bench::BenchConsole console(1, bench::eventCount);
    fill(console.log);
    bench::BenchWindow shown(console, Settings());
    shown.paintNow();
    EventFilterModel &filter = shown.shown();
    const std::array<QString, 4> texts = {u"flag:*-77"_s, u"\"read back ON\" -latency<300ms"_s,
                                          u"flag:/-4\\d\\d$/ or type:command"_s, QString()};
    QObject::connect(&filter, &EventFilterModel::progressChanged, &filter, [&filter] {
        if (!filter.progress())
            bench::leaveLoop();
    });
    // Of each filter on its own: a slow one must not hide among quick ones.
    std::array<std::vector<double>, texts.size()> first;
    std::array<std::vector<double>, texts.size()> complete;
    std::vector<double> longest;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            shown.probe.restart();
            const MonotonicTime start = console.clock.now();
            if (filter.setFilterText(texts.at(i)))
                bench::giveUp(u"the filter is wrong"_s);
            shown.paintNow();
            first.at(i).push_back(millisecondsSince(start));
            if (filter.progress())
                QCoreApplication::exec(); // until it says that all rows have been looked at
            shown.paintNow();
            complete.at(i).push_back(millisecondsSince(start));
            longest.push_back(shown.probe.longestMilliseconds());
        }
    }
    const QString what = u"the slowest of four filters over 1,000,000 rows: "_s;
    const int screenful = bench::report({u"filter-first"_s, what + u"first screenful painted"_s, u"ms"_s,
                                         slowest(first), u"the limit"_s, 16, 1});
    const int all = bench::report(
        {u"filter-all"_s, what + u"complete"_s, u"ms"_s, slowest(complete), u"the limit"_s, 500, 1});
    const int gap = bench::report({u"filter-gap"_s, what + u"longest time between two frames"_s, u"ms"_s,
                                   *std::max_element(longest.begin(), longest.end()), u"the limit"_s, 50, 1});
    return std::max({screenful, all, gap});
}
