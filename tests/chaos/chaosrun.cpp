// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/chaosrun.h"

#include "chaos/chaoswords.h"
#include "chaos/imaginedflagdash.h"
#include "chaos/imaginedtogul.h"

#include <QCoreApplication>
#include <QDebug>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto settleTime = 180s; ///< twice silence, the longest backoff, and a command's next look
constexpr int mostComplaints = 5;
constexpr auto tick = 50ms; ///< between two thoughts of everybody

std::unique_ptr<ImaginedVendor> vendorOf(const ChaosSchedule &schedule, QNetworkAccessManager &network,
                                         const ManualClock &clock)
{
    if (schedule.vendor == Vendor::FlagDash)
        return std::make_unique<ImaginedFlagDash>(network, clock, schedule.seed);
    return std::make_unique<ImaginedTogul>(network, clock, schedule.rulesTouchRecord);
}

SessionOptions options()
{
    SessionOptions chosen;
    chosen.window = 12s; // the imagined heart beats every 5 s
    return chosen;
}

std::function<double()> jitterOf(quint32 seed)
{
    return [random = std::make_shared<QRandomGenerator>(seed)] { return random->generateDouble(); };
}

} // namespace

ChaosRun::ChaosRun(const ChaosSchedule &schedule, bool trace)
    : m_schedule(schedule)
    , m_trace(trace)
    , m_random(schedule.seed ^ 0x5eed)
    , m_agenda(m_clock)
    , m_vendor(vendorOf(schedule, m_network, m_clock))
    , m_server(*m_vendor, m_clock, m_agenda, schedule.seed)
    , m_session(m_vendor->provider(), m_network, m_clock, m_serials, options(), jitterOf(schedule.seed))
    , m_store(m_clock)
    , m_log(limits::logRowsDefault)
    , m_commands(m_vendor->provider(), m_session, nullptr, m_vendor->connection(), m_clock, m_serials,
                 CommandTimings())
{
    if (schedule.muteServer)
        truth().setAnnounce({});
    m_network.setServer([this](ImaginedReply *reply) { m_server.receive(reply); });
    connectSession();
    m_vendor->populate(schedule.flags);
}

ChaosRun::~ChaosRun() = default;

void ChaosRun::connectSession()
{
    const auto wire = [this](auto signal, auto what) {
        QObject::connect(&m_session, signal, &m_store, what);
    };
    wire(&Session::linkChanged, [this](const LinkStatus &status) {
        say(u"link %1 %2"_s.arg(word(status.state), status.error ? status.error->detail : QString()));
        m_store.setLink(status);
    });
    wire(&Session::snapshotRead, [this](const QVector<Flag> &flags) {
        say(u"list of %1"_s.arg(flags.size()));
        if (!std::exchange(m_wasRead, true))
            m_firstRead = m_clock.wallTime();
        for (const Flag &flag : flags)
            onReading(flag, "list");
        m_store.applySnapshot(flags);
    });
    wire(&Session::flagRead, [this](const FlagReading &reading) {
        say(u"read %1 by %2"_s.arg(text(reading.flag), word(reading.source)));
        if (reading.source == FactSource::Command)
            onAnswer(reading.flag);
        else
            onReading(reading.flag, "reading");
        m_store.applyFlag(reading.flag, ChangeOrigin::Elsewhere);
    });
    wire(&Session::elsewhereChanged, [this](const FlagKey &key) {
        for (const Flag &flag : m_session.elsewhere(key))
            onReading(flag, "reading elsewhere");
    });
    wire(&Session::flagGone, [this](const FlagKey &key) {
        say(u"gone %1"_s.arg(key.text()));
        m_store.markGone(key);
    });
    wire(&Session::flagInvalidated, [this](const FlagKey &key) { m_store.invalidate(key); });
    wire(&Session::flagReadFailed, [this](const FlagKey &key, const Error &error) {
        say(u"read failed %1: %2"_s.arg(key.text(), word(error.kind)));
        m_store.setReadError(key, error);
    });
    wire(&Session::factsAdded, [this](const QVector<Fact> &facts) { onFacts(facts); });
    wire(&Session::factAmended, [this](const FactAmendment &amendment) { m_log.amend(amendment); });
    QObject::connect(&m_commands, &CommandRunner::factsAdded, &m_log, &EventLog::add);
    QObject::connect(&m_commands, &CommandRunner::factAmended, &m_log, &EventLog::amend);
    QObject::connect(&m_commands, &CommandRunner::commandChanged, &m_log, [this](const CommandView &command) {
        say(u"command %1 %2"_s.arg(command.order.flag.text(), word(command.stage)));
        if (command.stage == CommandStage::Confirmed && !m_confirmedAt.contains(command.id))
            m_confirmedAt.insert(command.id, m_clock.now());
    });
}

QStringList ChaosRun::run()
{
    m_server.setFaults(m_schedule.faults);
    m_server.setStrays(m_schedule.strayChanges);
    m_session.start();
    QVector<FlagKey> visible;
    for (int i = 0; i < m_schedule.visibleRows; ++i)
        visible.append(FlagKey(u"flag-%1"_s.arg(i)));
    m_session.preferDetails(visible);

    const auto happens = [this](double perSecond) {
        return m_random.generateDouble() < perSecond * std::chrono::duration<double>(tick).count();
    };
    const MonotonicTime end = m_clock.now() + m_schedule.length;
    while (m_clock.now() < end) {
        if (happens(m_schedule.changesPerSecond))
            colleagueActs();
        if (happens(m_schedule.commandsPerSecond))
            personOrders();
        if (happens(m_schedule.personActsPerSecond))
            personActs();
        advance(tick);
    }
    say(u"--- all is well again ---"_s);
    m_stormy = false;
    m_server.endFaults();
    if (m_server.lostSilently() && m_schedule.resetAfterSilentLoss)
        m_server.resetStreams();
    for (auto waited = 0s; waited < settleTime; waited += 5s) {
        personMends();
        advance(5s);
    }

    checkStore();
    if (!m_vendor->provider().traits().streamsWholeProject) {
        m_session.rereadAll(); // no stream tells of other environments
        advance(5s);
    }
    checkElsewhere();
    checkRows();
    checkGaps();
    checkCommands();
    checkNothingIsLeft();
    return m_complaints;
}

/// Virtual time, timer by timer, with everything that waits in the event queue in between.
void ChaosRun::advance(std::chrono::milliseconds by)
{
    const MonotonicTime target = m_clock.now() + by;
    settleQueues();
    while (m_clock.now() < target) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(target - m_clock.now());
        m_clock.advance(std::min(m_clock.nextTimer().value_or(left), left));
        settleQueues();
    }
}

void ChaosRun::settleQueues()
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

// --- what people do -------------------------------------------------------------------------------------

void ChaosRun::colleagueActs()
{
    say(u"colleague does "_s + m_vendor->colleagueActs(m_random, m_schedule.flags));
}

void ChaosRun::personOrders()
{
    const FlagKey key = anyShownKey();
    const auto shown = m_session.reported(key);
    if (!shown)
        return;
    CommandOrder order;
    order.flag = key;
    order.wanted = m_vendor->wish(m_random, *shown);
    if (m_random.bounded(2) == 0)
        order.shown = shown;
    order.towardsSafe = true; // there is no journal
    const auto started = m_commands.run(order, m_clock.now());
    say(u"order %1 %2 %3"_s.arg(key.text(), text(order.wanted),
                                started ? u"given"_s : word(started.error().kind)));
    if (!started)
        return;
    m_ordered.push_back({*started, key, m_clock.now()});
    m_vendor->colleagueRivals(m_random, m_agenda, order);
}

void ChaosRun::personActs()
{
    const int what = m_random.bounded(6);
    say(u"person %1"_s.arg(what));
    switch (what) {
    case 0: m_session.pause(); break;
    case 1: m_session.rereadAll(); break;
    case 2: m_session.preferDetails({anyShownKey(), anyShownKey()}); break;
    case 3: personMends(); break;
    default: m_session.retryNow(); break;
    }
}

/// What a person does who wants the link back, and nothing more.
void ChaosRun::personMends()
{
    switch (m_session.link().state) {
    case LinkState::Paused:
    case LinkState::Refused: m_session.retryNow(); break;
    case LinkState::SignInNeeded: signIn(); break;
    case LinkState::Idle:
    case LinkState::Connecting:
    case LinkState::Syncing:
    case LinkState::Live:
    case LinkState::Late:
    case LinkState::Stale:
    case LinkState::Retrying:
    case LinkState::Polling: break;
    }
}

void ChaosRun::signIn()
{
    m_signIn = m_vendor->signIn([this](const Result<bool> &result) {
        say(u"sign-in %1"_s.arg(result ? u"done"_s : word(result.error().kind)));
        if (result)
            m_session.signedIn();
    });
}

// --- what is seen ---------------------------------------------------------------------------------------

void ChaosRun::onReading(const Flag &flag, const char *how)
{
    if (!truth().everWas(withoutSchedules(flag)))
        complain(u"shown by a %1, but never so: %2"_s.arg(QString::fromLatin1(how), text(flag)));
}

/// What the provider puts together may be shown again by lists that are older than it.
void ChaosRun::onAnswer(const Flag &flag)
{
    const Flag answered = withoutSchedules(flag);
    if (!truth().everWasInParts(answered))
        complain(u"shown by an answer, but never so: %1"_s.arg(text(flag)));
    truth().noteSaid(answered);
}

void ChaosRun::onFacts(const QVector<Fact> &facts)
{
    for (const Fact &fact : facts)
        say(u"row %1 %2 %3 %4"_s.arg(fact.serial)
                .arg(word(fact.kind), fact.flag.text(), QString::fromUtf8(fact.raw)));
    m_log.add(facts);
}

int ChaosRun::confirmed() const
{
    return int(m_confirmedAt.size());
}

void ChaosRun::complain(const QString &text)
{
    say(u"COMPLAINT "_s + text);
    if (m_complaints.size() < mostComplaints)
        m_complaints.append(u"%1: %2"_s.arg(timeText(m_clock.wallTime()), text));
}

void ChaosRun::say(const QString &text) const
{
    if (m_trace)
        qInfo().noquote() << timeText(m_clock.wallTime()) << text;
}

} // namespace signalbox
