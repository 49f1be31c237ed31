// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/commandbench.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

using Call = FakeProvider::Call;
using Stage = CommandStage;

namespace {

constexpr WallTime longAgo{std::chrono::milliseconds(1'781'000'000'000)};

/// On, with targeting of its own and a rollout to @p share.
Flag &putRolledOut(CommandBench &bench, int share)
{
    Flag &flag = bench.provider.put(u"a"_s, true, longAgo);
    Rule country;
    country.id = RuleId(u"r1"_s);
    country.kind = RuleKind::Attribute;
    country.value = true;
    Rule rollout;
    rollout.kind = RuleKind::Percentage;
    rollout.priority = 2;
    rollout.percentage = share;
    rollout.value = true;
    rollout.isRollout = true;
    flag.rules = QVector<Rule>{country, rollout};
    bench.provider.fakeTraits.snapshotHoldsRules = true;
    bench.provider.fakeTraits.flags.rollout = true;
    return flag;
}

CommandOrder rolloutOrder(const CommandBench &bench, int share)
{
    CommandOrder order = bench.order(u"a"_s, true);
    order.wanted = {.enabled = {}, .defaultValue = {}, .rollout = share};
    return order;
}

Error errorOf(ErrorKind kind)
{
    return {kind, u"as the server put it"_s, {}, {}};
}

} // namespace

class TestCommandRunner final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    // The whole way

    void confirmedThroughTheStream()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.clock.advance(10s);

        const CommandId id = bench.press(u"a"_s, true);
        QCOMPARE(bench.stage(id), Stage::Sent);
        QCOMPARE(bench.journalled(id), u"sent"_s);
        QCOMPARE(bench.sets(), 0); // written down before anything leaves

        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.sets(), 1);
        QCOMPARE(bench.changes.constLast().before->enabled, false);

        QVERIFY(bench.answer(Call::Set));
        QCOMPARE(bench.stage(id), Stage::Accepted);
        QCOMPARE(bench.session.reported(FlagKey(u"a"_s))->enabled, true);

        bench.sendEvent(u"a"_s);
        QCOMPARE(bench.stage(id), Stage::Seen);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);

        const CommandView view = bench.view(id);
        QCOMPARE(bench.steps(id), u"sent, accepted, seen, confirmed"_s);
        QVERIFY(view.timeTo(Stage::Accepted) == 2ms);
        QVERIFY(view.timeTo(Stage::Seen) == 3ms);
        QVERIFY(view.timeTo(Stage::Confirmed) == 4ms);
        QVERIFY(!view.error && !view.nothingSent && view.journalled && !view.reportedNow);
        QCOMPARE(bench.logged(id), u"sent, accepted, seen, confirmed"_s);
        QCOMPARE(bench.facts.size(), 1);
        QCOMPARE(bench.facts.constFirst().by, u"mia@example.org"_s);
        QVERIFY(bench.amendments.constLast().lag == 4ms);
        const JournalEntry entry = bench.journal->recent(1)->constFirst();
        QCOMPARE(entry.stage, Stage::Confirmed);
        QVERIFY(entry.latency == 4ms);
        QCOMPARE(entry.enabledBefore, std::optional(false));
        QVERIFY(bench.runner.p95() == 4ms);
        QCOMPARE(bench.runner.openCount(), 0);
        QCOMPARE(bench.sets(), 1);
    }

    void theStreamMaySpeakBeforeTheAnswer()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        flag.enabled = true;
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Sent); // not confirmed before the server has answered the order
        QVERIFY(bench.answer(Call::Set));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QCOMPARE(bench.steps(id), u"sent, seen, accepted, confirmed"_s); // in order of time
        QCOMPARE(bench.sets(), 1);
    }

    void aValueFromTheStreamConfirmsAtOnce()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        bench.sendEvent(u"a\",\"enabled\":true,\"x\":\""_s);
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QCOMPARE(bench.steps(id), u"sent, accepted, seen, confirmed"_s);
    }

    // A rollout goes the same way

    void aRolloutIsConfirmedAndTakenBack()
    {
        CommandBench bench(journalPath());
        Flag &flag = putRolledOut(bench, 25);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.provider.waiting().back().patch, rolloutOrder(bench, 60).wanted);
        QVERIFY(bench.answer(Call::Set));
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.steps(id), u"sent, accepted, seen, confirmed"_s);
        QCOMPARE(rolloutOf(*bench.session.reported(FlagKey(u"a"_s))), std::optional(60));
        const JournalEntry entry = bench.journal->recent(1)->constFirst();
        QCOMPARE(entry.wanted.rollout, std::optional(60));
        QCOMPARE(entry.rolloutBefore, std::optional(25));
        const auto detail = std::get<CommandDetail>(bench.amendments.constLast().detail);
        QCOMPARE(detail.rolloutBefore, std::optional(25));

        const auto undo = bench.runner.undoOrder(id);
        QVERIFY(undo);
        QVERIFY(undo->wanted == FlagPatch({.enabled = {}, .defaultValue = {}, .rollout = 25}));
        bench.rest();
        const CommandId back = bench.press(*undo);
        while (bench.stage(back) != Stage::Accepted
               && (bench.answer(Call::Flag) || bench.answer(Call::Set))) {
        }
        QCOMPARE(rolloutOf(flag), std::optional(25));
        QCOMPARE(bench.sets(), 2);
    }

    void aRolloutThatSomebodyMovedIsNotOverwritten()
    {
        CommandBench bench(journalPath());
        Flag &flag = putRolledOut(bench, 25);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        flag.rules->last().percentage = 40; // the server does not date it
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Refused);
        QCOMPARE(bench.view(id).error->kind, ErrorKind::Conflict);
        QCOMPARE(bench.sets(), 0);
    }

    void aRolloutThatIsSoAlreadyIsNotSent()
    {
        CommandBench bench(journalPath());
        putRolledOut(bench, 60);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QVERIFY(bench.view(id).nothingSent);
        QCOMPARE(bench.sets(), 0);
    }

    void aRolloutWithALostAnswerIsSettledByReading_data()
    {
        QTest::addColumn<int>("found");
        QTest::addColumn<CommandStage>("outcome");
        QTest::newRow("applied") << 60 << Stage::Confirmed;
        QTest::newRow("not applied") << 25 << Stage::Refused;
        QTest::newRow("neither") << 70 << Stage::Disagrees;
    }
    void aRolloutWithALostAnswerIsSettledByReading()
    {
        QFETCH(const int, found);
        QFETCH(const CommandStage, outcome);
        CommandBench bench(journalPath());
        Flag &flag = putRolledOut(bench, 25);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        QVERIFY(bench.answer(Call::Flag));
        bench.provider.answerSet(tl::unexpected(errorOf(ErrorKind::Timeout)));
        QCOMPARE(bench.stage(id), Stage::Unknown);
        flag.rules->last().percentage = found;
        QCOMPARE(bench.settle(id), outcome);
        QCOMPARE(bench.view(id).isUnchanged(), outcome == Stage::Refused);
        QCOMPARE(bench.sets(), 1); // absolute, and all the same a person's decision
    }

    void aRolloutMayBeOvertaken()
    {
        CommandBench bench(journalPath());
        Flag &flag = putRolledOut(bench, 25);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        QVERIFY(bench.answer(Call::Flag));
        QVERIFY(bench.answer(Call::Set));
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        flag.rules->last().percentage = 5;
        bench.readElsewhere(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Overtaken);
        QCOMPARE(rolloutOf(*bench.view(id).reportedNow), std::optional(5));
        QVERIFY(!bench.runner.canUndo(id));
    }

    void aRolloutThatTheServerDoesNotTakeUpDisagrees()
    {
        CommandBench bench(journalPath());
        Flag &flag = putRolledOut(bench, 25);
        bench.goLive();
        bench.clock.advance(10s);
        const CommandId id = bench.press(rolloutOrder(bench, 60));
        QVERIFY(bench.answer(Call::Flag));
        QVERIFY(bench.answer(Call::Set));
        flag.rules->last().percentage = 25;
        bench.clock.advance(6s);
        while (bench.stage(id) == Stage::Accepted && bench.answer(Call::Flag)) {
        }
        QCOMPARE(bench.stage(id), Stage::Disagrees);
    }

    void aRolloutThatAKilledConsoleLeftIsVerifiedByReading_data()
    {
        QTest::addColumn<int>("found");
        QTest::addColumn<CommandStage>("outcome");
        QTest::newRow("applied") << 60 << Stage::Confirmed;
        QTest::newRow("not applied") << 25 << Stage::Refused;
        QTest::newRow("neither") << 70 << Stage::Disagrees;
    }
    void aRolloutThatAKilledConsoleLeftIsVerifiedByReading()
    {
        QFETCH(const int, found);
        QFETCH(const CommandStage, outcome);
        CommandBench bench(journalPath());
        putRolledOut(bench, found);
        JournalEntry entry;
        entry.id = CommandId(u"left behind"_s);
        entry.server = bench.connection.url;
        entry.environment = bench.connection.environment;
        entry.flag = FlagKey(u"a"_s);
        entry.wanted.rollout = 60;
        entry.enabledBefore = true;
        entry.rolloutBefore = 25;
        entry.orderedAt = bench.clock.wallTime() - 1h;
        {
            const auto journal = Journal::open(journalPath());
            QVERIFY((*journal)->writeIntent(entry));
        }
        bench.goLive();
        bench.runner.verifyUnfinished();
        QCOMPARE(bench.settle(entry.id), outcome);
        QCOMPARE(bench.sets(), 0);
        QCOMPARE(bench.runner.canUndo(entry.id), outcome == Stage::Confirmed);
        if (const auto undo = bench.runner.undoOrder(entry.id))
            QCOMPARE(undo->wanted.rollout, std::optional(25));
    }

    // Read before write

    void aReadingOfTheLastTwoSecondsIsEnough()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.readElsewhere(u"a"_s);
        bench.answer(Call::Flag);
        bench.clock.advance(1'900ms);
        const int reads = bench.provider.calls(Call::Flag);
        bench.press(u"a"_s, true);
        QCOMPARE(bench.provider.calls(Call::Flag), reads);
        QCOMPARE(bench.sets(), 1);
    }

    void anOlderReadingIsNot()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.readElsewhere(u"a"_s);
        bench.answer(Call::Flag);
        bench.clock.advance(2s);
        bench.press(u"a"_s, true);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 1);
        QCOMPARE(bench.sets(), 0);
    }

    void norIsOneThatAnEventPutInDoubt()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.readElsewhere(u"a"_s);
        bench.answer(Call::Flag);
        bench.sendEvent(u"a"_s);
        bench.press(u"a"_s, true);
        QCOMPARE(bench.sets(), 0);
    }

    void norIsOneThatSaysItIsAlreadySo()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, true, longAgo);
        bench.goLive();
        bench.readElsewhere(u"a"_s);
        bench.answer(Call::Flag);
        const CommandId id = bench.press(u"a"_s, true);
        QCOMPARE(bench.stage(id), Stage::Sent); // a reading from before the press proves nothing
        bench.answer(Call::Flag);
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QVERIFY(bench.view(id).nothingSent);
        QCOMPARE(bench.sets(), 0);
        QVERIFY(!bench.runner.p95()); // nothing was sent, nothing was measured
        QVERIFY(!bench.runner.canUndo(id));
    }

    void refusedWhenItIsNotWhatWasShown_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<bool>("defaultValue");
        QTest::addColumn<WallTime>("updatedAt");
        QTest::newRow("switched") << true << false << longAgo;
        QTest::newRow("other default") << false << true << longAgo;
        QTest::newRow("written since") << false << false << longAgo + 1s;
    }
    void refusedWhenItIsNotWhatWasShown()
    {
        QFETCH(const bool, enabled);
        QFETCH(const bool, defaultValue);
        QFETCH(const WallTime, updatedAt);
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        flag.defaultValue = FlagValue(false);
        bench.goLive();
        const CommandId id = bench.press(u"a"_s, true);
        flag.enabled = enabled;
        flag.defaultValue = FlagValue(defaultValue);
        flag.updatedAt = updatedAt;
        bench.answer(Call::Flag);
        const CommandView view = bench.view(id);
        QCOMPARE(view.stage, Stage::Refused);
        QCOMPARE(view.error->kind, ErrorKind::Conflict);
        QVERIFY(view.nothingSent && !view.isUnchanged());
        QCOMPARE(view.reportedNow->enabled, enabled);
        QCOMPARE(bench.sets(), 0);
        QCOMPARE(bench.journalled(id), u"refused"_s);
    }

    void overwritesWhenNothingWasShown()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        CommandOrder order = bench.order(u"a"_s, true);
        order.shown.reset();
        bench.press(order);
        flag.updatedAt = longAgo + 1s;
        bench.answer(Call::Flag);
        QCOMPARE(bench.sets(), 1);
    }

    void nothingLeavesWhenItCannotBeReadFirst_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("time-out") << ErrorKind::Timeout;
        QTest::newRow("deleted before the press") << ErrorKind::NotFound;
        QTest::newRow("signed out") << ErrorKind::SignInNeeded;
    }
    void nothingLeavesWhenItCannotBeReadFirst()
    {
        QFETCH(const ErrorKind, kind);
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.press(u"a"_s, true);
        bench.provider.answerFlag(tl::unexpected(errorOf(kind)));
        const CommandView view = bench.view(id);
        QCOMPARE(view.stage, Stage::Refused);
        QCOMPARE(view.error->kind, kind);
        QVERIFY(view.nothingSent && !view.isUnchanged());
        QCOMPARE(bench.sets(), 0);
    }

    // One at a time

    void oneOpenCommandPerFlag()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.provider.put(u"b"_s, false, longAgo);
        bench.goLive();
        bench.press(u"a"_s, true);
        const auto second = bench.runner.run(bench.order(u"a"_s, true), bench.clock.now());
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QCOMPARE(bench.journal->recent(9)->size(), 1);
        bench.press(u"b"_s, true);
        QCOMPARE(bench.runner.openCount(), 2);
    }

    // Accepted, and then

    void readsAtOnceWhileTheStreamIsNotLive()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.loseStream();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        QCOMPARE(bench.stage(id), Stage::Accepted);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QCOMPARE(bench.steps(id), u"sent, accepted, confirmed"_s);
    }

    void readsWhenTheStreamIsLostWhileWaiting()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
        bench.loseStream();
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void unseenWhenTheStreamStaysSilent()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        bench.clock.advance(4'999ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
        bench.clock.advance(1ms);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Unseen);

        // The event comes after all; it is settled by what is there now, not by the event alone.
        bench.clock.advance(10s);
        bench.sendEvent(u"a"_s);
        QCOMPARE(bench.stage(id), Stage::Unseen);
        while (bench.answer(Call::Flag)) {
        }
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QCOMPARE(bench.steps(id), u"sent, accepted, unseen, seen, confirmed"_s);
        QCOMPARE(bench.sets(), 1);
    }

    // There is no stream that could mention it, so its silence means nothing.
    void underPollingTheReadBackConfirms()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, true, longAgo);
        bench.provider.streamFailure = Error{ErrorKind::Forbidden, u"no stream key"_s, {}, {}};
        bench.session.start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        QVERIFY(bench.answer(Call::Flags));
        QCOMPARE(bench.session.link().state, LinkState::Polling);
        bench.clock.advance(3s);
        const CommandId id = bench.pressUntilAccepted(u"a"_s, false);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QCOMPARE(bench.steps(id), u"sent, accepted, confirmed"_s);
    }

    void disagreesWhenTheValueIsStillTheOldOneAfterTheWait()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        flag.enabled = false;
        bench.clock.advance(5s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Disagrees);
        QCOMPARE(bench.view(id).reportedNow->enabled, false);

        // A right reading settles it, asked for by whomever.
        flag.enabled = true;
        bench.clock.advance(1s);
        bench.runner.checkNow(id);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QVERIFY(!bench.view(id).reportedNow);
        QCOMPARE(bench.logged(id), u"sent, accepted, disagrees, confirmed"_s);
        QCOMPARE(bench.sets(), 1);
    }

    void keepsReadingWhenTheReadAfterTheWaitFails()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        bench.clock.advance(5s);
        QVERIFY(bench.provider.answerFlag(tl::unexpected(errorOf(ErrorKind::Timeout))));
        QCOMPARE(bench.stage(id), Stage::Accepted);
        bench.clock.advance(1s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Unseen);
    }

    void disagreesAtOnceWhenTheAnswerIsNotTheOrder()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        const Flag unchanged = flag;
        QVERIFY(bench.provider.answerSet(unchanged));
        QCOMPARE(bench.stage(id), Stage::Disagrees);
        QCOMPARE(bench.view(id).reportedNow->enabled, false);
        QCOMPARE(bench.steps(id), u"sent, accepted, disagrees"_s);
        QVERIFY(bench.answer(Call::Flag)); // it was asked again by itself
        QCOMPARE(bench.stage(id), Stage::Disagrees);
    }

    void aContraryReadingThatMayBeOlderIsAskedOnceMore()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        bench.sendEvent(u"a"_s); // the read it causes is asked for before the order is accepted
        QVERIFY(bench.answer(Call::Set));
        QCOMPARE(bench.stage(id), Stage::Seen);
        const Flag now = flag;
        Flag before = now;
        before.enabled = false;
        bench.clock.advance(1ms);
        QVERIFY(bench.provider.answerFlag(before));
        QCOMPARE(bench.stage(id), Stage::Seen);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void aReplicaThatLagsBehindIsAskedOnceMore()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        bench.loseStream();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        const Flag before = flag;
        flag.updatedAt = longAgo + 1s;
        QVERIFY(bench.answer(Call::Set));
        bench.clock.advance(1ms);
        QVERIFY(bench.provider.answerFlag(before));
        QCOMPARE(bench.stage(id), Stage::Accepted);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void twoContraryReadingsAfterTheEventDisagree()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Set));
        flag.enabled = false;
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Seen);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Disagrees);
    }

    void deletedAfterAcceptance()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilAccepted(u"a"_s, true);
        bench.clock.advance(1ms);
        bench.sendEvent(u"a"_s, "flag.deleted");
        QCOMPARE(bench.stage(id), Stage::Disagrees);
        QCOMPARE(bench.view(id).error->kind, ErrorKind::NotFound);
    }

    void aListAfterAGapMakesItAsk()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(ErrorKind::Timeout))));
        bench.loseStream();
        bench.provider.world[FakeProvider::ref(u"a"_s)].enabled = true;
        bench.goLive();
        QCOMPARE(bench.provider.waitingCount(Call::Flag),
                 2); // its own, and one for rules that may have changed
        QVERIFY(bench.answer(Call::Flag));
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    // Refused

    void refusals_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<bool>("isReadAfterwards");
        QTest::newRow("401") << ErrorKind::SignInNeeded << false;
        QTest::newRow("403") << ErrorKind::Forbidden << true;
        QTest::newRow("403 protected") << ErrorKind::Protected << true;
        QTest::newRow("404") << ErrorKind::NotFound << true;
        QTest::newRow("409") << ErrorKind::Conflict << true;
        QTest::newRow("429") << ErrorKind::RateLimited << false;
        QTest::newRow("422") << ErrorKind::Rejected << true;
        QTest::newRow("no secure connection") << ErrorKind::Tls << true;
    }
    void refusals()
    {
        QFETCH(const ErrorKind, kind);
        QFETCH(const bool, isReadAfterwards);
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        Error error = errorOf(kind);
        error.retryAfter = 12s;
        QVERIFY(bench.provider.answerSet(tl::unexpected(error)));
        QCOMPARE(bench.stage(id), Stage::Refused);
        QCOMPARE(*bench.view(id).error, error);
        QVERIFY(!bench.view(id).nothingSent && !bench.view(id).isUnchanged());
        QCOMPARE(bench.provider.waitingCount(Call::Flag), isReadAfterwards ? 1 : 0);
        if (isReadAfterwards) {
            QVERIFY(bench.answer(Call::Flag));
            QCOMPARE(bench.view(id).reportedNow->enabled, false);
        }
        bench.clock.advance(120s);
        QCOMPARE(bench.stage(id), Stage::Refused);
        QCOMPARE(bench.sets(), 1);
        QVERIFY(bench.journal->recent(1)->constFirst().outcome.startsWith(word(kind)));
    }

    void aFlagDeletedMeanwhileIsRefused()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        bench.provider.world.clear();
        QVERIFY(bench.answer(Call::Set));
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Refused);
        QCOMPARE(bench.view(id).error->kind, ErrorKind::NotFound);
        QVERIFY(!bench.session.reported(FlagKey(u"a"_s)));
    }

    // Unknown

    void aLostAnswerThatWasAppliedIsConfirmedByReading_data() { lostAnswers(); }
    void aLostAnswerThatWasAppliedIsConfirmedByReading()
    {
        QFETCH(const ErrorKind, kind);
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(kind))));
        QCOMPARE(bench.stage(id), Stage::Unknown);
        QCOMPARE(bench.view(id).error->kind, kind);
        QCOMPARE(bench.journalled(id), u"unknown"_s);
        flag.enabled = true;
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
        bench.clock.advance(1s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QVERIFY(!bench.view(id).error);
        QCOMPARE(bench.sets(), 1);
    }

    void aLostAnswerThatWasNotAppliedIsUnchanged_data() { lostAnswers(); }
    void aLostAnswerThatWasNotAppliedIsUnchanged()
    {
        QFETCH(const ErrorKind, kind);
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(kind))));
        const MonotonicTime lost = bench.clock.now();
        for (const auto at : {1s, 2s, 4s, 8s}) {
            QCOMPARE(bench.stage(id), Stage::Unknown);
            bench.clock.advance(
                std::chrono::duration_cast<std::chrono::milliseconds>(lost + at - bench.clock.now() - 1ms));
            QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
            bench.clock.advance(1ms);
            QCOMPARE(bench.provider.waitingCount(Call::Flag), 1);
            QVERIFY(bench.provider.answer(Call::Flag));
        }
        const CommandView view = bench.view(id);
        QCOMPARE(view.stage, Stage::Refused);
        QVERIFY(view.isUnchanged());
        QCOMPARE(view.error->kind, kind);
        QCOMPARE(view.reportedNow->enabled, false);
        QCOMPARE(bench.sets(), 1);
        bench.clock.advance(300s);
        QCOMPARE(bench.sets(), 1);
    }

    void unknownIsReadEveryHalfMinuteUntilSomebodyAnswers()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(ErrorKind::Network))));
        const auto fails = [&bench] {
            return bench.provider.answerFlag(tl::unexpected(errorOf(ErrorKind::Network)));
        };
        for (const auto wait : {1s, 1s, 2s, 4s, 30s, 30s}) {
            QVERIFY(!fails());
            bench.clock.advance(wait);
            QVERIFY(fails());
            QCOMPARE(bench.stage(id), Stage::Unknown);
        }
        flag.enabled = true;
        bench.runner.checkNow(id);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void neitherOldNorNewDisagrees()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(ErrorKind::Timeout))));
        flag.updatedAt = longAgo + 5s; // applied, and put back by somebody
        for (int i = 0; i < 8; ++i) {
            bench.clock.advance(1s);
            bench.provider.answer(Call::Flag);
        }
        QCOMPARE(bench.stage(id), Stage::Disagrees);
    }

    void aFlagGoneWhileUnknownDisagrees()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.provider.answerSet(tl::unexpected(errorOf(ErrorKind::Timeout))));
        bench.provider.world.clear();
        bench.clock.advance(1s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Disagrees);
        QCOMPARE(bench.view(id).error->kind, ErrorKind::NotFound);
    }

    // Afterwards

    void overtakenBySomebodyElse()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilConfirmed(u"a"_s, true);
        flag.enabled = false;
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Overtaken);
        QCOMPARE(bench.view(id).reportedNow->enabled, false);
        QVERIFY(!bench.runner.canUndo(id));
        QCOMPARE(bench.journalled(id), u"overtaken"_s);
    }

    void notOvertakenAfterAMinute()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilConfirmed(u"a"_s, true);
        bench.clock.advance(60s);
        flag.enabled = false;
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void notOvertakenByANewerCommandOfOurs()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId first = bench.pressUntilConfirmed(u"a"_s, true);
        const CommandId second = bench.pressUntilConfirmed(u"a"_s, false);
        QCOMPARE(bench.stage(first), Stage::Confirmed);
        QCOMPARE(bench.stage(second), Stage::Confirmed);
        QCOMPARE(bench.runner.lastFor(FlagKey(u"a"_s))->id, second);
    }

    void undoIsTheAbsoluteWayBack()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        flag.defaultValue = FlagValue(true);
        bench.goLive();
        CommandOrder order = bench.order(u"a"_s, true);
        order.wanted.defaultValue = FlagValue(false);
        const CommandId id = bench.press(order);
        QVERIFY(bench.answer(Call::Flag));
        QVERIFY(!bench.runner.canUndo(id));
        QVERIFY(bench.answer(Call::Set));
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));

        const auto undo = bench.runner.undoOrder(id);
        QVERIFY(undo);
        QCOMPARE(undo->wanted, (FlagPatch{false, FlagValue(true)}));
        QCOMPARE(undo->shown->enabled, true);
        QVERIFY(!undo->towardsSafe);
        bench.clock.advance(10min);
        QVERIFY(bench.runner.canUndo(id));
        bench.clock.advance(1ms);
        QVERIFY(!bench.runner.canUndo(id));
    }

    void aNewerCommandTakesTheUndoAway()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId first = bench.pressUntilConfirmed(u"a"_s, true);
        QVERIFY(bench.runner.canUndo(first));
        bench.press(u"a"_s, false);
        QVERIFY(!bench.runner.canUndo(first));
    }

    // Two consoles

    void theSecondOfTwoConsolesIsToldWhatHappened()
    {
        CommandBench mine(journalPath());
        CommandBench theirs(journalPath());
        for (CommandBench *bench : {&mine, &theirs}) {
            bench->provider.put(u"a"_s, false, longAgo);
            bench->goLive();
        }
        const CommandOrder order = theirs.order(u"a"_s, true);
        mine.pressUntilConfirmed(u"a"_s, true);
        // One server: what one console wrote is what the other one reads.
        theirs.provider.world = mine.provider.world;
        const CommandId id = theirs.press(order);
        QVERIFY(theirs.answer(Call::Flag));
        QCOMPARE(theirs.stage(id), Stage::Refused);
        QCOMPARE(theirs.view(id).error->kind, ErrorKind::Conflict);
        QCOMPARE(theirs.sets(), 0);
        QCOMPARE(mine.journal->recent(9)->size(), 2);
    }

    void ofTwoThatPressAtOnceTheOverwrittenOneSaysSo()
    {
        CommandBench bench(journalPath());
        Flag &flag = bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        QVERIFY(bench.answer(Call::Set));
        flag.enabled = false; // the other console's order came right behind
        flag.updatedAt = longAgo + 1s;
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Disagrees);
        QCOMPARE(bench.sets(), 1);
    }

    // The journal

    void nothingLeavesWithoutAJournal()
    {
        CommandBench bench({});
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        QVERIFY(!bench.runner.journalWorks());
        const auto started = bench.runner.run(bench.order(u"a"_s, true), bench.clock.now());
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Storage);
        QVERIFY(bench.changes.isEmpty() && bench.facts.isEmpty());
        QCOMPARE(bench.provider.calls(Call::Flag), 0);
    }

    void towardsSafeGoesOutUnsaved()
    {
        CommandBench bench({});
        bench.provider.put(u"a"_s, true, longAgo);
        bench.goLive();
        CommandOrder order = bench.order(u"a"_s, false);
        order.towardsSafe = true;
        const CommandId id = bench.press(order);
        QVERIFY(!bench.view(id).journalled);
        bench.answer(Call::Flag);
        bench.answer(Call::Set);
        bench.sendEvent(u"a"_s);
        bench.answer(Call::Flag);
        QCOMPARE(bench.stage(id), Stage::Confirmed);
    }

    void goesOnWhenTheJournalFailsOnTheWay()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId id = bench.pressUntilSent(u"a"_s, true);
        breakJournal();
        QVERIFY(bench.answer(Call::Set));
        QCOMPARE(bench.stage(id), Stage::Accepted);
        QCOMPARE(bench.journalChanges, QVector<bool>{false});
        QVERIFY(!bench.runner.journalWorks());
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(id), Stage::Confirmed);
        QVERIFY(bench.view(id).journalled); // its intent is on disk
        bench.rest();

        QVERIFY(!bench.runner.run(bench.order(u"a"_s, false), bench.clock.now()));
        QCOMPARE(bench.sets(), 1);
    }

    void whatAKilledConsoleLeftIsVerifiedByReadingAndNeverSentAgain_data()
    {
        QTest::addColumn<bool>("applied");
        QTest::addColumn<std::chrono::milliseconds>("ago");
        QTest::addColumn<CommandStage>("outcome");
        QTest::newRow("applied") << true << std::chrono::milliseconds(3'600'000) << Stage::Confirmed;
        QTest::newRow("not applied") << false << std::chrono::milliseconds(3'600'000) << Stage::Refused;
        QTest::newRow("not applied, a moment ago")
            << false << std::chrono::milliseconds(500) << Stage::Refused;
        QTest::newRow("clock set back since")
            << false << std::chrono::milliseconds(-3'600'000) << Stage::Refused;
    }
    void whatAKilledConsoleLeftIsVerifiedByReadingAndNeverSentAgain()
    {
        QFETCH(const bool, applied);
        QFETCH(const std::chrono::milliseconds, ago);
        QFETCH(const CommandStage, outcome);
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, applied, longAgo);
        JournalEntry entry;
        entry.id = CommandId(u"left behind"_s);
        entry.server = bench.connection.url;
        entry.environment = bench.connection.environment;
        entry.flag = FlagKey(u"a"_s);
        entry.wanted.enabled = true;
        entry.enabledBefore = false;
        entry.reason = u"incident 6"_s;
        entry.orderedAt = bench.clock.wallTime() - ago;
        {
            const auto journal = Journal::open(journalPath());
            QVERIFY((*journal)->writeIntent(entry));
        }
        bench.goLive();
        bench.runner.verifyUnfinished();
        QCOMPARE(bench.stage(entry.id), Stage::Unknown);
        QCOMPARE(bench.runner.openCount(), 1);
        QVERIFY(!bench.runner.run(bench.order(u"a"_s, false), bench.clock.now())); // not before it is known
        const MonotonicTime began = bench.clock.now();
        QCOMPARE(bench.settle(entry.id), outcome);
        QCOMPARE(bench.view(entry.id).isUnchanged(), !applied);
        QCOMPARE(bench.journalled(entry.id), word(outcome));
        QCOMPARE(bench.view(entry.id).order.reason, u"incident 6"_s);
        QCOMPARE(bench.facts.size(), 1);
        QCOMPARE(bench.sets(), 0);
        if (!applied && ago < 8s)
            QVERIFY(bench.clock.now() - began >= 7s); // it might still have been on its way
        QVERIFY(!bench.runner.p95());

        bench.runner.verifyUnfinished();
        QCOMPARE(bench.runner.commands().size(), 1);
    }

    // Numbers

    void theWaitForTheStreamFollowsWhatIsUsual()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, false, longAgo);
        bench.goLive();
        const CommandId slow = bench.pressUntilAccepted(u"a"_s, true);
        bench.clock.advance(2s);
        bench.sendEvent(u"a"_s);
        QVERIFY(bench.answer(Call::Flag));
        QCOMPARE(bench.stage(slow), Stage::Confirmed);
        QVERIFY(bench.runner.p95() == 2'004ms);
        bench.rest();

        bench.pressUntilAccepted(u"a"_s, false);
        bench.clock.advance(4 * 2'004ms - 1ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
        bench.clock.advance(1ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 1);
    }

    void keepsFiftySettledCommands()
    {
        CommandBench bench(journalPath());
        bench.provider.put(u"a"_s, true, longAgo);
        bench.provider.put(u"b"_s, false, longAgo);
        bench.goLive();
        const CommandId open = bench.pressUntilSent(u"b"_s, true); // its answer does not come
        CommandId first;
        CommandId last;
        for (int i = 0; i < 60; ++i) {
            last = bench.press(u"a"_s, true); // already so
            if (i == 0)
                first = last;
            QVERIFY(bench.answer(Call::Flag));
            QCOMPARE(bench.stage(last), Stage::Confirmed);
        }
        QCOMPARE(bench.runner.commands().size(), 51);
        QCOMPARE(bench.runner.commands().constFirst().id, last);
        QCOMPARE(bench.runner.commands().constLast().id, open);
        QVERIFY(!bench.runner.command(first));
        QCOMPARE(bench.runner.openCount(), 1);
    }

private:
    [[nodiscard]] QString journalPath() const { return m_folder->filePath(u"journal.sqlite"_s); }

    void breakJournal() const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"breaks the journal"_s);
            database.setDatabaseName(journalPath());
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"DROP TABLE command"_s));
        }
        QSqlDatabase::removeDatabase(u"breaks the journal"_s);
    }

    static void lostAnswers()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("time-out") << ErrorKind::Timeout;
        QTest::newRow("cut") << ErrorKind::Network;
        QTest::newRow("5xx") << ErrorKind::Server;
        QTest::newRow("garbage") << ErrorKind::BadAnswer;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCommandRunner)
#include "tst_commandrunner.moc"
