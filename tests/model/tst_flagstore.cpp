// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagstore.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(signalbox::FlagRow)

namespace {

const FlagKey keyA(u"a"_s);
const FlagKey keyB(u"b"_s);

QStringList keys(const FlagStore &store)
{
    QStringList result;
    for (int row = 0; row < store.count(); ++row)
        result += store.at(row).flag.key.text();
    return result;
}

Error readError()
{
    return {ErrorKind::Timeout, {}, {}, {}};
}

} // namespace

class TestFlagStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    /// What happens to one row, step by step, and how its value is known in the end. Steps: S snapshot, F
    /// reading, I invalidated, E read error, G gone; link: L live, T late, X stale, R retrying, C connecting,
    /// Y syncing, Z syncing with the snapshot read, P paused.
    void knowledge_data()
    {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<int>("expected");
        const int fresh = int(Knowledge::Fresh);
        const int aged = int(Knowledge::Aged);
        const int unverified = int(Knowledge::Unverified);
        const int unknown = int(Knowledge::Unknown);
        const int gone = int(Knowledge::Gone);

        QTest::newRow("read with no link known") << u"S"_s << fresh;
        QTest::newRow("first connection, list before the state") << u"CYSZ"_s << fresh;
        QTest::newRow("first connection, state before the list") << u"CYZS"_s << fresh;
        QTest::newRow("list read, link not yet current") << u"CYS"_s << aged;
        QTest::newRow("live") << u"CYSZL"_s << fresh;
        QTest::newRow("late ages") << u"YSZLT"_s << aged;
        QTest::newRow("the late byte proves what was sent before it") << u"YSZLTL"_s << fresh;
        QTest::newRow("stale ages") << u"YSZLX"_s << aged;
        QTest::newRow("retrying ages") << u"YSZLR"_s << aged;
        QTest::newRow("paused ages") << u"YSZLP"_s << aged;
        QTest::newRow("recovery alone makes nothing fresh") << u"YSZLXL"_s << aged;
        QTest::newRow("nor does late in between") << u"YSZLTXTL"_s << aged;
        QTest::newRow("nor a new connection") << u"YSZLRCYZ"_s << aged;
        QTest::newRow("the resync's list does") << u"YSZLRCYSZ"_s << fresh;
        QTest::newRow("also when the state stayed Stale until then") << u"YSZLRXSL"_s << fresh;
        QTest::newRow("a reading does") << u"YSZLRCYFZ"_s << fresh;
        QTest::newRow("a reading while stale is not covered by a stream") << u"YSZLXF"_s << aged;
        QTest::newRow("nor by the one that is opened afterwards") << u"YSZLXFCYZ"_s << aged;
        QTest::newRow("an event invalidates") << u"SI"_s << unverified;
        QTest::newRow("a reading settles it") << u"SIF"_s << fresh;
        QTest::newRow("a list settles it") << u"SIS"_s << fresh;
        QTest::newRow("losing the link does not settle it") << u"YSZLIX"_s << unverified;
        QTest::newRow("finding it again neither") << u"YSZLIXCYZL"_s << unverified;
        QTest::newRow("read failed") << u"SE"_s << unknown;
        QTest::newRow("read failed after an event") << u"SIE"_s << unknown;
        QTest::newRow("an event does not make it known") << u"SEI"_s << unknown;
        QTest::newRow("read again") << u"SEF"_s << fresh;
        QTest::newRow("never read") << u"E"_s << unknown;
        QTest::newRow("never read, then read") << u"EF"_s << fresh;
        QTest::newRow("deleted") << u"SG"_s << gone;
        QTest::newRow("deleted wins over all else") << u"SGIEXL"_s << gone;
        QTest::newRow("created again") << u"SGF"_s << fresh;
    }

    void knowledge()
    {
        QFETCH(QString, steps);
        QFETCH(int, expected);
        ManualClock clock;
        FlagStore store(clock);
        for (const QChar step : steps) {
            clock.advance(1s);
            switch (step.unicode()) {
            case u'S': store.applySnapshot({flag(u"a"_s)}); break;
            case u'F': store.applyFlag(flag(u"a"_s), ChangeOrigin::Elsewhere); break;
            case u'I': store.invalidate(keyA); break;
            case u'E': store.setReadError(keyA, readError()); break;
            case u'G': store.markGone(keyA); break;
            case u'L': store.setLink(link(LinkState::Live, true)); break;
            case u'T': store.setLink(link(LinkState::Late, true)); break;
            case u'X': store.setLink(link(LinkState::Stale)); break;
            case u'R': store.setLink(link(LinkState::Retrying)); break;
            case u'C': store.setLink(link(LinkState::Connecting)); break;
            case u'Y': store.setLink(link(LinkState::Syncing)); break;
            case u'Z': store.setLink(link(LinkState::Syncing, true)); break;
            case u'P': store.setLink(link(LinkState::Paused)); break;
            default: QFAIL("no such step");
            }
        }
        QCOMPARE(store.count(), 1);
        QCOMPARE(int(store.at(0).knowledge), expected);
        const bool doubtful = expected == int(Knowledge::Unverified) || expected == int(Knowledge::Unknown);
        QCOMPARE(store.unverifiedCount(), doubtful ? 1 : 0);
    }

    void theFirstListMarksNothing()
    {
        ManualClock clock;
        FlagStore store(clock);
        Flag one = flag(u"a"_s);
        one.updatedAt = clock.wallTime() - 21min;
        store.applySnapshot({one, flag(u"b"_s)});
        QCOMPARE(store.at(0).changedAt, one.updatedAt);
        QVERIFY(!store.at(0).markedAt);
        QVERIFY(!store.at(1).changedAt);
        QCOMPARE(store.at(0).origin, ChangeOrigin::NotSeen);
        QCOMPARE(store.lastSnapshot(), std::optional(clock.wallTime()));
    }

    void aDifferenceIsMarkedAndAnEqualReadingKeepsTheMark()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.applySnapshot({flag(u"a"_s)});
        clock.advance(5s);
        const WallTime changedAt = clock.wallTime();
        const MonotonicTime markedAt = clock.now();
        store.applyFlag(flag(u"a"_s, true), ChangeOrigin::You);
        QCOMPARE(store.at(0).changedAt, std::optional(changedAt));
        QCOMPARE(store.at(0).markedAt, std::optional(markedAt));
        QCOMPARE(store.at(0).origin, ChangeOrigin::You);

        clock.advance(5s);
        store.applyFlag(flag(u"a"_s, true), ChangeOrigin::Elsewhere);
        store.applySnapshot({flag(u"a"_s, true)});
        QCOMPARE(store.at(0).changedAt, std::optional(changedAt));
        QCOMPARE(store.at(0).markedAt, std::optional(markedAt));
        QCOMPARE(store.at(0).origin, ChangeOrigin::You);
        QCOMPARE(store.at(0).readAt, clock.now());
    }

    void rulesThatBecomeKnownAreNoChange()
    {
        ManualClock clock;
        FlagStore store(clock);
        Flag bare = flag(u"a"_s);
        bare.rules.reset();
        store.applySnapshot({bare});
        store.applyFlag(flag(u"a"_s), ChangeOrigin::Elsewhere);
        QVERIFY(store.at(0).flag.rules);
        QVERIFY(!store.at(0).markedAt);
    }

    void thereAndBackBetweenTwoReadingsShowsTheServersTime()
    {
        ManualClock clock;
        FlagStore store(clock);
        Flag one = flag(u"a"_s);
        one.updatedAt = clock.wallTime() - 1h;
        store.applySnapshot({one});
        one.updatedAt = clock.wallTime() - 1min;
        store.applyFlag(one, ChangeOrigin::Elsewhere);
        QCOMPARE(store.at(0).changedAt, one.updatedAt);
        QVERIFY(!store.at(0).markedAt);
    }

    void aListKeepsMarksLampAndOrigin()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.setMarks(keyA, {true, false});
        store.applySnapshot(flags({u"a", u"b", u"c"}));
        QVERIFY(store.at(0).marks.pinned);
        FlagPatch off;
        off.enabled = true;
        store.setLamp(keyA, CommandLamp{CommandStage::Sent, off});
        store.applySnapshot(flags({u"a", u"b", u"c"}));
        QVERIFY(store.at(0).marks.pinned);
        QVERIFY(store.at(0).lamp);

        // What the lamp wanted is ours; what it did not want, and what has no lamp, is not.
        store.applySnapshot({flag(u"a"_s, true), flag(u"b"_s, true), flag(u"c"_s)});
        QCOMPARE(store.at(0).origin, ChangeOrigin::You);
        QCOMPARE(store.at(1).origin, ChangeOrigin::Elsewhere);
        QCOMPARE(store.at(2).origin, ChangeOrigin::NotSeen);
        store.applySnapshot({flag(u"a"_s), flag(u"b"_s, true), flag(u"c"_s)});
        QCOMPARE(store.at(0).origin, ChangeOrigin::Elsewhere);
    }

    void fewComingsAndGoingsAreRanges()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.applySnapshot(flags({u"a", u"b", u"c", u"d", u"e", u"f"}));
        QSignalSpy resets(&store, &FlagStore::aboutToReset);
        QSignalSpy removals(&store, &FlagStore::aboutToRemove);
        QSignalSpy inserts(&store, &FlagStore::aboutToInsert);
        QSignalSpy counts(&store, &FlagStore::countsChanged);
        store.applySnapshot(flags({u"g", u"a", u"d", u"f", u"h"}));
        QCOMPARE(resets.size(), 0);
        QCOMPARE(removals, (QList<QList<QVariant>>{{4, 4}, {1, 2}}));
        QCOMPARE(inserts, (QList<QList<QVariant>>{{3, 4}}));
        QCOMPARE(counts.size(), 1);
        QCOMPARE(keys(store), QStringList({u"a"_s, u"d"_s, u"f"_s, u"g"_s, u"h"_s}));
        for (int row = 0; row < store.count(); ++row)
            QCOMPARE(store.rowOf(store.at(row).flag.key), row);
        QCOMPARE(store.rowOf(keyB), -1);
        QVERIFY(store.at(3).markedAt); // it came while we looked
        QCOMPARE(store.at(3).origin, ChangeOrigin::Elsewhere);
    }

    void aWhollyDifferentSetIsAReset()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.applySnapshot(flags({u"a", u"b"}));
        QSignalSpy resets(&store, &FlagStore::reset);
        QSignalSpy inserts(&store, &FlagStore::aboutToInsert);
        store.applySnapshot(flags({u"b", u"x", u"y", u"z"}));
        QCOMPARE(resets.size(), 1);
        QCOMPARE(inserts.size(), 0);
        QCOMPARE(keys(store), QStringList({u"b"_s, u"x"_s, u"y"_s, u"z"_s}));
        QCOMPARE(store.rowOf(FlagKey(u"z"_s)), 3);

        QVector<Flag> everySecond;
        const QVector<Flag> many = manyFlags(200);
        store.applySnapshot(many);
        for (int i = 0; i < many.size(); i += 2)
            everySecond += many.at(i);
        resets.clear();
        store.applySnapshot(everySecond); // a hundred holes: one reset is cheaper for every view
        QCOMPARE(resets.size(), 1);
        QCOMPARE(store.count(), 100);
    }

    void anEmptyListEmptiesTheStore()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.applySnapshot(flags({u"a", u"b"}));
        store.invalidate(keyA);
        store.applySnapshot({});
        QCOMPARE(store.count(), 0);
        QCOMPARE(store.rowOf(keyA), -1);
        QCOMPARE(store.unverifiedCount(), 0);
        store.applySnapshot({});
        QCOMPARE(store.count(), 0);
    }

    void aKeyThatComesTwiceCountsOnce()
    {
        ManualClock clock;
        FlagStore store(clock);
        const QVector<Flag> twice = {flag(u"a"_s, true), flag(u"b"_s), flag(u"a"_s, false)};
        store.applySnapshot(twice);
        QCOMPARE(keys(store), QStringList({u"a"_s, u"b"_s}));
        QVERIFY(store.at(0).flag.enabled);
        store.applySnapshot(twice);
        QCOMPARE(store.count(), 2);
        QVERIFY(store.at(0).flag.enabled);
        QVERIFY(!store.at(0).markedAt);
    }

    void deletedRowsStayUntilTheNextList()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.applySnapshot(flags({u"a", u"b"}));
        store.markGone(keyA);
        QCOMPARE(store.count(), 2);
        QVERIFY(store.at(0).markedAt);
        store.applySnapshot(flags({u"b"}));
        QCOMPARE(keys(store), QStringList({u"b"_s}));
    }

    void marksOutliveTheirRows()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.setAllMarks({{keyA, {true, {}}}, {keyB, {}}});
        QCOMPARE(store.allMarks().size(), 1); // what says nothing is not kept
        store.applySnapshot(flags({u"a", u"b"}));
        QVERIFY(store.at(0).marks.pinned);
        QVERIFY(!store.at(1).marks.pinned);
        store.applySnapshot(flags({u"b"}));
        store.applySnapshot(flags({u"a", u"b"}));
        QVERIFY(store.at(store.rowOf(keyA)).marks.pinned);
        store.setMarks(keyA, {});
        QVERIFY(store.allMarks().isEmpty());
        QVERIFY(!store.at(store.rowOf(keyA)).marks.pinned);
    }

    void nothingIsSaidWhereNothingChanged()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.setLink(link(LinkState::Live, true));
        store.applySnapshot(flags({u"a", u"b", u"c"}));
        QSignalSpy rows(&store, &FlagStore::changed);
        QSignalSpy all(&store, &FlagStore::allChanged);
        store.applySnapshot(flags({u"a", u"b", u"c"}));
        store.setLink(link(LinkState::Live, true));
        store.setLamp(keyA, std::nullopt);
        store.setMarks(keyA, {});
        store.setAllMarks({});
        store.invalidate(FlagKey(u"nobody"_s));
        store.markGone(FlagKey(u"nobody"_s));
        QCOMPARE(rows.size(), 0);
        QCOMPARE(all.size(), 0);
        store.applySnapshot({flag(u"a"_s, true), flag(u"b"_s), flag(u"c"_s)});
        QCOMPARE(rows, (QList<QList<QVariant>>{{0}}));
        store.setLink(link(LinkState::Late, true));
        QCOMPARE(all.size(), 1);
    }

    /// While the stream lives it vouches for values that were read long ago; when it is lost, they are as old
    /// as its last byte.
    void anAgedValueIsAsOldAsTheLastByteThatVouchedForIt()
    {
        ManualClock clock;
        FlagStore store(clock);
        store.setLink(link(LinkState::Live, true));
        store.applySnapshot(flags({u"a", u"b"}));
        const MonotonicTime readAt = clock.now();
        clock.advance(3h);
        LinkStatus late = link(LinkState::Late, true);
        late.lastByte = clock.now();
        QCOMPARE(store.knownUntil(store.at(0)), std::optional(readAt));
        clock.advance(41s);
        store.setLink(late);
        QCOMPARE(store.knownUntil(store.at(0)), late.lastByte);

        LinkStatus syncing = link(LinkState::Syncing);
        syncing.lastByte = clock.now(); // of the new stream, which says nothing about old values
        store.setLink(syncing);
        QCOMPARE(store.knownUntil(store.at(0)), late.lastByte);

        store.setReadError(FlagKey(u"new"_s), readError());
        QVERIFY(!store.knownUntil(store.at(2)));
    }

    void offNormal_data()
    {
        QTest::addColumn<FlagRow>("row");
        QTest::addColumn<bool>("expected");
        FlagRow row;
        row.knowledge = Knowledge::Fresh;
        QTest::newRow("ordinary") << row << false;
        row.marks.safeState = true;
        QTest::newRow("kill switch in its normal position") << row << false;
        row.marks.safeState = false;
        QTest::newRow("kill switch in its safe position") << row << true;
        row.marks.safeState.reset();
        row.lamp = CommandLamp{CommandStage::Seen, {}};
        QTest::newRow("open command") << row << true;
        row.lamp->stage = CommandStage::Disagrees;
        QTest::newRow("command that disagrees") << row << true;
        row.lamp->stage = CommandStage::Confirmed;
        QTest::newRow("confirmed command") << row << false;
        row.lamp.reset();
        row.knowledge = Knowledge::Unknown;
        QTest::newRow("unknown") << row << true;
        row.knowledge = Knowledge::Gone;
        QTest::newRow("deleted") << row << true;
        row.knowledge = Knowledge::Aged;
        QTest::newRow("aged befalls all") << row << false;
    }

    void offNormal()
    {
        QFETCH(FlagRow, row);
        QFETCH(bool, expected);
        QCOMPARE(isOffNormal(row), expected);
    }

    void aHundredThousandFlagsAreNoBurden()
    {
        ManualClock clock;
        FlagStore store(clock);
        QVector<Flag> many = manyFlags(100'000);
        store.applySnapshot(many);
        QCOMPARE(store.count(), 100'000);
        many[5].enabled = !many[5].enabled;
        many.removeAt(70'000);
        QSignalSpy rows(&store, &FlagStore::changed);
        store.applySnapshot(many);
        QCOMPARE(rows, (QList<QList<QVariant>>{{5}}));
        QCOMPARE(store.count(), 99'999);
        for (int i = 0; i < 20'000; ++i) // each has to be cheap: together they would be quadratic
            store.invalidate(many.at(i).key);
        QCOMPARE(store.unverifiedCount(), 20'000);
    }
};

QTEST_GUILESS_MAIN(TestFlagStore)
#include "tst_flagstore.moc"
