// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/commandbench.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

using Call = FakeProvider::Call;
using Stage = CommandStage;

namespace {

const Error lost{ErrorKind::Network, {}, {}, {}};

} // namespace

/// Commands for flags that the server does not date (FlagDash's), where a flag that was changed and changed
/// back looks as if nothing had happened.
class TestUndatedFlags final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_bench = std::make_unique<CommandBench>(m_folder->filePath(u"journal.sqlite"_s));
        m_bench->provider.put(u"a"_s, false, std::nullopt);
        m_bench->goLive();
    }
    void cleanup()
    {
        m_bench.reset();
        m_folder.reset();
    }

    void nothingWasHeardSoNothingWasApplied()
    {
        const CommandId id = pressAndLose();
        QCOMPARE(m_bench->settle(id), Stage::Refused);
        QVERIFY(m_bench->view(id).isUnchanged());
    }

    // The order was applied and told, its answer was lost, and a colleague had flipped it back by the time it
    // was read: "nothing was applied" was not so.
    void whatTheStreamNamedMayHaveBeenChangedBack()
    {
        const CommandId id = pressAndLose();
        m_bench->sendEvent(u"a"_s);
        QCOMPARE(m_bench->settle(id), Stage::Disagrees);
        QVERIFY(!m_bench->view(id).reportedNow->enabled);
        QCOMPARE(m_bench->sets(), 1);
    }

    void whatHappenedWithoutTheStreamIsNotKnown()
    {
        const CommandId id = pressAndLose();
        m_bench->loseStream();
        QCOMPARE(m_bench->settle(id), Stage::Disagrees);
    }

    void anEventBeforeTheOrderSaysNothing()
    {
        m_bench->sendEvent(u"a"_s);
        m_bench->provider.answerAll();
        m_bench->rest();
        const CommandId id = pressAndLose();
        QCOMPARE(m_bench->settle(id), Stage::Refused);
    }

    // The flip leaves after a reading that the vendor's provider makes for itself. Eight seconds counted from
    // the order let a flip that left late arrive after it was said that nothing had been applied.
    void theWaitCountsFromTheLostAnswerWhereTheVendorFlips()
    {
        m_bench->provider.fakeTraits.setsAbsolutely = false;
        const CommandId id = m_bench->pressUntilSent(u"a"_s, true);
        m_bench->clock.advance(7s);
        QVERIFY(m_bench->provider.answerSet(tl::unexpected(lost)));
        const MonotonicTime lostAt = m_bench->clock.now();
        QCOMPARE(m_bench->settle(id), Stage::Refused);
        QVERIFY(m_bench->clock.now() - lostAt >= 8s);
    }

    // A colleague had switched it on, our flip switched it off again, and its answer was lost: the reading
    // from in between confirmed the order.
    void whatWasReadBeforeTheFlipIsNoProofOfIt_data()
    {
        QTest::addColumn<bool>("flips");
        QTest::newRow("flips") << true;
        QTest::newRow("sets") << false;
    }
    void whatWasReadBeforeTheFlipIsNoProofOfIt()
    {
        QFETCH(const bool, flips);
        m_bench->provider.fakeTraits.setsAbsolutely = !flips;
        Flag &flag = m_bench->provider.world[FlagRef{EnvironmentId(u"prod"_s), FlagKey(u"a"_s)}];
        const CommandId id = m_bench->pressUntilSent(u"a"_s, true);
        flag.enabled = true;
        m_bench->readElsewhere(u"a"_s);
        QVERIFY(m_bench->answer(Call::Flag));
        flag.enabled = !flips;
        QVERIFY(m_bench->provider.answerSet(tl::unexpected(lost)));
        QCOMPARE(m_bench->stage(id), flips ? Stage::Unknown : Stage::Confirmed);
        QCOMPARE(m_bench->settle(id), flips ? Stage::Disagrees : Stage::Confirmed);
    }

    // Somebody switched it on while our flip was on its way: the order was called confirmed, and then our
    // flip arrived.
    void aFlipThatMayStillArriveIsWaitedFor_data()
    {
        QTest::addColumn<bool>("arrives");
        QTest::newRow("it arrives late") << true;
        QTest::newRow("it was made before") << false;
    }
    void aFlipThatMayStillArriveIsWaitedFor()
    {
        QFETCH(const bool, arrives);
        m_bench->provider.fakeTraits.setsAbsolutely = false;
        Flag &flag = m_bench->provider.world[FlagRef{EnvironmentId(u"prod"_s), FlagKey(u"a"_s)}];
        const CommandId id = pressAndLose();
        flag.enabled = true;
        m_bench->clock.advance(5s);
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->stage(id), Stage::Unknown);
        flag.enabled = !arrives;
        QCOMPARE(m_bench->settle(id), arrives ? Stage::Disagrees : Stage::Confirmed);
    }

    void norIsItAfterAnAnswerToTheContrary()
    {
        m_bench->provider.fakeTraits.setsAbsolutely = false;
        Flag &flag = m_bench->provider.world[FlagRef{EnvironmentId(u"prod"_s), FlagKey(u"a"_s)}];
        const CommandId id = m_bench->pressUntilSent(u"a"_s, true);
        flag.enabled = true;
        m_bench->readElsewhere(u"a"_s);
        Flag flipped = flag;
        flipped.enabled = false;
        m_bench->clock.advance(5ms);
        QVERIFY(m_bench->provider.answerSet(flipped));
        QCOMPARE(m_bench->stage(id), Stage::Disagrees);
        QVERIFY(m_bench->provider.answer(Call::Flag)); // what was there before the flip
        QCOMPARE(m_bench->stage(id), Stage::Disagrees);
        flag.enabled = false;
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->stage(id), Stage::Disagrees);
    }

private:
    CommandId pressAndLose()
    {
        const CommandId id = m_bench->pressUntilSent(u"a"_s, true);
        if (!m_bench->provider.answerSet(tl::unexpected(lost)))
            qFatal("nothing waits for its answer");
        return id;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<CommandBench> m_bench;
};

QTEST_GUILESS_MAIN(TestUndatedFlags)
#include "tst_undatedflags.moc"
