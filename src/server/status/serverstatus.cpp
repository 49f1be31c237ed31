// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status/serverstatus.h"

#include "server/status/metricswriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int statusClasses = 6; // of the array; 0 is none

double seconds(std::chrono::milliseconds time)
{
    return double(time.count()) / 1000;
}

QJsonValue number(quint64 value)
{
    return QJsonValue(qint64(value));
}

QJsonObject json(const ServerStatus::Streams &streams)
{
    return {{u"open"_s, streams.open},
            {u"opened"_s, number(streams.opened)},
            {u"events"_s, number(streams.events)},
            {u"resumed"_s, number(streams.resumed)},
            {u"resynced"_s, number(streams.resynced)},
            {u"slowReadersCut"_s, number(streams.slowReadersCut)},
            {u"pendingBytes"_s, number(streams.pendingBytes)}};
}

QJsonObject json(const ServerStatus::Rates &rates)
{
    return {{u"windowSeconds"_s, qint64(rates.window.count())},
            {u"changes"_s, rates.changes},
            {u"events"_s, rates.events},
            {u"requests"_s, rates.requests},
            {u"evaluations"_s, rates.evaluations}};
}

void writeStreams(MetricsWriter &out, const QVector<ServerStatus::Streams> &all)
{
    using Streams = ServerStatus::Streams;
    const auto each = [&out, &all](auto value) {
        for (const Streams &streams : all)
            out.sample(quint64(value(streams)), {{"dialect", streams.dialect}});
    };
    out.gauge("streams", "Open event streams.");
    each([](const Streams &streams) { return streams.open; });
    out.counter("streams_opened_total", "Event streams opened.");
    each([](const Streams &streams) { return streams.opened; });
    out.counter("stream_events_total", "Events of changes handed to streams, once for each stream.");
    each([](const Streams &streams) { return streams.events; });
    out.counter("stream_resumes_total", "Streams that came back with the id of an event.");
    for (const Streams &streams : all) {
        out.sample(streams.resumed, {{"dialect", streams.dialect}, {"outcome", u"replay"_s}});
        out.sample(streams.resynced, {{"dialect", streams.dialect}, {"outcome", u"resync"_s}});
    }
    out.counter("slow_readers_cut_total", "Streams cut off because their reader did not keep up.");
    each([](const Streams &streams) { return streams.slowReadersCut; });
    out.gauge("stream_pending_bytes", "Bytes that wait for readers, once for all of them.");
    each([](const Streams &streams) { return streams.pendingBytes; });
}

QJsonObject json(const ServerStatus::Region &region)
{
    return {{u"name"_s, region.name},
            {u"behind"_s, region.behind},
            {u"lagSeconds"_s, seconds(region.lag)},
            {u"lastAskedSeconds"_s, seconds(region.lastAsked)}};
}

QJsonObject json(const ServerStatus::Primary &primary)
{
    return {{u"url"_s, primary.url},
            {u"link"_s, word(primary.link)},
            {u"reason"_s, primary.reason},
            {u"behind"_s, primary.behind},
            {u"delaySeconds"_s, seconds(primary.delay)},
            {u"lastContactSeconds"_s,
             primary.lastContact ? QJsonValue(seconds(*primary.lastContact)) : QJsonValue()},
            {u"copies"_s, number(primary.copies)}};
}

void writeRegions(MetricsWriter &out, const QVector<ServerStatus::Region> &regions)
{
    if (regions.isEmpty())
        return;
    out.gauge("region_behind", "Transactions that a region has not asked for yet.");
    for (const ServerStatus::Region &region : regions)
        out.sample(quint64(region.behind), {{"region", region.name}});
    out.gauge("region_lag_seconds", "Age of the first transaction that a region has not asked for yet.");
    for (const ServerStatus::Region &region : regions)
        out.sample(seconds(region.lag), {{"region", region.name}});
    out.gauge("region_last_asked_seconds", "Since a region asked for changes.");
    for (const ServerStatus::Region &region : regions)
        out.sample(seconds(region.lastAsked), {{"region", region.name}});
}

void writePrimary(MetricsWriter &out, const ServerStatus::Primary &primary)
{
    const bool follows = primary.link == ServerStatus::Primary::Link::Live
                         || primary.link == ServerStatus::Primary::Link::CatchingUp;
    out.gauge("primary_reachable", "1 while this region hears from its primary.");
    out.sample(quint64(follows ? 1 : 0));
    out.gauge("primary_behind", "Transactions of the primary known to be missing here.");
    out.sample(quint64(primary.behind));
    out.gauge("primary_delay_seconds", "Of the last transaction, from its commit until it was applied here.");
    out.sample(seconds(primary.delay));
    if (primary.lastContact) {
        out.gauge("primary_last_contact_seconds", "Since the primary last answered.");
        out.sample(seconds(*primary.lastContact));
    }
    out.counter("primary_copies_total", "Whole copies taken from the primary.");
    out.sample(primary.copies);
}

} // namespace

QString word(ServerStatus::Primary::Link link)
{
    using Link = ServerStatus::Primary::Link;
    switch (link) {
    case Link::Connecting: return u"connecting"_s;
    case Link::Live: return u"live"_s;
    case Link::CatchingUp: return u"catching-up"_s;
    case Link::Broken: return u"broken"_s;
    case Link::Refused: return u"refused"_s;
    case Link::OtherVersion: break;
    }
    return u"other-version"_s;
}

QByteArray statusJson(const ServerStatus &status)
{
    QJsonObject streams;
    for (const ServerStatus::Streams &one : status.streams)
        streams.insert(one.dialect, json(one));
    QJsonObject answers;
    for (int digit = 1; digit < statusClasses; ++digit)
        answers.insert(u"%1xx"_s.arg(digit), number(status.answers[std::size_t(digit)]));
    QJsonObject object{{u"version"_s, status.version},
                       {u"uptimeSeconds"_s, seconds(status.uptime)},
                       {u"residentBytes"_s, number(status.residentBytes)},
                       {u"connections"_s, status.connections},
                       {u"streams"_s, streams},
                       {u"answers"_s, answers},
                       {u"evaluations"_s, number(status.evaluations)},
                       {u"changes"_s, number(status.changes)},
                       {u"outbox"_s, QJsonObject{{u"head"_s, status.outbox.head},
                                                 {u"position"_s, status.outbox.position},
                                                 {u"oldest"_s, status.outbox.oldest}}},
                       {u"rates"_s, json(status.rates)}};
    object.insert(u"region"_s, status.region.isEmpty() ? QJsonValue() : QJsonValue(status.region));
    QJsonArray regions;
    for (const ServerStatus::Region &region : status.regions)
        regions.append(json(region));
    object.insert(u"regions"_s, regions);
    object.insert(u"primary"_s, status.primary ? QJsonValue(json(*status.primary)) : QJsonValue());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray metricsText(const ServerStatus &status)
{
    MetricsWriter out;
    out.gauge("build_info", "Always 1; the labels say what runs.");
    out.sample(quint64(1), {{"version", status.version}, {"region", status.region}});
    out.gauge("uptime_seconds", "Since the start of the process.");
    out.sample(seconds(status.uptime));
    if (status.residentBytes > 0) {
        out.gauge("resident_memory_bytes", "Memory of the process that is in RAM.");
        out.sample(status.residentBytes);
    }
    out.gauge("http_connections", "Open connections of every kind.");
    out.sample(quint64(status.connections));
    out.counter("http_requests_total",
                "Requests by the class of their answer; a stream counts when it opens.");
    for (int digit = 1; digit < statusClasses; ++digit)
        out.sample(status.answers[std::size_t(digit)], {{"class", u"%1xx"_s.arg(digit)}});
    writeStreams(out, status.streams);
    out.counter("changes_total", "Changes that the streams were told.");
    out.sample(status.changes);
    out.counter("evaluations_total", "Flag values given to programs.");
    out.sample(status.evaluations);
    out.gauge("outbox_head", "Version of the last change that was committed.");
    out.sample(quint64(status.outbox.head));
    out.gauge("outbox_position", "Version of the last change that the streams of this server were told.");
    out.sample(quint64(status.outbox.position));
    out.gauge("outbox_oldest", "Version of the first change that is kept.");
    out.sample(quint64(status.outbox.oldest));
    writeRegions(out, status.regions);
    if (status.primary)
        writePrimary(out, *status.primary);
    return out.text();
}

} // namespace signalbox
