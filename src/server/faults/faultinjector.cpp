// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/faults/faultinjector.h"

#include "server/faults/slowbody.h"
#include "server/service/changelog.h"
#include "server/storage/flagrepository.h"
#include "server/storage/projectrepository.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QScopeGuard>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostWaiting = 10'000; ///< requests held back; past it they are carried out at once

/// Absent: not an API request, and no fault befalls it (probes of health shall stay true).
std::optional<FaultTarget> targetOf(const HttpCall &call)
{
    if (call.path.startsWith(u"/oauth/") || call.path.startsWith(u"/api/v1/auth/device"))
        return FaultTarget::SignIn;
    if (call.path.startsWith(u"/ofrep/"))
        return FaultTarget::Reads;
    if (!call.path.startsWith(u"/api/"))
        return std::nullopt;
    for (const QStringView end : {u"/stream", u"/stream/", u"/sse", u"/realtime"}) {
        if (call.path.endsWith(end))
            return FaultTarget::Stream;
    }
    for (const QStringView end : {u"/login", u"/refresh-token", u"/logout", u"/switch-organization"}) {
        if (call.path.endsWith(end))
            return FaultTarget::SignIn;
    }
    const bool reads = call.method == "GET" || call.method == "HEAD" || call.path.endsWith(u"/evaluate");
    return reads ? FaultTarget::Reads : FaultTarget::Changes;
}

HttpAnswer refusal(const Fault &fault)
{
    QString code;
    switch (fault.status) {
    case 401: code = u"unauthorized"_s; break;
    case 403: code = u"forbidden"_s; break;
    case 429: code = u"rate_limited"_s; break;
    case 503: code = u"unavailable"_s; break;
    default: code = fault.status >= 500 ? u"internal_error"_s : u"rejected"_s; break;
    }
    HttpAnswer answer;
    answer.status = fault.status;
    // Each dialect finds its own words in it: Togul "code", FlagDash "error".
    answer.body = QJsonDocument(QJsonObject{{u"code"_s, code},
                                            {u"error"_s, code},
                                            {u"message"_s, u"a fault on purpose"_s},
                                            {u"details"_s, QJsonValue::Null}})
                      .toJson(QJsonDocument::Compact);
    if (fault.retryAfter)
        answer.headers.emplace_back("Retry-After", QByteArray::number(qint64(fault.retryAfter->count())));
    return answer;
}

QByteArray httpDate(WallTime time)
{
    return QLocale::c().toString(toDateTime(time), u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1() + " GMT";
}

bool isAboutFlags(const HttpCall &call)
{
    return call.path.contains(u"/flags") || call.path.contains(u"/rules");
}

} // namespace

FaultInjector::FaultInjector(const Clock &clock, ChangeLog &changes, Database &database, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_changes(changes)
    , m_database(database)
    , m_faults(clock)
    , m_timer(clock.createTimer([this] { carryOutDue(false); }))
{}

FaultInjector::~FaultInjector() = default;

void FaultInjector::watch(StreamHub &hub)
{
    m_hubs.push_back(&hub);
    m_streams.push_back(std::make_unique<StreamFaults>(
        m_faults, hub, m_clock,
        [this](const QString &id, const QString &wanted) { return isEnvironment(id, wanted); }));
    connect(m_streams.back().get(), &StreamFaults::flushWanted, this, &FaultInjector::flushWanted);
}

void FaultInjector::setPlan(const FaultPlan &plan)
{
    m_faults.set(plan, plan.seed ? *plan.seed : QRandomGenerator::system()->generate());
    review();
}

void FaultInjector::clear()
{
    m_faults.clear();
    carryOutDue(true);
    review();
}

void FaultInjector::stop()
{
    m_waiting.clear();
    clear();
}

void FaultInjector::review()
{
    for (const auto &streams : m_streams)
        streams->review();
}

FaultState FaultInjector::state() const
{
    FaultState state;
    state.seed = m_faults.seed();
    state.faults = m_faults.reports();
    for (const StreamHub *hub : m_hubs)
        state.streams += hub->streamCount();
    for (const auto &streams : m_streams) {
        state.silentStreams += streams->silentStreams();
        state.heldFrames += streams->heldFrames();
    }
    state.heldRequests = int(m_waiting.size());
    return state;
}

std::chrono::seconds FaultInjector::drawSkew()
{
    if (m_faults.isEmpty())
        return 0s;
    const FaultSet::Entry *skewed =
        m_faults.draw(FaultKind::ClockSkew, FaultTarget::Events, [](const QString &) { return true; });
    return skewed ? skewed->fault.skew : 0s;
}

// --- requests -------------------------------------------------------------------------------------------

void FaultInjector::handle(const HttpCall &call, HttpReply reply, const HttpServer::Handler &next)
{
    const auto target = m_faults.isEmpty() ? std::nullopt : targetOf(call);
    if (!target) {
        next(call, std::move(reply));
        return;
    }
    FaultSet::Entry *late = m_faults.draw(FaultKind::Latency, *target, isOf(call));
    if (!late || m_waiting.size() >= mostWaiting) {
        carryOut(call, std::move(reply), next);
        return;
    }
    m_waiting.emplace(m_clock.now() + late->drawDelay(), Waiting{call, std::move(reply), next});
    armTimer();
}

void FaultInjector::carryOutDue(bool all)
{
    const MonotonicTime now = m_clock.now();
    while (!m_waiting.empty() && (all || m_waiting.begin()->first <= now)) {
        const Waiting first = m_waiting.extract(m_waiting.begin()).mapped();
        carryOut(first.call, first.reply, first.next);
    }
    armTimer();
    emit flushWanted();
}

void FaultInjector::armTimer()
{
    if (m_waiting.empty()) {
        m_timer->stop();
        return;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(m_waiting.begin()->first - m_clock.now());
    m_timer->start(std::max(wait, 0ms));
}

void FaultInjector::carryOut(const HttpCall &call, HttpReply reply, const HttpServer::Handler &next)
{
    const auto target = m_faults.isEmpty() ? std::nullopt : targetOf(call);
    if (!target) { // cleared while it waited
        next(call, std::move(reply));
        return;
    }
    const FaultSet::IsOf of = isOf(call);
    reviseAnswer(call, reply, *target);
    if (const FaultSet::Entry *refused = m_faults.draw(FaultKind::Status, *target, of)) {
        reply.send(refusal(refused->fault));
        return;
    }
    const FaultSet::Entry *lie = *target == FaultTarget::Changes && isAboutFlags(call)
                                     ? m_faults.draw(FaultKind::Lie, *target, of)
                                     : nullptr;
    if (!lie) {
        next(call, std::move(reply));
        return;
    }
    const auto honest = qScopeGuard([this] { m_changes.setHonesty(ChangeLog::Honesty::Honest); });
    m_changes.setHonesty(lie->fault.lie == LieKind::NotApplied ? ChangeLog::Honesty::NotApplied
                                                               : ChangeLog::Honesty::NoEvent);
    next(call, std::move(reply));
}

/// Thrown for now, so that the order of the throws is the order of the requests.
void FaultInjector::reviseAnswer(const HttpCall &call, HttpReply &reply, FaultTarget target)
{
    const FaultSet::IsOf of = isOf(call);
    std::optional<DropPoint> drop;
    std::optional<QByteArray> contentType;
    SlowBody::Manner manner;
    for (FaultSet::Entry &entry : m_faults.entries()) {
        const Fault &fault = entry.fault;
        const bool meant = fault.target == target || fault.target == FaultTarget::Any;
        const bool drops = fault.kind == FaultKind::Drop && fault.when != DropPoint::OpenStream && meant
                           && !(fault.when == DropPoint::MidBody && target == FaultTarget::Stream);
        if (drops && !drop && m_faults.strikes(entry, of))
            drop = fault.when;
    }
    if (const FaultSet::Entry *wrong = m_faults.draw(FaultKind::ContentType, target, of))
        contentType = wrong->fault.contentType.toLatin1();
    if (target != FaultTarget::Stream) {
        if (const FaultSet::Entry *slow = m_faults.draw(FaultKind::SlowBody, target, of))
            manner.bytesPerSecond = slow->fault.bytesPerSecond;
    }
    manner.breaksOff = drop == DropPoint::MidBody;
    const std::chrono::seconds skew = drawSkew();
    const bool reshaped = manner.bytesPerSecond || manner.breaksOff;
    if (!drop && !contentType && !reshaped && skew == 0s)
        return;
    reply.setReviser([this, drop, contentType, manner, reshaped, skew](HttpAnswer &answer, HttpReply &to) {
        if (drop == DropPoint::BeforeHeaders) {
            to.abort();
            return false;
        }
        if (contentType)
            answer.contentType = *contentType;
        if (skew != 0s)
            answer.headers.emplace_back("Date", httpDate(m_clock.wallTime() + skew));
        if (reshaped)
            SlowBody::send(to, answer, manner, m_clock);
        return !reshaped;
    });
}

// --- environments ---------------------------------------------------------------------------------------

FaultSet::IsOf FaultInjector::isOf(const HttpCall &call) const
{
    return [this, &call](const QString &wanted) {
        const QString id = environmentOf(call);
        return !id.isEmpty() && isEnvironment(id, wanted);
    };
}

/// Empty where a request is of no single environment, such as the list of all flags of a project.
QString FaultInjector::environmentOf(const HttpCall &call) const
{
    if (const auto named = call.argument(u"environment_id")) // FlagDash
        return *named;
    const QStringList parts = call.path.split(u'/', Qt::SkipEmptyParts); // api v1 projects P flags F
    if (parts.size() < 5 || parts.at(2) != u"projects")
        return {};
    const QJsonObject body = QJsonDocument::fromJson(call.body).object();
    FlagRepository flags(m_database);
    const QString project = parts.at(3);
    const auto ofFlag = [&flags, &project](const QString &id) {
        const auto flag = flags.flag(project, id);
        return flag && *flag ? (*flag)->environmentId : QString();
    };
    if (parts.at(4) == u"environments")
        return parts.value(5);
    if (parts.at(4) == u"flags")
        return parts.size() > 5 ? ofFlag(parts.at(5)) : body.value(u"environment_id"_s).toString();
    if (parts.at(4) == u"rules" && parts.size() > 5) {
        const auto rule = flags.rule(project, parts.at(5));
        return rule && *rule ? ofFlag((*rule)->flagId) : QString();
    }
    return parts.at(4) == u"rules" ? ofFlag(body.value(u"flag_id"_s).toString()) : QString();
}

bool FaultInjector::isEnvironment(const QString &id, const QString &wanted) const
{
    if (id == wanted)
        return true;
    const auto key = ProjectRepository(m_database).environmentKey(id);
    return key && *key == wanted;
}

} // namespace signalbox
