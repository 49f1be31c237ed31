// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activity.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A log that is filled at the hand-moved clock's time, and its activity in slots of 10 s, the last six.
struct Strip
{
    ManualClock clock;
    EventLog log{1'000};
    Activity activity{log, 10s, 6};
    quint64 serial = 0;

    void add(FactKind kind, int count = 1)
    {
        QVector<Fact> batch;
        for (int i = 0; i < count; ++i) {
            batch += fact(++serial, kind);
            batch.last().time = clock.wallTime();
        }
        log.add(batch);
    }
    [[nodiscard]] QString counts() const
    {
        QStringList texts;
        for (const Activity::Slot &slot : activity.slotsUntil(clock.wallTime()))
            texts += u"%1/%2"_s.arg(slot.events).arg(slot.commands);
        return texts.join(u' ');
    }
};

} // namespace

class TestActivity : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void slotsMoveWithTheClock()
    {
        Strip s;
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 0/0"_s);
        s.add(FactKind::FlagUpdated, 3);
        s.clock.advance(9'999ms);
        s.add(FactKind::RuleCreated);
        s.add(FactKind::Command, 2);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 4/2"_s);
        s.clock.advance(1ms);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 4/2 0/0"_s);
        s.add(FactKind::Unreadable);
        s.add(FactKind::Link);
        s.add(FactKind::Note);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 4/2 1/0"_s);
        s.clock.advance(40s);
        QCOMPARE(s.counts(), u"4/2 1/0 0/0 0/0 0/0 0/0"_s);
        s.clock.advance(10s);
        s.add(FactKind::FlagUpdated); // takes the place of the oldest slot
        QCOMPARE(s.counts(), u"1/0 0/0 0/0 0/0 0/0 1/0"_s);
        s.clock.advance(24h);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 0/0"_s);
    }

    void aClockThatIsSetBackLosesNothingWithinTheStrip()
    {
        Strip s;
        s.add(FactKind::FlagUpdated, 2);
        s.clock.setWallTime(s.clock.wallTime() - 10s);
        s.add(FactKind::FlagUpdated, 5);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 5/0"_s);
        s.clock.advance(10s);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 5/0 2/0"_s);
        s.clock.setWallTime(s.clock.wallTime() - 60s);
        s.add(FactKind::FlagUpdated); // its slot belongs to a newer round of the ring
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 0/0"_s);
        s.clock.advance(60s);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 5/0 2/0"_s);
    }

    void rateIsPerMinuteOverTheSpan()
    {
        Strip s;
        s.add(FactKind::Link);
        s.clock.advance(60s);
        s.add(FactKind::FlagUpdated, 6);
        s.clock.advance(9s);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 60s), 6.0);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 30s), 12.0);
        s.clock.advance(26s); // half of the slot with the six is outside the last 30 s
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 30s), 6.0);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 0s), 0.0);
        s.clock.advance(1h);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 60s), 0.0);
    }

    /// Of the time before the log began nothing is known, so it does not count as a quiet one.
    void rateBeginsWithTheLog()
    {
        Strip s;
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 300s), 0.0);
        s.clock.advance(6s); // in the middle of a slot
        s.add(FactKind::Link);
        s.add(FactKind::FlagUpdated, 2);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 300s), 12.0); // over ten seconds at least
        s.clock.advance(20s);
        s.add(FactKind::FlagUpdated, 4);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 300s), 18.0);
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 20s), 18.0);
        s.log.clear();
        QCOMPARE(s.activity.ratePerMinute(s.clock.wallTime(), 300s), 0.0);
    }

    void notesAreKeptUntilTheyAreDeletedOrOld()
    {
        Strip s;
        const WallTime start = s.clock.wallTime();
        Fact note = fact(++s.serial, FactKind::Note);
        note.time = start;
        note.detail = makeDetail(TextDetail{u"look"_s});
        s.log.add({note});
        QCOMPARE(s.activity.notesSince(start), QVector<WallTime>{start});
        s.log.amend({note.serial, TextDetail{u"look here"_s}, {}});
        QCOMPARE(s.activity.notesSince(start).size(), 1);
        s.log.amend({note.serial, TextDetail{}, {}});
        QVERIFY(s.activity.notesSince(start).isEmpty());
        note.serial = ++s.serial;
        s.log.add({note});
        s.clock.advance(24h);
        s.add(FactKind::FlagUpdated);
        QVERIFY(s.activity.notesSince(start).isEmpty());
    }

    void commandsAndGapsAreForgottenWithTheirSlots()
    {
        Strip s;
        const WallTime start = s.clock.wallTime();
        s.add(FactKind::Command);
        Fact gap = fact(++s.serial, FactKind::Gap);
        gap.time = start;
        gap.detail = makeDetail(GapDetail{start - 35s, start, 2});
        s.log.add({gap});
        QCOMPARE(s.activity.commandsSince(start), QVector<WallTime>{start});
        QVERIFY(s.activity.commandsSince(start + 1ms).isEmpty());
        QCOMPARE(s.activity.gapsSince(start).size(), 1);
        QCOMPARE(s.activity.gapsSince(start).constFirst().from, start - 35s);
        QVERIFY(s.activity.gapsSince(start + 1ms).isEmpty());

        s.log.amend({gap.serial, GapDetail{start - 35s, start + 5s, 3}, {}});
        QCOMPARE(s.activity.gapsSince(start).size(), 1);
        QCOMPARE(s.activity.gapsSince(start).constFirst().until, start + 5s);

        s.clock.advance(10min);
        s.add(FactKind::FlagUpdated);
        QVERIFY(s.activity.commandsSince(start).isEmpty());
        QVERIFY(s.activity.gapsSince(start).isEmpty());
    }

    void notesStandAtWhatTheyAreAbout()
    {
        Strip s;
        s.clock.advance(1min);
        const WallTime now = s.clock.wallTime();
        Fact note = fact(++s.serial, FactKind::Note);
        note.time = now;
        note.detail = makeDetail(TextDetail{u"this one"_s, now - 30s});
        Fact general = fact(++s.serial, FactKind::Note);
        general.time = now;
        general.detail = makeDetail(TextDetail{u"in general"_s});
        s.log.add({note, general});
        QCOMPARE(s.activity.notesSince(now - 1min), (QVector<WallTime>{now - 30s, now}));
        s.log.amend({note.serial, TextDetail{u"edited"_s, now - 30s}, {}});
        QCOMPARE(s.activity.notesSince(now - 1min).size(), 2);
        QCOMPARE(s.activity.notesSince(now - 1s), QVector<WallTime>{now});
    }

    void pollingIsNoGap()
    {
        Strip s;
        const WallTime now = s.clock.wallTime();
        Fact lost = fact(++s.serial, FactKind::Gap);
        lost.time = now;
        lost.detail = makeDetail(GapDetail{now - 20s, now - 10s, 0});
        Fact polled = fact(++s.serial, FactKind::Gap);
        polled.time = now;
        polled.detail = makeDetail(GapDetail{now - 10s, now, 0, GapReason::Polling});
        s.log.add({lost, polled});
        const QVector<Activity::Span> spans = s.activity.gapsSince(now - 1min);
        QCOMPARE(spans.size(), 2);
        QVERIFY(!spans.at(0).polled);
        QVERIFY(spans.at(1).polled);
    }

    void whatIsInTheLogAlreadyCounts()
    {
        Strip s;
        s.add(FactKind::FlagUpdated, 3);
        const Activity later(s.log, 10s, 6);
        QCOMPARE(later.slotsUntil(s.clock.wallTime()).constLast().events, 3);
        QCOMPARE(later.slotLength(), 10s);
    }

    void rowsThatLeaveTheLogStillCount()
    {
        ManualClock clock;
        EventLog log(2);
        const Activity activity(log, 10s, 6);
        for (quint64 serial = 1; serial <= 5; ++serial) {
            Fact one = fact(serial);
            one.time = clock.wallTime();
            log.add({one});
        }
        QCOMPARE(activity.slotsUntil(clock.wallTime()).constLast().events, 5);
    }

    void oneSignalPerBatchAndClearingEmpties()
    {
        Strip s;
        QSignalSpy changed(&s.activity, &Activity::changed);
        s.add(FactKind::FlagUpdated, 50);
        QCOMPARE(changed.size(), 1);
        s.log.clear();
        QCOMPARE(changed.size(), 2);
        QCOMPARE(s.counts(), u"0/0 0/0 0/0 0/0 0/0 0/0"_s);
    }
};

QTEST_GUILESS_MAIN(TestActivity)
#include "tst_activity.moc"
