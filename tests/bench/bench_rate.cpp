// SPDX-License-Identifier: GPL-3.0-or-later
// 20,000 events a second for a minute with the window open (offscreen), following, and a filter active: times
// between frames, use of a core, how far the view is behind what was sent, and that nothing is lost.
// --seconds N.

#include "bench/benchwindow.h"
#include "bench/figure.h"
#include "bench/streamsource.h"
#include "model/eventfiltermodel.h"

#include <QCommandLineParser>
#include <QTextStream>

#include <ctime>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int perSecond = 20'000;

double processSeconds()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return double(used.tv_sec) + double(used.tv_nsec) / 1e9;
}

/// Counts and hashes the frames of the rows that the log takes.
class Tally final : public QObject
{
public:
    explicit Tally(const EventLog &log) : m_log(log)
    {
        connect(&log, &EventLog::aboutToAppend, this, [this](int count) { m_incoming = count; });
        connect(&log, &EventLog::appended, this, [this] {
            for (int row = m_log.count() - m_incoming; row < m_log.count(); ++row)
                take(m_log.rawAt(row));
        });
    }
    int events = 0;
    std::uint64_t hash = 0;

private:
    void take(QByteArrayView raw)
    {
        if (raw.isEmpty())
            return; // a row of our own
        ++events;
        hash = bench::chained(hash, std::string_view(raw.data(), std::size_t(raw.size())));
    }

    const EventLog &m_log;
    int m_incoming = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption seconds(u"seconds"_s, u"how long"_s, u"N"_s, u"60"_s);
    parser.addOptions({seconds, QCommandLineOption(u"json"_s, u"where to append the figures"_s, u"FILE"_s)});
    parser.process(application);
    const int duration = parser.value(seconds).toInt();
    const bench::StreamSource source({duration * perSecond, perSecond});
    bench::BenchConsole console(source.port(), bench::eventCount);
    Settings settings;
    settings.logRows = bench::eventCount;
    bench::BenchWindow shown(console, settings);
    const Tally tally(console.log);
    if (shown.shown().setFilterText(u"flag:checkout-flag-1* or type:gap"_s))
        bench::giveUp(u"the filter is wrong"_s);
    shown.paintNow();
    shown.probe.restart();
    const double cpuBefore = processSeconds();

    double behind = 0;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &shown.window, [&] {
        // Rows that are not events of the stream (links) stand among them; a few, and they make this
        // stricter.
        const auto end = int(shown.rows().firstPlace()) + shown.rows().rowCount();
        MonotonicTime sent;
        if (source.sentAfter(end, sent))
            behind = std::max(behind,
                              std::chrono::duration<double, std::milli>(console.clock.now() - sent).count());
        if (source.sentCount() == duration * perSecond && tally.events == source.sentCount())
            bench::leaveLoop();
    });
    look.start(10);
    QTimer::singleShot((duration + 10) * 1'000, &application, &bench::leaveLoop);
    console.session.start();
    QCoreApplication::exec();
    const double cpu = processSeconds() - cpuBefore - std::chrono::duration<double>(source.cpuTime()).count();
    if (tally.events != duration * perSecond || tally.hash != source.hash())
        bench::giveUp(u"%1 of %2 events arrived, or not as they were sent"_s.arg(tally.events)
                          .arg(duration * perSecond));

    const QString what = u"%1 events a second for %2 s, filter active: "_s.arg(perSecond).arg(duration);
    const int gap = bench::report({u"rate-gap"_s, what + u"longest time between two frames"_s, u"ms"_s,
                                   shown.probe.longestMilliseconds(), u"the limit"_s, 50, 1});
    const int core = bench::report(
        {u"rate-cpu"_s, what + u"use of one core"_s, u"%"_s, cpu / duration * 100, u"the limit"_s, 60, 1});
    const int late = bench::report(
        {u"rate-behind"_s, what + u"the view behind the server"_s, u"ms"_s, behind, u"the limit"_s, 250, 1});
    return std::max({gap, core, late});
}
