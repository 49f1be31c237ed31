// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/chaosrun.h"

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

TogulCredentials credentials()
{
    TogulCredentials known;
    known.email = u"mia@example.org"_s;
    known.password = u"secret"_s;
    return known;
}

ConnectionInfo connection()
{
    ConnectionInfo info;
    info.url = QUrl(u"https://togul.example"_s);
    info.project = TogulTruth::project();
    info.environment = TogulTruth::shown();
    info.environmentName = u"production"_s;
    return info;
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

QString text(const Flag &flag)
{
    QString said;
    QDebug(&said) << flag;
    if (flag.rules) {
        said += u" rules"_s;
        for (const Rule &rule : *flag.rules)
            said += u" %1%"_s.arg(rule.percentage);
    }
    return said;
}

QString timeText(WallTime time)
{
    return toDateTime(time).toString(u"HH:mm:ss.zzz"_s);
}

} // namespace

ChaosRun::ChaosRun(const ChaosSchedule &schedule, bool trace)
    : m_schedule(schedule)
    , m_trace(trace)
    , m_random(schedule.seed ^ 0x5eed)
    , m_agenda(m_clock)
    , m_truth(m_clock, schedule.rulesTouchRecord)
    , m_server(m_truth, m_clock, m_agenda, schedule.seed)
    , m_provider(connection().url, m_network, m_clock, credentials())
    , m_session(m_provider, m_network, m_clock, m_serials, options(), jitterOf(schedule.seed))
    , m_store(m_clock)
    , m_log(limits::logRowsDefault)
    , m_commands(m_provider, m_session, nullptr, connection(), m_clock, m_serials, CommandTimings())
{
    if (schedule.muteServer)
        m_truth.setAnnounce({});
    m_provider.selectEnvironment({TogulTruth::project(), u"shop"_s, {}}, TogulTruth::shown());
    m_network.setServer([this](ImaginedReply *reply) { m_server.receive(reply); });
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
        onReading(reading.flag, "reading");
        m_store.applyFlag(reading.flag, ChangeOrigin::Elsewhere);
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
    for (int i = 0; i < schedule.flags; ++i) {
        m_truth.create({TogulTruth::shown(), FlagKey(u"flag-%1"_s.arg(i))}, false);
        if (i % 2 == 0)
            m_truth.create({TogulTruth::other(), FlagKey(u"flag-%1"_s.arg(i))}, false);
    }
}

ChaosRun::~ChaosRun() = default;

QStringList ChaosRun::run()
{
    m_server.setFaults(m_schedule.faults);
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

FlagRef ChaosRun::anyFlag()
{
    const EnvironmentId environment = m_random.bounded(5) == 0 ? TogulTruth::other() : TogulTruth::shown();
    return {environment, FlagKey(u"flag-%1"_s.arg(m_random.bounded(m_schedule.flags + 2)))};
}

FlagRef ChaosRun::anyShownFlag()
{
    return {TogulTruth::shown(), FlagKey(u"flag-%1"_s.arg(m_random.bounded(m_schedule.flags)))};
}

void ChaosRun::colleagueActs()
{
    const FlagRef flag = anyFlag();
    const Flag *now = m_truth.find(flag);
    const int what = m_random.bounded(20);
    say(u"colleague %1 on %2/%3"_s.arg(what).arg(flag.environment.text(), flag.key.text()));
    if (!now) {
        m_truth.create(flag);
    } else if (what < 10) {
        m_truth.edit(flag, {.enabled = !now->enabled, .defaultValue = {}});
    } else if (what < 12) {
        m_truth.edit(flag, {.enabled = {}, .defaultValue = FlagValue(!isBool(*now->defaultValue, true))});
    } else if (what < 13) {
        m_truth.edit(flag, {.enabled = now->enabled, .defaultValue = {}}); // touched, and nothing differs
    } else if (what < 14) {
        m_truth.rename(flag, u"name %1"_s.arg(m_random.bounded(100)));
    } else if (what < 18) {
        m_truth.setRule(flag, m_random.bounded(-20, 100));
    } else if (what < 19) {
        m_truth.remove(flag);
    } else { // gone and back under another id, in the same moment
        m_truth.remove(flag);
        m_truth.create(flag);
    }
}

void ChaosRun::personOrders()
{
    const FlagRef flag = anyShownFlag();
    const auto shown = m_session.reported(flag.key);
    if (!shown)
        return;
    CommandOrder order;
    order.flag = flag.key;
    if (m_random.bounded(4) > 0)
        order.wanted.enabled = m_random.bounded(4) > 0 ? !shown->enabled : shown->enabled;
    else
        order.wanted.defaultValue = FlagValue(m_random.bounded(2) == 0);
    if (m_random.bounded(2) == 0)
        order.shown = shown;
    order.towardsSafe = true; // there is no journal
    const auto started = m_commands.run(order, m_clock.now());
    say(u"order %1 %2"_s.arg(flag.key.text(), started ? u"given"_s : word(started.error().kind)));
    if (started)
        m_ordered.push_back({*started, flag.key, m_clock.now()});
}

void ChaosRun::personActs()
{
    const int what = m_random.bounded(6);
    say(u"person %1"_s.arg(what));
    switch (what) {
    case 0: m_session.pause(); break;
    case 1: m_session.rereadAll(); break;
    case 2: m_session.preferDetails({anyShownFlag().key, anyShownFlag().key}); break;
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
    m_signIn =
        m_provider.signIn(u"mia@example.org"_s, u"secret"_s, [this](const Result<TogulSignedIn> &result) {
            say(u"sign-in %1"_s.arg(result ? u"done"_s : word(result.error().kind)));
            if (result)
                m_session.signedIn();
        });
}

// --- what is seen ---------------------------------------------------------------------------------------

void ChaosRun::onReading(const Flag &flag, const char *how)
{
    if (!m_truth.everWas(flag))
        complain(u"shown by a %1, but never so: %2"_s.arg(QString::fromLatin1(how), text(flag)));
}

void ChaosRun::onFacts(const QVector<Fact> &facts)
{
    for (const Fact &fact : facts)
        say(u"row %1 %2 %3 %4"_s.arg(fact.serial)
                .arg(word(fact.kind), fact.flag.text(), QString::fromUtf8(fact.raw)));
    m_log.add(facts);
}

void ChaosRun::checkStore()
{
    const LinkStatus &link = m_session.link();
    if (link.state != LinkState::Live)
        complain(u"the link is %1: %2"_s.arg(word(link.state), link.error ? link.error->detail : QString()));
    int rows = 0;
    const std::vector<Flag> real = m_truth.flagsOf(TogulTruth::shown());
    for (const Flag &flag : real) {
        const int row = m_store.rowOf(flag.key);
        if (row < 0) {
            complain(u"missing: %1"_s.arg(text(flag)));
            continue;
        }
        ++rows;
        const FlagRow &shown = m_store.at(row);
        if (!(shown.flag == flag))
            complain(u"shown %1 is really %2"_s.arg(text(shown.flag), text(flag)));
        if (shown.knowledge != Knowledge::Fresh) {
            complain(u"%1 is not fresh but %2 (%3)"_s.arg(flag.key.text())
                         .arg(int(shown.knowledge))
                         .arg(shown.readError ? word(shown.readError->kind) : u"no error"_s));
        }
        if (const auto reported = m_session.reported(flag.key); !reported || !(*reported == flag))
            complain(u"the session itself knows %1 otherwise"_s.arg(flag.key.text()));
    }
    for (int row = 0; row < m_store.count(); ++row) {
        const FlagRow &shown = m_store.at(row);
        if (!shown.gone && !m_truth.find({TogulTruth::shown(), shown.flag.key}))
            complain(u"shown although it is gone: %1"_s.arg(text(shown.flag)));
    }
    if (m_store.unverifiedCount() > 0)
        complain(u"%1 rows are not verified"_s.arg(m_store.unverifiedCount()));
}

void ChaosRun::checkElsewhere()
{
    for (int i = 0; i < m_schedule.flags + 2; ++i) {
        const FlagKey key(u"flag-%1"_s.arg(i));
        if (!m_truth.find({TogulTruth::shown(), key}))
            continue; // there is no row to look it up from
        const Flag *real = m_truth.find({TogulTruth::other(), key});
        for (const ElsewhereReading &reading : m_session.elsewhereReadings(key)) {
            if (reading.doubted)
                complain(u"%1 elsewhere is still in doubt"_s.arg(key.text()));
        }
        const QVector<Flag> shown = m_session.elsewhere(key);
        const auto found = std::find_if(shown.cbegin(), shown.cend(), [](const Flag &flag) {
            return flag.environment == TogulTruth::other();
        });
        if ((real != nullptr) != (found != shown.cend())) {
            complain(u"%1 elsewhere is %2"_s.arg(key.text(), real ? u"missing"_s : u"shown although gone"_s));
        } else if (real) {
            Flag record = *real;
            record.rules = found->rules;
            if (!(*found == record))
                complain(u"elsewhere %1 is really %2"_s.arg(text(*found), text(record)));
        }
    }
}

/// Every row that says "reading…" got its answer.
void ChaosRun::checkRows()
{
    for (int row = 0; row < m_log.count(); ++row) {
        const Fact &fact = m_log.at(row);
        if (fact.source != FactSource::Stream || !fact.detail)
            continue;
        const auto *change = std::get_if<ChangeDetail>(fact.detail.get());
        if (change && change->elsewhere.isEmpty() && !change->readBack && !change->enabledNow) {
            complain(u"row %1 of %2 (%3) never got its answer"_s.arg(fact.serial)
                         .arg(timeText(fact.time), fact.flag.text()));
        }
    }
}

/// What changed while nobody listened lies within a gap that is on record.
void ChaosRun::checkGaps()
{
    std::vector<GapDetail> gaps;
    for (int row = 0; row < m_log.count(); ++row) {
        const Fact &fact = m_log.at(row);
        if (fact.kind == FactKind::Gap && fact.detail)
            gaps.push_back(std::get<GapDetail>(*fact.detail));
    }
    for (const TogulTruth::Change &change : m_truth.changes()) {
        const bool silent = !change.announced || change.garbled || change.told;
        if (silent || change.flag.environment != TogulTruth::shown() || !m_wasRead
            || change.when < m_firstRead)
            continue;
        const WallTime due = change.dueAt.value_or(change.when);
        const bool recorded = std::any_of(gaps.cbegin(), gaps.cend(), [&](const GapDetail &gap) {
            return gap.from <= due && gap.until >= change.when;
        });
        if (!recorded)
            complain(u"%1 of %2 at %3 was not heard, and no gap says so"_s.arg(
                QString::fromLatin1(change.type), change.flag.key.text(), timeText(change.when)));
    }
}

void ChaosRun::checkCommands()
{
    if (m_commands.openCount() > 0)
        complain(u"%1 commands are still open"_s.arg(m_commands.openCount()));
    for (std::size_t i = 0; i < m_ordered.size(); ++i) {
        const Ordered &ordered = m_ordered[i];
        const auto view = m_commands.command(ordered.id);
        if (!view)
            continue; // settled long ago
        const FlagRef flag{TogulTruth::shown(), ordered.flag};
        if (m_confirmedAt.contains(ordered.id)
            && !m_truth.everSatisfied(flag, view->order.wanted, ordered.at, m_confirmedAt.value(ordered.id)))
            complain(u"%1 was confirmed, but never was so after the order"_s.arg(flag.key.text()));
        checkSending(i, *view);
    }
}

/// An order is carried out once at most, and never after it was said that nothing changed.
void ChaosRun::checkSending(std::size_t number, const CommandView &view)
{
    const Ordered &ordered = m_ordered[number];
    const auto next = std::find_if(m_ordered.cbegin() + std::ptrdiff_t(number) + 1, m_ordered.cend(),
                                   [&ordered](const Ordered &later) { return later.flag == ordered.flag; });
    const auto times = std::count_if(m_server.carriedOut().cbegin(), m_server.carriedOut().cend(),
                                     [&](const ImaginedServer::CarriedOut &done) {
                                         return done.flag == FlagRef{TogulTruth::shown(), ordered.flag}
                                                && done.at >= ordered.at
                                                && (next == m_ordered.cend() || done.at < next->at);
                                     });
    const bool nothing = view.nothingSent || view.stage == CommandStage::Refused;
    if (times > (nothing ? 0 : 1)) {
        complain(u"%1 ended as %2%3, but was carried out %4 times"_s
                     .arg(ordered.flag.text(), word(view.stage),
                          view.nothingSent ? u" (nothing sent)"_s : QString())
                     .arg(times));
    }
}

int ChaosRun::confirmed() const
{
    return int(m_confirmedAt.size());
}

void ChaosRun::checkNothingIsLeft()
{
    const Session::Backlog backlog = m_session.backlog();
    if (backlog.rows + backlog.reads + backlog.buffered > 0) {
        complain(u"left behind: %1 rows, %2 reads, %3 buffered events"_s.arg(backlog.rows)
                     .arg(backlog.reads)
                     .arg(backlog.buffered));
    }
    const auto replies = m_network.findChildren<ImaginedReply *>();
    if (replies.size() > 1) // the stream
        complain(u"%1 exchanges are still there"_s.arg(replies.size()));
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
