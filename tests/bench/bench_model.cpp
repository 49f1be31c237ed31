// SPDX-License-Identifier: GPL-3.0-or-later
// What the lists cost: a batch of 1,000 rows into a full log of 100,000 through model and filter, and typing
// a filter over 100,000 flags, each against a plain loop over a vector that does the same with no model at
// all.

#include "bench/figure.h"
#include "model/eventfiltermodel.h"
#include "model/flagfiltermodel.h"
#include "support/manualclock.h"

#include <QCoreApplication>

#include <chrono>
#include <functional>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int logRows = 100'000;
constexpr int batchRows = 1'000;
constexpr int flagRows = 100'000;

double microseconds(const std::function<void()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

double medianOf(int rounds, const std::function<void()> &work)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
        times.push_back(microseconds(work));
    return bench::median(std::move(times));
}

QVector<Fact> facts(quint64 first, int count)
{
    QVector<Fact> made;
    made.reserve(count);
    for (int i = 0; i < count; ++i) {
        Fact fact;
        fact.serial = first + quint64(i);
        fact.time = WallTime(std::chrono::milliseconds(1'781'187'600'000 + qint64(fact.serial)));
        fact.kind = i % 10 == 0 ? FactKind::Command : FactKind::FlagUpdated;
        fact.flag = FlagKey(u"flag-"_s + QString::number(i % 500));
        made.append(fact);
    }
    return made;
}

/// Every batch is made before the time is taken: what is measured is the keeping and the telling.
std::vector<QVector<Fact>> batches(int count, quint64 first)
{
    std::vector<QVector<Fact>> made;
    for (int i = 0; i < count; ++i)
        made.push_back(facts(first + quint64(i) * batchRows, batchRows));
    return made;
}

int appendToFullLog()
{
    constexpr int rounds = 100;
    ManualClock clock;
    EventLog log(logRows);
    EventLogModel model(log, clock);
    EventFilterModel shown(model, clock);
    log.add(facts(1, logRows));
    clock.advance(1s);
    const auto incoming = batches(rounds, logRows + 1);
    std::size_t next = 0;
    const double value = medianOf(rounds, [&] {
        log.add(incoming[next++]);
        clock.advance(60ms);
    });
    if (model.rowCount() != logRows || shown.rowCount() != logRows)
        bench::giveUp(u"the log did not stay full"_s);

    std::vector<Fact> plain;
    plain.reserve(logRows + batchRows);
    const QVector<Fact> full = facts(1, logRows);
    plain.assign(full.cbegin(), full.cend());
    next = 0;
    const double yardstick = medianOf(rounds, [&] {
        plain.erase(plain.begin(), plain.begin() + batchRows);
        plain.insert(plain.end(), incoming[next].cbegin(), incoming[next].cend());
        ++next;
    });
    return bench::report({u"log-append"_s, u"batch of 1,000 into a full log of 100,000, model and filter"_s,
                          u"us"_s, value, u"erase and append in a std::vector"_s, yardstick, 1.5});
}

int filterFlags()
{
    constexpr int rounds = 15;
    ManualClock clock;
    FlagStore store(clock);
    FlagTableModel model(store);
    FlagFilterModel shown(model);
    QVector<Flag> flags;
    for (int i = 0; i < flagRows; ++i) {
        Flag flag;
        flag.key = FlagKey(u"flag-%1"_s.arg(i, 6, 10, QLatin1Char('0')));
        flag.name = u"Name of flag %1"_s.arg(i);
        flag.defaultValue = false;
        flag.rules = QVector<Rule>();
        flags.append(flag);
    }
    store.applySnapshot(flags);
    bool narrow = false;
    const double value = medianOf(rounds, [&] {
        narrow = !narrow;
        if (shown.setFilterText(narrow ? u"key:*12*"_s : QString()))
            bench::giveUp(u"the filter is wrong"_s);
    });

    std::vector<const Flag *> kept;
    narrow = false;
    const double yardstick = medianOf(rounds, [&] {
        narrow = !narrow;
        kept.clear();
        for (const Flag &flag : std::as_const(flags)) {
            if (!narrow || flag.key.text().contains(u"12"_s, Qt::CaseInsensitive))
                kept.push_back(&flag);
        }
        std::sort(kept.begin(), kept.end(), [](const Flag *a, const Flag *b) { return a->key < b->key; });
    });
    return bench::report({u"flag-filter"_s, u"another filter over 100,000 flags"_s, u"us"_s, value,
                          u"copy_if and sort of a std::vector"_s, yardstick, 5.0});
}

int changeFlags()
{
    constexpr int rounds = 30;
    ManualClock clock;
    FlagStore store(clock);
    FlagTableModel model(store);
    FlagFilterModel shown(model);
    QVector<Flag> flags;
    for (int i = 0; i < flagRows; ++i) {
        Flag flag;
        flag.key = FlagKey(u"flag-%1"_s.arg(i, 6, 10, QLatin1Char('0')));
        flag.defaultValue = false;
        flag.rules = QVector<Rule>();
        flags.append(flag);
    }
    store.applySnapshot(flags);
    store.invalidate(flags.at(0).key);
    const double value = medianOf(rounds, [&] {
        for (int i = 0; i < batchRows; ++i) {
            Flag &flag = flags[i * 97];
            flag.enabled = !flag.enabled;
            store.applyFlag(flag, ChangeOrigin::Elsewhere);
        }
        clock.advance(60ms);
    });
    std::vector<Flag> plain(flags.cbegin(), flags.cend());
    QHash<FlagKey, int> index;
    for (int i = 0; i < flagRows; ++i)
        index.insert(flags.at(i).key, i);
    const double yardstick = medianOf(rounds, [&] {
        for (int i = 0; i < batchRows; ++i) {
            Flag &flag = flags[i * 97];
            flag.enabled = !flag.enabled;
            Flag &held = plain[std::size_t(index.value(flag.key))];
            if (!deltaBetween(held, flag).isEmpty())
                held = flag;
        }
    });
    return bench::report({u"flag-changes"_s, u"1,000 changes among 100,000 flags, model and filter"_s,
                          u"us"_s, value, u"the same into a std::vector through a hash"_s, yardstick, 15.0});
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int append = appendToFullLog();
    const int filter = filterFlags();
    const int change = changeFlags();
    return std::max({append, filter, change});
}
