// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/commandbench.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

std::unique_ptr<Journal> openJournal(const QString &path)
{
    if (path.isEmpty())
        return nullptr;
    auto journal = Journal::open(path);
    if (!journal)
        qFatal("%s", qPrintable(journal.error().detail));
    return std::move(*journal);
}

ConnectionInfo connectionOf(const ScriptedServer &)
{
    ConnectionInfo connection;
    connection.url = QUrl(u"https://togul.example"_s);
    connection.project = ProjectId(u"shop"_s);
    connection.environment = FakeProvider::environment();
    connection.environmentName = u"production"_s;
    connection.userName = u"mia@example.org"_s;
    return connection;
}

SessionOptions quietSession()
{
    SessionOptions options;
    options.readDetails = false;
    return options;
}

} // namespace

CommandBench::CommandBench(const QString &journalPath, CommandTimings timings)
    : journal(openJournal(journalPath))
    , connection(connectionOf(stream))
    , session(provider, network, clock, serials, quietSession(), [] { return 0.5; })
    , runner(provider, session, journal.get(), connection, clock, serials, timings)
{
    provider.stream.url = stream.url(u"/stream"_s);
    QObject::connect(&runner, &CommandRunner::factsAdded, &runner,
                     [this](const QVector<Fact> &added) { facts += added; });
    QObject::connect(&runner, &CommandRunner::factAmended, &runner,
                     [this](const FactAmendment &amendment) { amendments.append(amendment); });
    QObject::connect(&runner, &CommandRunner::commandChanged, &runner,
                     [this](const CommandView &command) { changes.append(command); });
    QObject::connect(&runner, &CommandRunner::journalWorksChanged, &runner,
                     [this](bool works) { journalChanges.append(works); });
}

void CommandBench::goLive()
{
    const int lists = provider.calls(Call::Flags);
    const auto requests = stream.requests().size();
    session.link().state == LinkState::Idle ? session.start() : session.retryNow();
    QTRY_VERIFY((clock.advance(0ms), stream.requests().size() == requests + 1));
    m_exchange = stream.lastExchange();
    m_exchange->startStream();
    QTRY_VERIFY((clock.advance(0ms), provider.calls(Call::Flags) == lists + 1));
    m_exchange->write(":\n\n");
    provider.answer(Call::Flags);
    QTRY_COMPARE(session.link().state, LinkState::Live);
    clock.advance(1ms);
}

void CommandBench::loseStream()
{
    m_exchange->abort();
    QTRY_VERIFY(session.link().state != LinkState::Live);
}

void CommandBench::sendEvent(const QString &key, const QByteArray &type)
{
    clock.advance(1ms);
    const quint64 events = session.counters().events;
    m_exchange->write("data: {\"type\":\"" + type + "\",\"flag_key\":\"" + key.toUtf8()
                      + "\",\"environment_id\":\"prod\"}\n\n");
    QTRY_COMPARE(session.counters().events, events + 1);
}

CommandOrder CommandBench::order(const QString &key, bool enabled) const
{
    CommandOrder order;
    order.flag = FlagKey(key);
    order.wanted.enabled = enabled;
    order.reason = u"incident 7"_s;
    order.shown = session.reported(order.flag);
    return order;
}

CommandId CommandBench::press(const CommandOrder &order)
{
    const auto started = runner.run(order, clock.now());
    if (!started)
        qFatal("the command did not start: %s", qPrintable(started.error().detail));
    return *started;
}

CommandId CommandBench::pressUntilSent(const QString &key, bool enabled)
{
    const CommandId id = press(key, enabled);
    answer(Call::Flag);
    if (provider.waitingCount(Call::Set) != 1)
        qFatal("the request did not leave");
    return id;
}

CommandId CommandBench::pressUntilAccepted(const QString &key, bool enabled)
{
    const CommandId id = pressUntilSent(key, enabled);
    answer(Call::Set);
    return id;
}

CommandId CommandBench::pressUntilConfirmed(const QString &key, bool enabled)
{
    const CommandId id = pressUntilAccepted(key, enabled);
    sendEvent(key);
    answer(Call::Flag);
    if (stage(id) != CommandStage::Confirmed)
        qFatal("the command is not confirmed");
    rest();
    return id;
}

void CommandBench::rest()
{
    clock.advance(5s);
    provider.answerAll();
    clock.advance(2s);
}

bool CommandBench::answer(Call call)
{
    clock.advance(1ms);
    return provider.answer(call);
}

CommandStage CommandBench::settle(const CommandId &id)
{
    const MonotonicTime began = clock.now();
    while (stage(id) == CommandStage::Unknown && clock.now() - began < std::chrono::minutes(1)) {
        provider.answer(Call::Flag);
        clock.advance(std::chrono::milliseconds(500));
    }
    return stage(id);
}

void CommandBench::readElsewhere(const QString &key)
{
    m_readings.push_back(session.readFlag(FlagKey(key), [](const Result<FlagReading> &) {}));
}

CommandView CommandBench::view(const CommandId &id) const
{
    const auto command = runner.command(id);
    if (!command)
        qFatal("there is no such command");
    return *command;
}

QString CommandBench::steps(const CommandId &id) const
{
    QStringList words;
    for (const CommandStep &step : view(id).steps)
        words.append(word(step.stage));
    return words.join(u", "_s);
}

QString CommandBench::logged(const CommandId &id) const
{
    const quint64 serial = view(id).factSerial;
    QStringList words;
    for (const Fact &fact : facts) {
        if (fact.serial == serial)
            words.append(word(std::get<CommandDetail>(*fact.detail).stage));
    }
    for (const FactAmendment &amendment : amendments) {
        if (amendment.serial == serial)
            words.append(word(std::get<CommandDetail>(amendment.detail).stage));
    }
    return words.join(u", "_s);
}

QString CommandBench::journalled(const CommandId &id) const
{
    const auto entries = journal->recent(100);
    for (const JournalEntry &entry : *entries) {
        if (entry.id == id)
            return word(entry.stage);
    }
    return {};
}

} // namespace signalbox
