// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginedserver.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto heartbeat = 5s;
constexpr auto shortestWay = 1;
constexpr auto longestWay = 40; ///< milliseconds from one end to the other while all is well
constexpr auto longestSwap = 2s;
// A stray is on its way no longer than a client may take for the longest (ClosedLoop).
constexpr auto shortestStray = 200;
constexpr auto longestStray = 7'000; ///< milliseconds

bool anywhere(const QString &)
{
    return true;
}

} // namespace

ImaginedServer::ImaginedServer(ImaginedVendor &vendor, const ManualClock &clock, Agenda &agenda, quint32 seed)
    : m_vendor(vendor), m_clock(clock), m_agenda(agenda), m_faults(clock), m_random(seed)
{
    m_vendor.truth().setAnnounce([this](std::size_t change) { announce(change); });
    m_agenda.in(heartbeat, [this] { beat(); });
}

ImaginedServer::~ImaginedServer() = default;

std::chrono::milliseconds ImaginedServer::way()
{
    return std::chrono::milliseconds(m_random.bounded(shortestWay, longestWay));
}

void ImaginedServer::setFaults(const FaultPlan &plan)
{
    m_faults.set(plan, plan.seed.value_or(0));
    // Faults of open streams begin and end by themselves.
    for (const FaultSet::Entry &entry : m_faults.entries()) {
        m_agenda.at(entry.beginsAt, [this] {
            const auto streams = m_streams;
            for (const auto &[number, stream] : streams)
                strike(number);
        });
        if (entry.endsAt && entry.fault.kind == FaultKind::HalfOpen) {
            m_agenda.at(*entry.endsAt, [this] {
                const auto streams = m_streams;
                for (const auto &[number, stream] : streams) {
                    if (stream.silent)
                        hangUp(number);
                }
            });
        }
    }
}

void ImaginedServer::endFaults()
{
    m_faults.clear();
    m_strays = 0;
    const auto streams = m_streams;
    for (const auto &[number, stream] : streams) {
        if (stream.silent)
            hangUp(number);
    }
}

void ImaginedServer::resetStreams()
{
    const auto streams = m_streams;
    for (const auto &[number, stream] : streams)
        hangUp(number);
    m_lostSilently = false;
}

// --- requests -------------------------------------------------------------------------------------------

void ImaginedServer::receive(ImaginedReply *reply)
{
    ImaginedRequest request;
    request.method = reply->method();
    request.url = reply->url();
    request.token = reply->sentHeader("Authorization").mid(7);
    request.body = reply->body();
    request.sentAt = m_clock.now();
    request.target = m_vendor.targetOf(request);
    if (request.target == FaultTarget::Changes && m_strays > 0 && m_random.generateDouble() < m_strays) {
        goAstray(request, reply);
        return;
    }
    std::chrono::milliseconds delay = way();
    if (FaultSet::Entry *late = m_faults.draw(FaultKind::Latency, request.target, anywhere))
        delay += late->drawDelay();
    // A client that gives up does not call its request back: it arrives all the same.
    m_agenda.in(delay, [this, request, pointer = QPointer(reply)] { arrive(request, pointer); });
}

/// As through a proxy that hangs up on its client and goes on with the request.
void ImaginedServer::goAstray(const ImaginedRequest &request, const QPointer<ImaginedReply> &reply)
{
    m_agenda.in(way(), [reply] {
        if (reply)
            reply->breakOff(QNetworkReply::RemoteHostClosedError, u"Connection closed"_s);
    });
    m_agenda.in(std::chrono::milliseconds(m_random.bounded(shortestStray, longestStray)),
                [this, request] { arrive(request, nullptr); });
}

void ImaginedServer::arrive(const ImaginedRequest &request, const QPointer<ImaginedReply> &reply)
{
    ImaginedAnswer refusal;
    if (const FaultSet::Entry *refused = m_faults.draw(FaultKind::Status, request.target, anywhere)) {
        refusal.status = refused->fault.status;
        refusal.retryAfter = refused->fault.retryAfter;
        refusal.body = m_vendor.refusal(u"fault"_s, u"a fault on purpose"_s);
        answer(reply, refusal, request.target);
    } else if (request.target != FaultTarget::SignIn && !m_vendor.isKnown(request)) {
        refusal.status = 401;
        refusal.body = m_vendor.refusal(u"unauthorized"_s, u"unknown token"_s);
        answer(reply, refusal, request.target);
    } else if (request.target == FaultTarget::Stream) {
        openStream(reply);
    } else {
        answer(reply, carryOut(request), request.target);
    }
}

ImaginedAnswer ImaginedServer::carryOut(const ImaginedRequest &request)
{
    const ImaginedOutcome outcome = m_vendor.carryOut(request, [this]() -> std::optional<LieKind> {
        const FaultSet::Entry *lie = m_faults.draw(FaultKind::Lie, FaultTarget::Changes, anywhere);
        if (!lie)
            return std::nullopt;
        m_lostSilently = m_lostSilently || lie->fault.lie == LieKind::NoEvent;
        return lie->fault.lie;
    });
    if (outcome.changed)
        m_carriedOut.push_back({*outcome.changed, outcome.madeSo, request.sentAt, m_clock.now()});
    return outcome.answer;
}

void ImaginedServer::answer(const QPointer<ImaginedReply> &reply, const ImaginedAnswer &answer,
                            FaultTarget target)
{
    std::optional<DropPoint> drop;
    for (FaultSet::Entry &entry : m_faults.entries()) {
        const bool meant = entry.fault.target == target || entry.fault.target == FaultTarget::Any;
        if (entry.fault.kind == FaultKind::Drop && entry.fault.when != DropPoint::OpenStream && meant && !drop
            && m_faults.strikes(entry, anywhere))
            drop = entry.fault.when;
    }
    ImaginedAnswer sent = answer;
    if (const FaultSet::Entry *wrong = m_faults.draw(FaultKind::ContentType, target, anywhere))
        sent.contentType = wrong->fault.contentType.toLatin1();
    const FaultSet::Entry *slow = m_faults.draw(FaultKind::SlowBody, target, anywhere);
    const int rate = slow ? slow->fault.bytesPerSecond : 0;
    m_agenda.in(way(), [this, reply, sent, drop, rate] {
        if (!reply)
            return;
        if (drop == DropPoint::BeforeHeaders) {
            reply->breakOff(QNetworkReply::RemoteHostClosedError, u"Connection closed"_s);
            return;
        }
        QList<QPair<QByteArray, QByteArray>> headers = {
            {"Content-Type", sent.contentType}, {"Content-Length", QByteArray::number(sent.body.size())}};
        if (sent.retryAfter)
            headers.append({"Retry-After", QByteArray::number(qint64(sent.retryAfter->count()))});
        reply->writeHead(sent.status, headers);
        const bool breaksOff = drop == DropPoint::MidBody;
        const qsizetype end = breaksOff ? sent.body.size() / 2 : sent.body.size();
        if (reply)
            trickle(reply, sent.body, rate, end, breaksOff);
    });
}

void ImaginedServer::trickle(const QPointer<ImaginedReply> &reply, const QByteArray &body, int bytesPerSecond,
                             qsizetype end, bool breaksOff)
{
    if (!reply || reply->isOver())
        return;
    const qsizetype piece = bytesPerSecond > 0 ? std::max<qsizetype>(bytesPerSecond / 2, 1) : end;
    const QByteArray now = body.left(std::min(piece, end));
    reply->write(now);
    if (!reply)
        return;
    if (now.size() < end) {
        m_agenda.in(500ms, [this, reply, rest = body.mid(now.size()), bytesPerSecond, left = end - now.size(),
                            breaksOff] { trickle(reply, rest, bytesPerSecond, left, breaksOff); });
    } else if (breaksOff) {
        reply->breakOff(QNetworkReply::RemoteHostClosedError, u"Connection closed"_s);
    } else {
        reply->end();
    }
}

// --- streams --------------------------------------------------------------------------------------------

void ImaginedServer::openStream(const QPointer<ImaginedReply> &reply)
{
    const quint64 number = ++m_lastStream;
    Stream stream;
    stream.reply = reply;
    QByteArray type = "text/event-stream";
    if (const FaultSet::Entry *wrong = m_faults.draw(FaultKind::ContentType, FaultTarget::Stream, anywhere))
        type = wrong->fault.contentType.toLatin1();
    stream.lastDue = m_clock.now() + way();
    m_agenda.at(stream.lastDue, [reply, type, greeting = m_vendor.greeting()] {
        if (reply)
            reply->writeHead(200, {{"Content-Type", type}});
        if (reply && !greeting.isEmpty())
            reply->write(greeting);
    });
    m_streams.emplace(number, stream);
    strike(number);
}

void ImaginedServer::strike(quint64 number)
{
    for (FaultSet::Entry &entry : m_faults.entries()) {
        const auto found = m_streams.find(number);
        if (found == m_streams.end())
            return;
        const bool breaks = entry.fault.kind == FaultKind::Drop && entry.fault.when == DropPoint::OpenStream;
        if ((!breaks && entry.fault.kind != FaultKind::HalfOpen)
            || m_faults.phaseOf(entry) != FaultPhase::Active || found->second.drawn.contains(entry.id))
            continue;
        found->second.drawn.insert(entry.id);
        if (!m_faults.strikes(entry, anywhere))
            continue;
        if (breaks)
            m_agenda.in(entry.drawDelay(), [this, number] { hangUp(number); });
        else
            found->second.silent = true;
    }
}

void ImaginedServer::hangUp(quint64 number)
{
    const auto found = m_streams.find(number);
    if (found == m_streams.end())
        return;
    const QPointer<ImaginedReply> reply = found->second.reply;
    m_streams.erase(found);
    if (!reply)
        return;
    if (number % 2 == 0)
        reply->breakOff(QNetworkReply::RemoteHostClosedError, u"Connection reset"_s);
    else
        reply->end();
}

void ImaginedServer::beat()
{
    m_agenda.in(heartbeat, [this] { beat(); });
    std::erase_if(m_streams,
                  [](const auto &entry) { return !entry.second.reply || entry.second.reply->isOver(); });
    const auto streams = m_streams;
    for (const auto &[number, stream] : streams)
        deliver(number, m_vendor.heartbeat(), noChange, true);
}

void ImaginedServer::announce(std::size_t number)
{
    Truth::Change &change = m_vendor.truth().changes()[number];
    std::chrono::seconds skew = 0s;
    if (const FaultSet::Entry *skewed = m_faults.draw(FaultKind::ClockSkew, FaultTarget::Events, anywhere))
        skew = skewed->fault.skew;
    const QByteArray frame = m_vendor.frameOf(change, change.when + skew);
    if (frame.isEmpty())
        return;
    change.dueAt = change.when + std::chrono::milliseconds(longestWay);
    const auto streams = m_streams;
    for (const auto &[stream, unused] : streams)
        tell(stream, frame, number);
}

/// One event to one stream, with all that can happen to it.
void ImaginedServer::tell(quint64 number, const QByteArray &whole, std::size_t change)
{
    QByteArray frame = whole;
    bool isWhole = true;
    if (FaultSet::Entry *cut = m_faults.draw(FaultKind::Truncate, FaultTarget::Events, anywhere)) {
        const double fraction = cut->drawFraction();
        frame.truncate(1 + qsizetype(fraction * double(whole.size() - 3)));
        isWhole = false;
        m_lostSilently = m_lostSilently || frame.size() < m_vendor.visibleCut(whole);
    }
    const bool twice = m_faults.draw(FaultKind::Duplicate, FaultTarget::Events, anywhere) != nullptr;
    const bool swap = m_faults.draw(FaultKind::Reorder, FaultTarget::Events, anywhere) != nullptr;
    Stream &stream = m_streams.at(number);
    if (swap && isWhole && !stream.swapped) {
        stream.swapped = std::pair(frame, change);
        auto &dueAt = m_vendor.truth().changes()[change].dueAt;
        dueAt = std::max(*dueAt, m_clock.wallTime() + longestSwap);
        m_agenda.in(longestSwap, [this, number] {
            const auto found = m_streams.find(number);
            if (found == m_streams.end())
                return;
            if (const auto late = std::exchange(found->second.swapped, std::nullopt))
                deliver(number, late->first, late->second, true);
        });
        return;
    }
    const auto held = std::exchange(stream.swapped, std::nullopt);
    deliver(number, frame, change, isWhole);
    if (twice)
        deliver(number, frame, change, isWhole);
    if (held)
        deliver(number, held->first, held->second, true);
}

void ImaginedServer::deliver(quint64 number, QByteArray frame, std::size_t change, bool isWhole)
{
    std::chrono::milliseconds delay = way();
    if (FaultSet::Entry *late = m_faults.draw(FaultKind::Latency, FaultTarget::Events, anywhere))
        delay += late->drawDelay();
    MonotonicTime due = m_clock.now() + delay;
    if (const FaultSet::Entry *lump = m_faults.draw(FaultKind::Clumping, FaultTarget::Events, anywhere))
        due = MonotonicTime((due.time_since_epoch() / lump->fault.every + 1) * lump->fault.every);
    Stream &stream = m_streams.at(number);
    stream.lastDue = std::max(stream.lastDue, due);
    if (change != noChange) {
        auto &dueAt = m_vendor.truth().changes()[change].dueAt;
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(stream.lastDue - m_clock.now());
        dueAt = std::max(*dueAt, m_clock.wallTime() + wait);
    }
    m_agenda.at(stream.lastDue, [this, number, frame = std::move(frame), change, isWhole] {
        const auto found = m_streams.find(number);
        if (found == m_streams.end() || found->second.silent || !found->second.reply
            || found->second.reply->isOver())
            return;
        const bool arrivesWhole = isWhole && !found->second.dirty;
        found->second.dirty = !isWhole;
        if (change != noChange) {
            Truth::Change &told = m_vendor.truth().changes()[change];
            (arrivesWhole ? told.told : told.garbled) = true;
        }
        found->second.reply->write(frame);
    });
}

} // namespace signalbox
