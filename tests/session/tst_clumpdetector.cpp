// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/clumpdetector.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::hours(12)};

/// A stream seen from both ends: when frames were made and when they arrived.
struct Line
{
    explicit Line(std::optional<std::chrono::milliseconds> heartbeat = 30s) : detector(heartbeat) {}

    void beat() { detector.heartbeat(now); }
    /// An event made so long before now, told in whole seconds as Togul does.
    void event(std::chrono::milliseconds ago = 0ms)
    {
        const WallTime made =
            noon + std::chrono::floor<std::chrono::milliseconds>(now - MonotonicTime()) - ago;
        detector.event(now, std::chrono::floor<std::chrono::seconds>(made));
    }
    void pass(std::chrono::milliseconds time) { now += time; }
    [[nodiscard]] bool buffered() const { return detector.verdict().has_value(); }

    MonotonicTime now{1h};
    ClumpDetector detector;
};

} // namespace

class TestClumpDetector : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aQuietHonestStreamIsNotBuffered()
    {
        Line line;
        for (int i = 0; i < 100; ++i) {
            line.beat();
            line.pass(30s);
        }
        QVERIFY(!line.buffered());
    }

    // Half a minute of nothing, then fifty flags at once: a deploy, made and received in the same second.
    void aDeployIsNotBuffered()
    {
        Line line;
        for (int deploy = 0; deploy < 10; ++deploy) {
            line.beat();
            line.pass(31s);
            for (int flag = 0; flag < 50; ++flag) {
                line.event();
                line.pass(10ms);
            }
            line.pass(2s);
        }
        QVERIFY(!line.buffered());
    }

    // One that takes ten seconds on the server takes ten seconds here.
    void aSlowDeployIsNotBuffered()
    {
        Line line;
        for (int deploy = 0; deploy < 5; ++deploy) {
            line.pass(31s);
            for (int flag = 0; flag < 50; ++flag) {
                line.event();
                line.pass(200ms);
            }
        }
        QVERIFY(!line.buffered());
    }

    void aBusyStreamIsNotBuffered()
    {
        Line line;
        for (int i = 0; i < 5'000; ++i) {
            line.event();
            line.pass(i % 7 == 0 ? 900ms : 40ms);
            if (i % 60 == 0)
                line.beat();
        }
        QVERIFY(!line.buffered());
    }

    // A proxy that gathers: events of half a minute arrive within milliseconds.
    void eventsMadeApartThatArriveTogetherAreBuffered()
    {
        Line line;
        line.beat();
        for (int clump = 0; clump < 2; ++clump) {
            QVERIFY(!line.buffered()); // one may be a stalled network
            line.pass(31s);
            for (int frame = 0; frame < 14; ++frame) {
                line.event(std::chrono::seconds(28 - 2 * frame));
                line.pass(frame < 13 ? 1ms : 0ms);
            }
        }
        QVERIFY(line.buffered());
        const Clump clump = *line.detector.verdict();
        QCOMPARE(clump.frames, 14);
        QCOMPARE(clump.within, std::chrono::milliseconds(13));
        QVERIFY(clump.silence >= 30s && clump.silence <= 31s);
    }

    void heartbeatsThatArriveTogetherAreBuffered()
    {
        Line line;
        line.beat();
        for (int clump = 0; clump < 3; ++clump) {
            line.pass(120s);
            for (int beat = 0; beat < 4; ++beat)
                line.beat();
        }
        QVERIFY(line.buffered());
        QCOMPARE(line.detector.verdict()->frames, 4);
    }

    void aBeatOfTwoCommentsIsOneBeat()
    {
        Line line;
        for (int i = 0; i < 50; ++i) {
            line.beat();
            line.beat();
            line.pass(30s);
        }
        QVERIFY(!line.buffered());
    }

    void anUnknownRhythmNeedsThreeBeats()
    {
        Line pairs{std::nullopt};
        Line triples{std::nullopt};
        for (int i = 0; i < 5; ++i) {
            for (int beat = 0; beat < 3; ++beat) {
                if (beat < 2)
                    pairs.beat();
                triples.beat();
            }
            pairs.pass(60s);
            triples.pass(60s);
        }
        QVERIFY(!pairs.buffered());
        QVERIFY(triples.buffered());
    }

    void oneStallIsForgiven()
    {
        Line line;
        for (int i = 0; i < 40; ++i) {
            line.beat();
            line.pass(i == 20 ? 95s : 30s);
            if (i == 20) {
                line.beat();
                line.beat();
            }
        }
        QVERIFY(!line.buffered());
    }

    // Servers replay what was missed as soon as one connects; it is old and comes at once.
    void aReplayAfterConnectingIsNotBuffered()
    {
        Line line;
        for (int connection = 0; connection < 5; ++connection) {
            line.detector.connectionOpened();
            line.pass(40s);
            for (int frame = 0; frame < 20; ++frame)
                line.event(std::chrono::seconds(60 - 3 * frame));
            line.pass(5s);
            line.beat();
        }
        QVERIFY(!line.buffered());
    }

    void timesOlderThanTheSilenceProveNothing()
    {
        Line line;
        line.beat();
        for (int i = 0; i < 5; ++i) {
            line.pass(30s);
            line.event(1h);
            line.event();
        }
        QVERIFY(!line.buffered());
    }

    void whenTheKnobIsTurnedTheVerdictGoes()
    {
        Line line;
        line.beat();
        for (int clump = 0; clump < 3; ++clump) {
            line.pass(120s);
            for (int beat = 0; beat < 4; ++beat)
                line.beat();
        }
        QVERIFY(line.buffered());
        line.detector.connectionOpened();
        QVERIFY(line.buffered()); // a new connection alone proves nothing
        for (int i = 0; i < 9; ++i) {
            line.pass(30s);
            line.beat();
        }
        QVERIFY(!line.buffered());
    }
};

QTEST_GUILESS_MAIN(TestClumpDetector)
#include "tst_clumpdetector.moc"
