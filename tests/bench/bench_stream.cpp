// SPDX-License-Identifier: GPL-3.0-or-later
// 1,000,000 Togul events over loopback, one HTTP chunk each, through the network stack, the parser and the
// decoder, counted; beside `curl -sN` writing the same stream into a pipe that is read and thrown away.
#include "bench/benchconsole.h"
#include "bench/figure.h"
#include "bench/streamsource.h"
#include "bench/togulstream.h"
#include "core/clock.h"
#include "core/later.h"
#include "protocol/eventstream.h"
#include "providers/togul/togulprovider.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>

#include <algorithm>
using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 5;

class Counter final : public StreamSink
{
public:
    explicit Counter(Provider &provider) : m_provider(provider) {}

    void sseEvent(const StreamEvent &event) override
    {
        if (m_provider.decode(event).kind == FlagChange::Kind::FlagUpdated)
            ++changes;
    }
    int changes = 0;

private:
    Provider &m_provider;
};

/// Seconds from the request to the end of the stream.
double throughUs(const QUrl &url)
{
    const SystemClock clock;
    QNetworkAccessManager network;
    TogulProvider provider(url, network, clock, {.apiKey = "tgl_sdk_bench"});
    Counter counter(provider);
    EventStream stream(
        network, clock,
        [&provider](Callback<StreamRequest> done) { return provider.prepareStream(false, done); }, counter,
        {}, [] { return 0.5; });
    QObject::connect(&stream, &EventStream::statusChanged, &stream, [](const StreamStatus &status) {
        if (status.state == StreamState::Waiting || status.state == StreamState::Stopped)
            QCoreApplication::quit();
    });
    const MonotonicTime start = clock.now();
    stream.start();
    QCoreApplication::exec();
    const std::chrono::duration<double> took = clock.now() - start;
    if (counter.changes != bench::eventCount)
        bench::giveUp(u"%1 of %2 events arrived"_s.arg(counter.changes).arg(bench::eventCount));
    return took.count();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const bench::StreamSource source;
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(source.port()));
    double ours = 1e9;
    double curl = 1e9;
    for (int round = 0; round < rounds; ++round) { // by turns, so that both meet the same neighbours
        const double oursNow = throughUs(url);
        const double curlNow = bench::secondsOfCurl(source.port());
        ours = std::min(ours, oursNow);
        curl = std::min(curl, curlNow);
    }
    return bench::report({.name = u"stream"_s,
                          .what = u"%1 events received, decoded, counted"_s.arg(bench::eventCount),
                          .unit = u"ms"_s,
                          .value = ours * 1000,
                          .yardstick = u"curl -sN to a pipe"_s,
                          .yardstickValue = curl * 1000,
                          .limit = 3});
}
