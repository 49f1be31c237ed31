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

} // namespace

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
    return out.text();
}

} // namespace signalbox
