// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/regionfeed.h"

#include "server/http/bearer.h"
#include "server/region/tablecopy.h"
#include "server/security/random.h"
#include "server/storage/schema.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

HttpAnswer failedAnswer()
{
    return ownRefusal(500, u"internal_error"_s, u"the log cannot be read"_s);
}

qint64 numberOf(const HttpCall &call, QStringView name, qint64 fallback)
{
    bool good = false;
    const qint64 number = call.argument(name).value_or(QString()).toLongLong(&good);
    return good && number >= 0 ? number : fallback;
}

} // namespace

QByteArray replicationKeyHeader()
{
    return "signalbox-replication-key";
}

QByteArray regionClientHeader()
{
    return "signalbox-client";
}

RegionFeed::RegionFeed(ReplicationLog &log, Database &database, const Clock &clock, QByteArray key,
                       QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_database(database)
    , m_clock(clock)
    , m_key(std::move(key))
    , m_timer(clock.createTimer([this] { answerWaiting(true); }))
{
    connect(&m_log, &ReplicationLog::grown, this, [this] { answerWaiting(false); });
}

bool RegionFeed::isMeantBy(const HttpCall &call)
{
    return call.path.startsWith(u"/signalbox/replication/");
}

bool RegionFeed::isFromRegion(const HttpCall &call) const
{
    const auto shown = call.header(replicationKeyHeader());
    return shown && equalInConstantTime(*shown, m_key);
}

void RegionFeed::handle(const HttpCall &call, HttpReply reply)
{
    if (!isFromRegion(call))
        reply.send(
            ownRefusal(401, u"unauthorized"_s, u"the primary's SIGNALBOX_REPLICATION_KEY is required"_s));
    else if (numberOf(call, u"schema", 0) != schemaSteps().size())
        reply.send(ownRefusal(409, u"schema_mismatch"_s,
                              u"this primary keeps its data in another version; run the same signalboxd in "
                              "every region"_s));
    else if (call.method == "GET" && call.path.endsWith(u"/copy"))
        sendCopy(std::move(reply));
    else if (call.method == "GET" && call.path.endsWith(u"/changes"))
        sendChanges(call, std::move(reply));
    else
        reply.send(ownRefusal(404, u"not_found"_s, u"no such path"_s));
}

void RegionFeed::sendCopy(HttpReply reply)
{
    // One transaction: on a database with several writers all of it is of one moment.
    Transaction moment(m_database, Transaction::Kind::Snapshot);
    const auto head = m_log.head();
    const auto dump = head ? dumpTables(m_database, {m_log.identity(), *head}) : passOn(head);
    if (!dump) {
        reply.send(failedAnswer());
        return;
    }
    HttpAnswer answer;
    answer.contentType = "application/jsonl";
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = *dump;
    reply.send(std::move(answer));
}

void RegionFeed::sendChanges(const HttpCall &call, HttpReply reply)
{
    const qint64 after = numberOf(call, u"after", 0);
    const auto head = m_log.head();
    const auto oldest = m_log.oldest();
    if (!head || !oldest) {
        reply.send(failedAnswer());
        return;
    }
    const QString region = call.argument(u"region").value_or(QString());
    if (call.argument(u"identity") != m_log.identity() || after > *head || after + 1 < *oldest) {
        reply.send(ownRefusal(409, u"copy_required"_s, u"this place is not in the log; take a new copy"_s));
        return;
    }
    note(region, after);
    const auto wait = std::min<std::chrono::milliseconds>(
        std::chrono::milliseconds(numberOf(call, u"wait", 0)), longestWait);
    if (after < *head || wait == std::chrono::milliseconds(0)) {
        reply.send(changesAfter(after));
        return;
    }
    // A region that asks anew has given up its older question.
    std::erase_if(m_waiting, [&region](Waiting &waiting) {
        if (waiting.region != region)
            return false;
        waiting.reply.abort();
        return true;
    });
    m_waiting.push_back({region, after, m_clock.now() + wait, std::move(reply)});
    armTimer();
}

HttpAnswer RegionFeed::changesAfter(qint64 position)
{
    const auto rows = m_log.after(position, entriesPerAnswer);
    const auto head = m_log.head();
    if (!rows || !head)
        return failedAnswer();
    HttpAnswer answer;
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = R"({"head":)" + QByteArray::number(*head) + R"(,"now":)"
                  + QByteArray::number(qint64(m_clock.wallTime().time_since_epoch().count()))
                  + R"(,"entries":[)";
    char before = ' ';
    for (const ReplicationLog::Line &row : *rows) {
        answer.body += before + (R"({"position":)" + QByteArray::number(row.position)) + R"(,"committedAt":)"
                       + QByteArray::number(row.committedAt) + R"(,"entry":)" + row.text + '}';
        before = ',';
        if (answer.body.size() > bytesPerAnswer)
            break;
    }
    answer.body += "]}";
    return answer;
}

void RegionFeed::note(const QString &region, qint64 position)
{
    const auto known = std::find_if(m_seen.begin(), m_seen.end(),
                                    [&region](const Seen &seen) { return seen.name == region; });
    if (known != m_seen.end()) {
        known->position = position;
        known->lastAsked = m_clock.now();
        return;
    }
    if (m_seen.size() >= mostRegions) // somebody makes up names: those that were silent longest go
        m_seen.erase(std::min_element(m_seen.begin(), m_seen.end(), [](const Seen &a, const Seen &b) {
            return a.lastAsked < b.lastAsked;
        }));
    m_seen.push_back({region, position, m_clock.now()});
}

QVector<ServerStatus::Region> RegionFeed::regions()
{
    QVector<ServerStatus::Region> all;
    const auto head = m_log.head();
    if (!head)
        return all;
    for (const Seen &seen : m_seen) {
        ServerStatus::Region region;
        region.name = seen.name;
        region.behind = std::max<qint64>(*head - seen.position, 0);
        region.lastAsked =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - seen.lastAsked);
        const auto next = m_log.after(seen.position, 1);
        if (next && !next->isEmpty())
            region.lag = std::max(std::chrono::milliseconds(0),
                                  m_clock.wallTime().time_since_epoch()
                                      - std::chrono::milliseconds(next->first().committedAt));
        all.append(region);
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return all;
}

void RegionFeed::look()
{
    if (m_waiting.empty())
        return;
    const auto head = m_log.head();
    const bool grew = head
                      && std::any_of(m_waiting.cbegin(), m_waiting.cend(),
                                     [&head](const Waiting &waiting) { return waiting.after < *head; });
    if (grew)
        answerWaiting(false);
}

/// The log has grown, or (@p onlyLate) some have waited long enough.
void RegionFeed::answerWaiting(bool onlyLate)
{
    const MonotonicTime now = m_clock.now();
    std::vector<Waiting> due;
    std::erase_if(m_waiting, [&](Waiting &waiting) {
        if (onlyLate && waiting.until > now)
            return false;
        due.push_back(std::move(waiting));
        return true;
    });
    for (Waiting &waiting : due)
        waiting.reply.send(changesAfter(waiting.after));
    armTimer();
}

void RegionFeed::armTimer()
{
    if (m_waiting.empty()) {
        m_timer->stop();
        return;
    }
    const auto next = std::min_element(m_waiting.cbegin(), m_waiting.cend(),
                                       [](const Waiting &a, const Waiting &b) { return a.until < b.until; });
    m_timer->start(std::max(std::chrono::milliseconds(0),
                            std::chrono::ceil<std::chrono::milliseconds>(next->until - m_clock.now())));
}

} // namespace signalbox
