// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/follower.h"

#include "server/region/logentry.h"
#include "server/region/regionfeed.h"
#include "server/storage/schema.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QUrlQuery>

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcRegion, "signalbox.server.region")

using namespace std::chrono_literals;

constexpr BackoffLimits retries{500ms, 10s, 100ms};

} // namespace

Follower::Follower(Database &database, QNetworkAccessManager &network, const Clock &clock,
                   FollowerOptions options, std::function<double()> jitter, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_http(network, clock)
    , m_backoff(retries, std::move(jitter))
    , m_retry(clock.createTimer([this] { askAgain(); }))
    , m_impatience(clock.createTimer([this] { releaseRefreshed(); }))
{}

Outcome<void> Follower::start()
{
    const auto place = copyPlace(m_database);
    if (!place)
        return passOn(place);
    m_place = *place;
    m_head = m_place.position;
    askAgain();
    return {};
}

void Follower::stop()
{
    m_pending.cancel();
    m_retry->stop();
    releaseRefreshed();
}

// --- asking ---------------------------------------------------------------------------------------------

HttpRequest Follower::request(const QString &what) const
{
    HttpRequest request;
    request.url = m_options.primary;
    request.url.setPath(m_options.primary.path() + u"/signalbox/replication/"_s + what);
    QUrlQuery query;
    query.addQueryItem(u"schema"_s, QString::number(schemaSteps().size()));
    query.addQueryItem(u"region"_s, m_options.region);
    request.url.setQuery(query);
    request.headers.emplaceBack(replicationKeyHeader(), m_options.key);
    return request;
}

void Follower::askAgain()
{
    if (!hasCopy() || m_wantsCopy)
        askForCopy();
    else
        ask(m_lastContact && m_link == Link::Live ? std::chrono::milliseconds(wait) : 0ms);
}

void Follower::ask(std::chrono::milliseconds longest)
{
    m_retry->stop();
    std::move(m_toRefresh.begin(), m_toRefresh.end(), std::back_inserter(m_refreshing));
    m_toRefresh.clear();
    HttpRequest asked = request(u"changes"_s);
    QUrlQuery query(asked.url);
    query.addQueryItem(u"identity"_s, m_place.identity);
    query.addQueryItem(u"after"_s, QString::number(m_place.position));
    query.addQueryItem(u"wait"_s, QString::number(longest.count()));
    asked.url.setQuery(query);
    asked.timeout = patience;
    asked.maximumBytes = 4 * RegionFeed::bytesPerAnswer; // one entry may be larger than all before it
    m_pending = m_http.send(asked, [this](const Result<HttpResponse> &response) { onChanges(response); });
}

void Follower::askForCopy()
{
    m_retry->stop();
    HttpRequest asked = request(u"copy"_s);
    asked.timeout = copyPatience;
    asked.maximumBytes = copyBytes;
    m_pending = m_http.send(asked, [this](const Result<HttpResponse> &response) { onCopy(response); });
}

void Follower::refresh(std::function<void()> done)
{
    m_toRefresh.push_back(std::move(done));
    if (!m_impatience->isActive())
        m_impatience->start(refreshPatience);
    // A question that waits for something new is put anew; one that is being answered is followed by another.
    if (m_link == Link::Live && m_refreshing.empty())
        ask(0ms);
}

void Follower::releaseRefreshed()
{
    m_impatience->stop();
    std::vector<std::function<void()>> waiting = std::exchange(m_refreshing, {});
    std::move(m_toRefresh.begin(), m_toRefresh.end(), std::back_inserter(waiting));
    m_toRefresh.clear();
    for (const auto &done : waiting)
        done();
}

// --- answers --------------------------------------------------------------------------------------------

void Follower::onChanges(const Result<HttpResponse> &response)
{
    if (!response) {
        fail(Link::Broken, response.error().detail);
        return;
    }
    if (response->status != 200) {
        onRefused(*response);
        return;
    }
    const QJsonObject answer = QJsonDocument::fromJson(response->body).object();
    const QJsonArray entries = answer[u"entries"_s].toArray();
    if (!answer[u"entries"_s].isArray() || !apply(entries)) {
        m_wantsCopy = true;
        fail(Link::Broken, u"its changes do not fit this copy; a new one is taken"_s);
        return;
    }
    m_head = std::max(answer[u"head"_s].toInteger(), m_place.position);
    reached(m_head > m_place.position ? Link::CatchingUp : Link::Live);
    for (const auto &done : std::exchange(m_refreshing, {}))
        done();
    if (m_toRefresh.empty())
        m_impatience->stop();
    ask(m_head > m_place.position || !m_toRefresh.empty() ? 0ms : std::chrono::milliseconds(wait));
}

bool Follower::apply(const QJsonArray &entries)
{
    if (entries.isEmpty())
        return true;
    QStringList ended;
    CopyPlace place = m_place;
    qint64 committedAt = 0;
    Transaction transaction(m_database);
    for (const QJsonValue &json : entries) {
        const QJsonObject row = json.toObject();
        const auto entry = entryFromJson(row[u"entry"_s].toObject());
        if (!entry || row[u"position"_s].toInteger() != place.position + 1)
            return false;
        for (const LoggedStatement &statement : entry->statements) {
            if (!m_database.changeRows(statement.sql, statement.values))
                return false;
        }
        if (!entry->endedCredential.isEmpty())
            ended.append(entry->endedCredential);
        ++place.position;
        committedAt = row[u"committedAt"_s].toInteger();
    }
    const auto done =
        setCopyPlace(m_database, place).and_then([&transaction] { return transaction.commit(); });
    if (!done)
        return false;
    m_place = place;
    m_delay = std::max(0ms, m_clock.wallTime().time_since_epoch() - std::chrono::milliseconds(committedAt));
    emit applied();
    for (const QString &id : std::as_const(ended))
        emit credentialEnded(id);
    return true;
}

void Follower::onCopy(const Result<HttpResponse> &response)
{
    if (!response) {
        fail(Link::Broken, response.error().detail);
        return;
    }
    if (response->status != 200) {
        onRefused(*response);
        return;
    }
    const auto place = restoreTables(m_database, response->body);
    if (!place) {
        fail(Link::Broken, place.error().detail);
        return;
    }
    m_place = *place;
    m_head = place->position;
    m_wantsCopy = false;
    ++m_copies;
    qCInfo(lcRegion) << "a whole copy was taken, at" << m_place.position;
    reached(Link::CatchingUp);
    emit replaced();
    ask(0ms);
}

void Follower::onRefused(const HttpResponse &response)
{
    const QString code = QJsonDocument::fromJson(response.body).object()[u"code"_s].toString();
    const auto floor = response.retryAfter.value_or(0ms);
    if (response.status == 409 && code == u"copy_required") {
        qCInfo(lcRegion) << "this region's place is not in the primary's log any more: a new copy is taken";
        askForCopy();
    } else if (response.status == 409 && code == u"schema_mismatch") {
        fail(Link::OtherVersion, u"the primary runs another version"_s, floor);
    } else if (response.status == 401) {
        fail(Link::Refused, u"the primary does not accept this replication key"_s, floor);
    } else {
        fail(Link::Broken, u"the primary answered with HTTP %1"_s.arg(response.status), floor);
    }
}

void Follower::fail(Link link, const QString &reason, std::chrono::milliseconds serverFloor)
{
    if (std::exchange(m_link, link) != link)
        qCWarning(lcRegion).noquote()
            << u"%1 cannot be followed (%2); this region goes on with what it has"_s.arg(
                   m_options.primary.toDisplayString(), reason);
    m_reason = reason;
    releaseRefreshed();
    m_retry->start(m_backoff.next(serverFloor));
}

void Follower::reached(Link link)
{
    if (m_link != Link::Live && m_link != Link::CatchingUp && m_lastContact)
        qCWarning(lcRegion) << "the primary can be followed again," << m_head - m_place.position << "behind";
    m_link = link;
    m_reason.clear();
    m_lastContact = m_clock.now();
    m_backoff.reset();
}

ServerStatus::Primary Follower::status() const
{
    ServerStatus::Primary primary;
    primary.url = m_options.primary.toDisplayString();
    primary.link = m_link;
    primary.reason = m_reason;
    primary.behind = m_head - m_place.position;
    primary.delay = m_delay;
    primary.copies = m_copies;
    if (m_lastContact)
        primary.lastContact =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - *m_lastContact);
    return primary;
}

} // namespace signalbox
