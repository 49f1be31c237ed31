// SPDX-License-Identifier: GPL-3.0-or-later
// A day of a heartbeat every 30 s and an event every second through a real connection, on a clock that is
// moved by hand, with store, log, activity and a filtered list behind it: what is allocated at the end
// against what was once the log was full.

#include "bench/figure.h"
#include "model/activity.h"
#include "model/eventfiltermodel.h"
#include "model/flagfiltermodel.h"
#include "operations/follow.h"
#include "session/session.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QPointer>

#include <malloc.h>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int seconds = 24 * 60 * 60;
constexpr int warmUp = 4 * 60 * 60; ///< the log is full after 10,000 s
constexpr int flags = 40;

/// Everything behind the window, joined up as the program does it.
class Day final
{
public:
    Day()
    {
        provider.stream.url = server.url(u"/stream"_s);
        server.onRequest([this](const ReceivedRequest &, Exchange &exchange) {
            exchange.startStream();
            stream = &exchange;
        });
        followFlags(store, session, ChangeOrigin::Elsewhere);
        QObject::connect(&session, &Session::factsAdded, &log, &EventLog::add);
        QObject::connect(&session, &Session::factAmended, &log, &EventLog::amend);
        for (int number = 0; number < flags; ++number)
            provider.put(u"flag-%1"_s.arg(number), false);
        if (shown.setFilterText(u"flag:flag-1* or \"read back\""_s))
            bench::giveUp(u"the filter is wrong"_s);
        session.start();
        while (!stream)
            step();
        while (session.link().state != LinkState::Live) {
            stream->write(": heartbeat\n\n");
            step();
        }
    }

    void second(int number)
    {
        const FlagRef flag = FakeProvider::ref(u"flag-%1"_s.arg(number % flags));
        Flag &changed = provider.world[flag];
        changed.enabled = !changed.enabled;
        const quint64 wanted = session.counters().events + 1;
        if (number % 30 == 0)
            stream->write(": heartbeat\n\n");
        stream->write("data: {\"type\":\"flag.updated\",\"flag_key\":\"" + flag.key.text().toUtf8()
                      + "\",\"environment_id\":\"prod\",\"timestamp\":"
                      + QByteArray::number(clock.wallTime().time_since_epoch() / 1s) + "}\n\n");
        while (session.counters().events < wanted)
            step();
        clock.advance(1s);
        step();
    }

    ManualClock clock;
    FakeProvider provider;
    QNetworkAccessManager network;
    ScriptedServer server;
    FactSerials serials;
    Session session{provider, network, clock, serials, {}, [] { return 0.5; }};
    FlagStore store{clock};
    EventLog log{limits::logRowsMinimum};
    Activity activity{log, 3s, 28'800};
    EventLogModel rows{log, clock};
    EventFilterModel shown{rows, clock};
    FlagTableModel table{store};
    FlagFilterModel shownFlags{table};
    QPointer<Exchange> stream;

private:
    void step()
    {
        QCoreApplication::processEvents(QEventLoop::AllEvents);
        provider.answerAll();
        provider.forgetCalls();
        clock.advance(0ms);
    }
};

double allocatedKilobytes()
{
    return double(::mallinfo2().uordblks) / 1024;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Day day;
    double warm = 0;
    double most = 0;
    for (int number = 1; number <= seconds; ++number) {
        day.second(number);
        if (number == warmUp)
            warm = allocatedKilobytes();
        if (number > warmUp && number % 600 == 0)
            most = std::max(most, allocatedKilobytes());
    }
    if (day.log.count() != limits::logRowsMinimum || day.session.counters().events != seconds)
        bench::giveUp(u"the day did not go as it should"_s);
    return bench::report({u"day"_s,
                          u"most allocated in 20 hours after the log was full, above what was then"_s,
                          u"KiB"_s, std::max(0.0, most - warm), u"the limit"_s, 1024, 1});
}
