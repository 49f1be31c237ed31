// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"
#include "operations/follow.h"
#include "operations/replay.h"
#include "operations/sessionrecorder.h"
#include "support/spokenfeed.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

CommandDetail command(CommandStage stage)
{
    CommandDetail detail;
    detail.id = CommandId(u"c1"_s);
    detail.stage = stage;
    return detail;
}

/// A replay with a store and a log that follow it, on a clock that is moved by hand.
class Stage final
{
public:
    explicit Stage(const std::shared_ptr<SessionFile> &file) : replay(file, clock), store(replay.clock())
    {
        followFlags(store, replay, ChangeOrigin::Elsewhere);
        QObject::connect(&replay, &Replay::marksRecorded, &store, &FlagStore::setAllMarks);
        QObject::connect(&replay, &Feed::factsAdded, &log, &EventLog::add);
        QObject::connect(&replay, &Feed::factAmended, &log, &EventLog::amend);
        QObject::connect(&replay, &Replay::restarted, &store, [this] {
            log.clear();
            store.clear();
        });
    }

    void settle()
    {
        for (int i = 0; i < 100 && replay.isSeeking(); ++i)
            clock.advance(0ms);
    }
    [[nodiscard]] QStringList flagsInLog() const
    {
        QStringList flags;
        for (int row = 0; row < log.count(); ++row)
            flags.append(log.at(row).flag.text());
        return flags;
    }

    ManualClock clock;
    Replay replay;
    FlagStore store;
    EventLog log{1'000};
};

} // namespace

class TestReplay final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        if (!m_file)
            record();
        QVERIFY(m_file);
    }

    void theSameRowsAndTheSameFlagsComeOut()
    {
        Stage stage(m_file);
        stage.replay.seek(stage.replay.length());
        stage.settle();
        QVERIFY(stage.replay.isAtEnd());
        QCOMPARE(stage.log.count(), int(m_recordedRows.size()));
        for (int row = 0; row < stage.log.count(); ++row)
            QVERIFY2(stage.log.at(row) == m_recordedRows.at(row), QByteArray::number(row).constData());
        QCOMPARE(rowsOf(stage.store), m_recordedFlags);
        QCOMPARE(stage.replay.link().state, LinkState::Stale);
    }

    void playsAtItsSpeed_data()
    {
        QTest::addColumn<double>("speed");
        for (const double speed : {0.5, 1.0, 2.0, 5.0, 10.0})
            QTest::addRow("%gx", speed) << speed;
    }

    void playsAtItsSpeed()
    {
        QFETCH(double, speed);
        Stage stage(m_file);
        stage.replay.setSpeed(speed);
        stage.replay.setPlaying(true);
        stage.clock.advance(0ms);
        // The first row stands at 1 s of the recording, the second at 2 s.
        stage.clock.advance(std::chrono::milliseconds(qint64(1'000 / speed)) - 1ms);
        QCOMPARE(stage.flagsInLog(), QStringList());
        stage.clock.advance(1ms);
        QCOMPARE(stage.flagsInLog(), QStringList({u"a"_s}));
        stage.clock.advance(std::chrono::milliseconds(qint64(1'000 / speed)));
        QCOMPARE(stage.flagsInLog(), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(stage.replay.clock().wallTime(), m_file->header().started + 2s);
    }

    void agesRunOnTheReplaysClock()
    {
        Stage stage(m_file);
        stage.replay.setSpeed(10);
        stage.replay.setPlaying(true);
        stage.clock.advance(0ms);
        stage.clock.advance(250ms);
        const FlagRow &row = stage.store.at(stage.store.rowOf(FlagKey(u"quiet"_s)));
        QCOMPARE(stage.replay.clock().now() - row.readAt, MonotonicTime::duration(2'500ms));
        stage.replay.setPlaying(false);
        stage.clock.advance(1h);
        QCOMPARE(stage.replay.clock().now() - row.readAt, MonotonicTime::duration(2'500ms));
        QCOMPARE(stage.replay.position(), 2'500ms);
    }

    void standsAtTheEndAndBeginsAnewFromThere()
    {
        Stage stage(m_file);
        QSignalSpy restarted(&stage.replay, &Replay::restarted);
        stage.replay.setPlaying(true);
        for (int i = 0; i < 40; ++i)
            stage.clock.advance(1s);
        QVERIFY(!stage.replay.isPlaying());
        QCOMPARE(stage.replay.position(), stage.replay.length());
        const QStringList atEnd = stage.flagsInLog();
        QCOMPARE(restarted.count(), 0);
        stage.replay.setPlaying(true);
        QCOMPARE(restarted.count(), 1);
        QCOMPARE(stage.flagsInLog(), QStringList());
        for (int i = 0; i < 40; ++i)
            stage.clock.advance(1s);
        QCOMPARE(stage.flagsInLog(), atEnd);
        QCOMPARE(rowsOf(stage.store), m_recordedFlags);
    }

    void goesBackByBeginningAnew()
    {
        Stage stage(m_file);
        stage.replay.seek(stage.replay.length());
        stage.settle();
        const MonotonicTime before = stage.replay.clock().now();
        stage.replay.seek(1'500ms);
        stage.settle();
        QCOMPARE(stage.flagsInLog(), QStringList({u"a"_s}));
        QCOMPARE(stage.replay.position(), 1'500ms);
        QVERIFY(stage.replay.clock().now() > before);
        const FlagRow &row = stage.store.at(stage.store.rowOf(FlagKey(u"quiet"_s)));
        QCOMPARE(stage.replay.clock().now() - row.readAt, MonotonicTime::duration(1'500ms));
        QVERIFY(!row.markedAt); // it did not change: it was only said again
    }

    void keepsPlayingAfterAJump()
    {
        Stage stage(m_file);
        stage.replay.setPlaying(true);
        stage.replay.seek(1'500ms);
        stage.settle();
        QVERIFY(stage.replay.isPlaying());
        stage.clock.advance(500ms);
        QCOMPARE(stage.replay.position(), 2s);
        QCOMPARE(stage.flagsInLog(), QStringList({u"a"_s, u"b"_s}));
    }

    void jumpsToTheNextRowCommandAndGap()
    {
        Stage stage(m_file);
        QVERIFY(stage.replay.jumpToNext(SessionStep::Kind::Row));
        stage.settle();
        QCOMPARE(stage.log.count(), 1);
        QVERIFY(stage.replay.jumpToNext(SessionStep::Kind::Row));
        stage.settle();
        QCOMPARE(stage.log.count(), 2);
        QVERIFY(stage.replay.jumpToNext(SessionStep::Kind::CommandRow));
        stage.settle();
        QCOMPARE(stage.log.at(stage.log.count() - 1).kind, FactKind::Command);
        QVERIFY(!stage.replay.jumpToNext(SessionStep::Kind::CommandRow));
        QVERIFY(stage.replay.jumpToNext(SessionStep::Kind::GapRow));
        stage.settle();
        QCOMPARE(stage.log.at(stage.log.count() - 1).kind, FactKind::Gap);
        QVERIFY(!stage.replay.isPlaying());
    }

    void theLinksTimesAreDistancesFromTheReplaysNow()
    {
        Stage stage(m_file);
        stage.replay.seek(0ms);
        stage.settle();
        QCOMPARE(stage.replay.link().state, LinkState::Live);
        QCOMPARE(stage.replay.clock().now() - *stage.replay.link().lastByte, MonotonicTime::duration(0ms));
        stage.replay.seek(stage.replay.length());
        stage.settle();
        QVERIFY(stage.replay.link().retryAt.has_value());
        QCOMPARE(*stage.replay.link().retryAt - stage.replay.link().since, MonotonicTime::duration(7s));
    }

    void nothingCanBeOrderedThroughIt()
    {
        Stage stage(m_file);
        stage.replay.seek(stage.replay.length());
        stage.settle();
        std::optional<Result<Flag>> answer;
        const Pending pending = stage.replay.provider().setFlag(
            {FakeProvider::environment(), FlagKey(u"a"_s)}, FlagPatch{true, {}},
            [&answer](const Result<Flag> &result) { answer = result; });
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->error().kind, ErrorKind::Rejected);
        QVERIFY(!mayHaveBeenApplied(answer->error()));

        const QStringList before = rowsOf(stage.store);
        stage.replay.rereadAll();
        stage.replay.retryNow();
        stage.replay.pause();
        stage.replay.applyAnswer(SpokenSession::flag(u"a"_s, true), stage.replay.clock().now());
        stage.clock.advance(1min);
        QCOMPARE(rowsOf(stage.store), before);
        QCOMPARE(stage.replay.link().state, LinkState::Stale);
    }

    void readingsAreAnsweredFromTheRecording()
    {
        Stage stage(m_file);
        stage.replay.seek(stage.replay.length());
        stage.settle();
        std::optional<Result<FlagReading>> known;
        std::optional<Result<FlagReading>> unknown;
        const Pending first = stage.replay.readFlag(
            FlagKey(u"b"_s), [&known](const Result<FlagReading> &result) { known = result; });
        const Pending second = stage.replay.readFlag(
            FlagKey(u"never"_s), [&unknown](const Result<FlagReading> &result) { unknown = result; });
        QTRY_VERIFY(known.has_value() && unknown.has_value());
        QVERIFY(known->value().flag.enabled);
        QCOMPARE(unknown->error().kind, ErrorKind::NotFound);
    }

    void aFileThatBreaksUnderneathIsSaid()
    {
        record();
        Stage stage(m_file);
        QSignalSpy broken(&stage.replay, &Replay::broken);
        QFile disk(m_file->path());
        QVERIFY(disk.open(QIODevice::ReadWrite));
        QVERIFY(disk.resize(m_file->step(m_file->stepCount() - 1).offset));
        stage.replay.seek(stage.replay.length());
        stage.settle();
        QCOMPARE(broken.count(), 1);
        QVERIFY(!stage.replay.isSeeking());
        QVERIFY(stage.log.count() > 0);
        record();
    }

private:
    /// Twenty seconds of an eventful life.
    void record()
    {
        SpokenSession session;
        EventLog log(1'000);
        connect(&session.feed, &Feed::factsAdded, &log, &EventLog::add);
        connect(&session.feed, &Feed::factAmended, &log, &EventLog::amend);
        connect(&session.commands, &CommandRunner::factsAdded, &log, &EventLog::add);
        connect(&session.commands, &CommandRunner::factAmended, &log, &EventLog::amend);
        session.feed.sayLink(session.link(LinkState::Live));
        QVector<Flag> flags;
        for (const QString &key : {u"a"_s, u"b"_s, u"leaving"_s, u"odd"_s, u"quiet"_s})
            flags.append(SpokenSession::flag(key));
        session.feed.sayAll(flags);
        session.store.setMarks(FlagKey(u"a"_s), FlagMarks{true, false});
        SessionRecorder recorder(session.feed, session.store, session.commands, SpokenSession::connection(),
                                 session.clock);
        const QString path = m_directory.filePath(u"session.jsonl"_s);
        if (!recorder.start(path))
            return;

        session.clock.advance(1s);
        const Fact update = session.fact(FactKind::FlagUpdated, u"a"_s);
        emit session.feed.factsAdded({update});
        emit session.feed.flagInvalidated(FlagKey(u"a"_s));
        session.clock.advance(300ms);
        session.feed.sayFlag(SpokenSession::flag(u"a"_s, true));
        ChangeDetail detail;
        detail.enabledNow = true;
        detail.readBack = true;
        emit session.feed.factAmended({update.serial, detail, 30ms});
        session.clock.advance(700ms);
        emit session.feed.factsAdded({session.fact(FactKind::FlagUpdated, u"b"_s)});
        session.feed.sayFlag(SpokenSession::flag(u"b"_s, true), FactSource::Stream);
        session.clock.advance(3s);
        session.feed.hear(session.clock.now());
        const Fact order = session.fact(FactKind::Command, u"b"_s, command(CommandStage::Sent));
        emit session.commands.factsAdded({order});
        session.clock.advance(400ms);
        emit session.commands.factAmended({order.serial, command(CommandStage::Confirmed), 400ms});
        session.feed.sayGone(FlagKey(u"leaving"_s));
        emit session.feed.factsAdded({session.fact(FactKind::FlagDeleted, u"leaving"_s)});
        session.clock.advance(4s);
        emit session.feed.factsAdded({session.fact(
            FactKind::Gap, {}, GapDetail{session.clock.wallTime() - 2s, session.clock.wallTime(), 1, {}})});
        flags[0].enabled = true;
        flags[1].enabled = true;
        flags.removeAt(2);
        flags.append(SpokenSession::flag(u"new"_s, true));
        session.feed.sayAll(flags);
        emit session.feed.flagReadFailed(FlagKey(u"odd"_s), Error{ErrorKind::Server, u"500"_s, 500, {}});
        session.clock.advance(5s);
        LinkStatus stale = session.link(LinkState::Stale);
        stale.retryAt = session.clock.now() + 7s;
        session.feed.sayLink(stale);
        session.clock.advance(5s);
        recorder.stop();

        m_recordedRows.clear();
        for (int row = 0; row < log.count(); ++row)
            m_recordedRows.append(log.at(row));
        m_recordedFlags = rowsOf(session.store);

        ManualClock clock;
        SessionOpener opener(clock, path);
        connect(&opener, &SessionOpener::opened, this,
                [this](const std::shared_ptr<SessionFile> &file) { m_file = file; });
        opener.start();
        for (int i = 0; i < 10; ++i)
            clock.advance(0ms);
    }

    QTemporaryDir m_directory;
    std::shared_ptr<SessionFile> m_file;
    QVector<Fact> m_recordedRows;
    QStringList m_recordedFlags;
};

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
