// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/commandrunner.h"

#include "operations/closedloop.h"
#include "operations/journal.h"
#include "session/feed.h"

#include <QHash>
#include <QUuid>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr int settledKept = 50;
constexpr std::size_t latenciesKept = 50;
constexpr auto recentReading = 2s; ///< younger than this stands for the read before the write
constexpr qsizetype recentReadingsKept = 256;

std::chrono::milliseconds toMs(std::chrono::nanoseconds time)
{
    return std::chrono::round<std::chrono::milliseconds>(time); // as everywhere: one time has one number
}

/// The step that brought the command where it stands; not always the last one, see CommandView::steps.
const CommandStep &presentStep(const CommandView &view)
{
    const auto step = std::find_if(view.steps.crbegin(), view.steps.crend(),
                                   [&view](const CommandStep &s) { return s.stage == view.stage; });
    Q_ASSERT(step != view.steps.crend());
    return *step;
}

QString outcomeText(const CommandView &view)
{
    if (!view.error)
        return {};
    return view.error->detail.isEmpty() ? word(view.error->kind)
                                        : u"%1: %2"_s.arg(word(view.error->kind), view.error->detail);
}

} // namespace

class CommandRunner::Private
{
public:
    Private(CommandRunner *runner, LoopContext loopContext, Journal *openJournal,
            const ConnectionInfo &connectionInfo, FactSerials &factSerials)
        : q(runner)
        , context(std::move(loopContext))
        , journal(openJournal)
        , connection(connectionInfo)
        , serials(factSerials)
        , journalWorks(openJournal != nullptr)
        , pruneTimer(context.clock.createTimer([this] { prune(); }))
    {}

    [[nodiscard]] const ClosedLoop *find(const CommandId &id) const
    {
        const auto found = std::find_if(loops.cbegin(), loops.cend(),
                                        [&id](const auto &loop) { return loop->view().id == id; });
        return found == loops.cend() ? nullptr : found->get();
    }

    ClosedLoop *find(const CommandId &id) { return const_cast<ClosedLoop *>(std::as_const(*this).find(id)); }

    void setJournalWorks(bool works)
    {
        if (std::exchange(journalWorks, works) != works)
            emit q->journalWorksChanged(works);
    }

    Result<void> writeIntent(const CommandView &view)
    {
        if (!journal)
            return tl::unexpected(
                Error{ErrorKind::Storage, CommandRunner::tr("There is no journal."), {}, {}});
        JournalEntry entry;
        entry.id = view.id;
        entry.server = connection.url;
        entry.project = connection.project;
        entry.environment = connection.environment;
        entry.environmentName = connection.environmentName;
        entry.flag = view.order.flag;
        entry.wanted = view.order.wanted;
        const auto known = view.order.shown ? view.order.shown : context.session.reported(view.order.flag);
        if (known) {
            entry.enabledBefore = known->enabled;
            entry.defaultBefore = known->defaultValue;
            entry.rolloutBefore = rolloutOf(*known);
        }
        entry.reason = view.order.reason;
        entry.orderedAt = view.orderedAt;
        return journal->writeIntent(entry);
    }

    void writeStage(const CommandView &view)
    {
        std::optional<std::chrono::milliseconds> latency;
        if (view.stage == CommandStage::Confirmed)
            latency = toMs(presentStep(view).at);
        const auto written =
            journal->writeStage(view.id, view.stage, presentStep(view).time, latency, outcomeText(view));
        setJournalWorks(written.has_value());
    }

    ClosedLoop *add(CommandView view, MonotonicTime orderedAt)
    {
        const FlagKey key = view.order.flag;
        view.factSerial = serials.next();
        loops.push_back(std::make_unique<ClosedLoop>(
            context, FlagRef{connection.environment, key}, std::move(view), orderedAt,
            [this](const ClosedLoop &loop, ClosedLoop::Change change) { changed(loop, change); }));
        ClosedLoop *loop = loops.back().get();
        if (ClosedLoop *earlier = newest.value(key))
            earlier->retire();
        newest.insert(key, loop);
        return loop;
    }

    void changed(const ClosedLoop &loop, ClosedLoop::Change change)
    {
        const CommandView &view = loop.view();
        if (change == ClosedLoop::Change::Stage) {
            const bool first = view.stage == CommandStage::Sent; // never entered twice
            if (view.journalled && !first)
                writeStage(view);
            if (view.stage == CommandStage::Confirmed && view.timeTo(CommandStage::Accepted))
                addLatency(presentStep(view).at);
            announce(view);
            if (isSettled(view.stage))
                pruneTimer->start(0ms); // not now: the loop is in the middle of its own work
        }
        emit q->commandChanged(view);
    }

    void announce(const CommandView &view)
    {
        const auto lag = toMs(presentStep(view).at);
        if (announced.contains(view.id)) {
            emit q->factAmended({view.factSerial, detailOf(view), lag});
            return;
        }
        announced.insert(view.id);
        Fact fact;
        fact.serial = view.factSerial;
        fact.time = context.clock.wallTime();
        fact.kind = FactKind::Command;
        fact.source = FactSource::Command;
        fact.flag = view.order.flag;
        fact.by = view.order.by.isEmpty() ? connection.userName : view.order.by;
        fact.lag = lag;
        fact.detail = makeDetail(detailOf(view));
        emit q->factsAdded({fact});
    }

    void addLatency(std::chrono::nanoseconds latency)
    {
        latencies.push_back(latency);
        if (latencies.size() > latenciesKept)
            latencies.pop_front();
    }

    [[nodiscard]] std::optional<std::chrono::milliseconds> p95() const
    {
        if (latencies.empty())
            return std::nullopt;
        std::vector<std::chrono::nanoseconds> sorted(latencies.cbegin(), latencies.cend());
        const std::size_t rank = (sorted.size() * 95 + 99) / 100 - 1; // nearest rank
        std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(rank), sorted.end());
        return toMs(sorted[rank]);
    }

    /// T of ux.md section 1.
    [[nodiscard]] std::chrono::milliseconds seenWithin() const
    {
        const auto &timings = context.timings;
        const auto wait = std::max(timings.seenAtLeast, 4 * p95().value_or(0ms));
        return std::min(wait, timings.seenAtMost);
    }

    void listRead(const QVector<Flag> &flags)
    {
        const auto listening = newest; // a receiver may order something new
        if (listening.isEmpty())
            return;
        QHash<FlagKey, const Flag *> found;
        for (const Flag &flag : flags) {
            if (listening.contains(flag.key))
                found.insert(flag.key, &flag);
        }
        for (auto it = listening.cbegin(); it != listening.cend(); ++it)
            it.value()->listRead(found.value(it.key()));
    }

    void remember(const FlagReading &reading)
    {
        if (recent.size() >= recentReadingsKept)
            recent.removeIf([this](const auto &it) { return !isRecent(it.value()); });
        if (recent.size() < recentReadingsKept)
            recent.insert(reading.flag.key, reading.askedAt);
    }

    [[nodiscard]] bool isRecent(MonotonicTime askedAt) const
    {
        return context.clock.now() - askedAt < recentReading;
    }

    [[nodiscard]] std::optional<Flag> recentFlag(const FlagKey &key) const
    {
        const auto asked = recent.constFind(key);
        if (asked == recent.cend() || !isRecent(*asked))
            return std::nullopt;
        return context.session.reported(key);
    }

    void prune()
    {
        int settled = 0;
        for (auto it = loops.rbegin(); it != loops.rend(); ++it) {
            if ((*it)->isOpen() || ++settled <= settledKept)
                continue;
            const FlagKey &key = (*it)->flag().key;
            if (newest.value(key) == it->get())
                newest.remove(key);
            announced.remove((*it)->view().id);
            it->reset();
        }
        std::erase(loops, nullptr);
    }

    CommandRunner *q;
    LoopContext context;
    Journal *journal;
    ConnectionInfo connection;
    FactSerials &serials;
    bool journalWorks;
    std::vector<std::unique_ptr<ClosedLoop>> loops; ///< in order of the press
    QHash<FlagKey, ClosedLoop *> newest;            ///< the only one that listens
    QSet<CommandId> announced;
    QHash<FlagKey, MonotonicTime> recent; ///< when the last reading of a flag was asked for
    std::deque<std::chrono::nanoseconds> latencies;
    std::unique_ptr<Timer> pruneTimer;
};

CommandRunner::CommandRunner(Provider &provider, Feed &session, Journal *journal,
                             const ConnectionInfo &connection, const Clock &clock, FactSerials &serials,
                             CommandTimings timings, QObject *parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>(this, LoopContext{provider, session, clock, timings}, journal, connection,
                                    serials))
{
    connect(&session, &Feed::flagRead, this, [this](const FlagReading &reading) {
        m_d->remember(reading);
        if (ClosedLoop *loop = m_d->newest.value(reading.flag.key))
            loop->flagRead(reading);
    });
    connect(&session, &Feed::snapshotRead, this,
            [this](const QVector<Flag> &flags) { m_d->listRead(flags); });
    connect(&session, &Feed::flagInvalidated, this, [this](const FlagKey &key) {
        m_d->recent.remove(key);
        if (ClosedLoop *loop = m_d->newest.value(key))
            loop->invalidated();
    });
    connect(&session, &Feed::flagGone, this, [this](const FlagKey &key) {
        m_d->recent.remove(key);
        if (ClosedLoop *loop = m_d->newest.value(key))
            loop->flagGone();
    });
    connect(&session, &Feed::streamMentioned, this, [this](const FlagKey &key, MonotonicTime when) {
        if (ClosedLoop *loop = m_d->newest.value(key))
            loop->streamMentioned(when);
    });
    connect(&session, &Feed::linkChanged, this, [this](const LinkStatus &status) {
        const auto listening = m_d->newest; // a receiver may order something new
        for (ClosedLoop *loop : listening)
            loop->linkChanged(status);
    });
}

CommandRunner::~CommandRunner() = default;

Result<CommandId> CommandRunner::run(const CommandOrder &order, MonotonicTime orderedAt)
{
    if (const ClosedLoop *last = m_d->newest.value(order.flag); last && last->isOpen()) {
        return tl::unexpected(
            Error{ErrorKind::Conflict, tr("An earlier command for this flag is still open."), {}, {}});
    }
    CommandView view;
    view.id = CommandId(QUuid::createUuid().toString(QUuid::WithoutBraces));
    view.order = order;
    const auto age =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_d->context.clock.now() - orderedAt);
    view.orderedAt = m_d->context.clock.wallTime() - age;

    const auto written = m_d->writeIntent(view);
    m_d->setJournalWorks(written.has_value());
    if (!written && !order.towardsSafe)
        return tl::unexpected(written.error());
    view.journalled = written.has_value();

    const CommandId id = view.id;
    const auto recent = m_d->recentFlag(order.flag);
    m_d->add(std::move(view), orderedAt)->start(recent, m_d->seenWithin());
    return id;
}

void CommandRunner::checkNow(const CommandId &id)
{
    ClosedLoop *loop = m_d->find(id);
    if (loop && m_d->newest.value(loop->flag().key) == loop)
        loop->check();
}

void CommandRunner::verifyUnfinished()
{
    if (!m_d->journal)
        return;
    const auto entries = m_d->journal->unfinished(m_d->connection.url, m_d->connection.environment);
    m_d->setJournalWorks(entries.has_value());
    if (!entries)
        return;
    const auto now = m_d->context.clock.now();
    const auto wall = m_d->context.clock.wallTime();
    for (const JournalEntry &entry : *entries) {
        if (m_d->find(entry.id))
            continue;
        const ClosedLoop *last = m_d->newest.value(entry.flag);
        if (last && last->isOpen())
            continue; // what is read now is about the newer command; the next start takes this one up
        CommandView view;
        view.id = entry.id;
        view.order.flag = entry.flag;
        view.order.wanted = entry.wanted;
        view.order.reason = entry.reason;
        view.orderedAt = entry.orderedAt;
        if (entry.enabledBefore) {
            Flag before;
            before.environment = entry.environment;
            before.key = entry.flag;
            before.enabled = *entry.enabledBefore;
            before.defaultValue = entry.defaultBefore;
            view.before = before;
            view.rolloutBefore = entry.rolloutBefore;
        }
        const auto age = std::clamp(wall - entry.orderedAt, std::chrono::milliseconds(0),
                                    std::chrono::milliseconds(std::chrono::hours(24)));
        m_d->add(std::move(view), now - age)->adopt();
    }
}

std::optional<CommandView> CommandRunner::command(const CommandId &id) const
{
    const ClosedLoop *loop = std::as_const(*m_d).find(id);
    return loop ? std::optional(loop->view()) : std::nullopt;
}

QVector<CommandView> CommandRunner::commands() const
{
    QVector<CommandView> views;
    int settled = 0;
    for (auto it = m_d->loops.crbegin(); it != m_d->loops.crend(); ++it) {
        if ((*it)->isOpen() || ++settled <= settledKept)
            views.append((*it)->view());
    }
    return views;
}

std::optional<CommandView> CommandRunner::lastFor(const FlagKey &flag) const
{
    const ClosedLoop *loop = m_d->newest.value(flag);
    return loop ? std::optional(loop->view()) : std::nullopt;
}

int CommandRunner::openCount() const
{
    return int(std::count_if(m_d->loops.cbegin(), m_d->loops.cend(),
                             [](const auto &loop) { return loop->isOpen(); }));
}

std::optional<std::chrono::milliseconds> CommandRunner::p95() const
{
    return m_d->p95();
}

bool CommandRunner::canUndo(const CommandId &id) const
{
    return undoOrder(id).has_value();
}

std::optional<CommandOrder> CommandRunner::undoOrder(const CommandId &id) const
{
    const ClosedLoop *loop = std::as_const(*m_d).find(id);
    if (!loop || m_d->newest.value(loop->flag().key) != loop)
        return std::nullopt;
    const CommandView &view = loop->view();
    if (view.stage != CommandStage::Confirmed || !view.before || !loop->proof())
        return std::nullopt;
    if (m_d->context.clock.now() - *loop->provenAt() > m_d->context.timings.undoWithin)
        return std::nullopt;
    CommandOrder undo;
    undo.flag = view.order.flag;
    undo.wanted = inverse(view.order.wanted, *view.before);
    if (view.order.wanted.defaultValue && !undo.wanted.defaultValue)
        return std::nullopt; // what the default was is not known: half a way back is none
    if (view.order.wanted.rollout) {
        undo.wanted.rollout = view.rolloutBefore;
        if (!undo.wanted.rollout)
            return std::nullopt;
    }
    undo.reason = view.order.reason.isEmpty() ? tr("Undo") : tr("Undo: %1").arg(view.order.reason);
    undo.shown = loop->proof();
    undo.by = view.order.by;
    return undo;
}

bool CommandRunner::journalWorks() const
{
    return m_d->journalWorks;
}

} // namespace signalbox
