// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/wirehead.h"
#include "protocol/wiretap.h"
#include "support/manualclock.h"

#include <QNetworkRequest>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QByteArrayList kept(const WireTap &tap)
{
    QByteArrayList pieces;
    for (quint64 number = tap.first(); number < tap.end(); ++number)
        pieces.append(tap.piece(number).bytes);
    return pieces;
}

} // namespace

class TestWireTap final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void keepsWhatTimeAndConnection()
    {
        ManualClock clock;
        WireTap tap(clock);
        QCOMPARE(tap.end(), quint64(0));
        tap.beginConnection();
        tap.add(WirePiece::Kind::Request, "GET");
        const MonotonicTime then = clock.now();
        clock.advance(250ms);
        tap.beginConnection();
        tap.add(WirePiece::Kind::Body, std::string_view("a\0b", 3));
        QCOMPARE(tap.end(), quint64(2));
        QCOMPARE(tap.piece(0).kind, WirePiece::Kind::Request);
        QCOMPARE(tap.piece(0).connection, 1);
        QCOMPARE(tap.piece(1).connection, 2);
        QCOMPARE(tap.piece(1).bytes, QByteArray("a\0b", 3));
        QCOMPARE(tap.piece(1).at - then, 250ms);
        QCOMPARE(tap.piece(1).wall, clock.wallTime());
    }

    void wallTimeFollowsTheWallClock()
    {
        ManualClock clock;
        WireTap tap(clock);
        const WallTime start = clock.wallTime();
        tap.add(WirePiece::Kind::Body, "a");
        for (const std::chrono::milliseconds step : {20ms, 29ms, 1ms, 10'000ms}) {
            clock.advance(step);
            tap.add(WirePiece::Kind::Body, "b");
            QCOMPARE(tap.piece(tap.end() - 1).wall, clock.wallTime());
        }
        QCOMPARE(tap.piece(0).wall, start);
        // Given by who read it before something slow.
        tap.add(WirePiece::Kind::Body, "c", clock.now() - 10ms);
        QCOMPARE(tap.piece(tap.end() - 1).at, clock.now() - 10ms);
        // Somebody set the clock.
        clock.setWallTime(clock.wallTime() - std::chrono::hours(5));
        clock.advance(50ms);
        tap.add(WirePiece::Kind::Body, "d");
        QCOMPARE(tap.piece(tap.end() - 1).wall, clock.wallTime());
    }

    void theOldestLeaveForTheirNumber()
    {
        ManualClock clock;
        WireTap tap(clock, {.bytes = 100, .pieces = 3, .pieceBytes = 100});
        for (const char *text : {"a", "b", "c", "d", "e"})
            tap.add(WirePiece::Kind::Body, text);
        QCOMPARE(kept(tap), QByteArrayList({"c", "d", "e"}));
        QCOMPARE(tap.first(), quint64(2));
        QCOMPARE(tap.end(), quint64(5));
    }

    void theOldestLeaveForTheirBytes()
    {
        ManualClock clock;
        WireTap tap(clock, {.bytes = 10, .pieces = 100, .pieceBytes = 10});
        tap.add(WireTap::Kind::Body, "1234");
        tap.add(WireTap::Kind::Body, "5678");
        tap.add(WireTap::Kind::Body, "9a");
        QCOMPARE(kept(tap), QByteArrayList({"1234", "5678", "9a"})); // full to the brim
        tap.add(WireTap::Kind::Body, "b");
        QCOMPARE(kept(tap), QByteArrayList({"5678", "9a", "b"}));
        tap.add(WireTap::Kind::Body, "cdefgh"); // wraps around
        QCOMPARE(kept(tap), QByteArrayList({"9a", "b", "cdefgh"}));
        tap.add(WireTap::Kind::Body, "0123456789");
        QCOMPARE(kept(tap), QByteArrayList({"0123456789"}));
        tap.add(WireTap::Kind::End, "");
        QCOMPARE(kept(tap), QByteArrayList({"0123456789", ""}));
    }

    void longPiecesAreCutAndSaySo()
    {
        ManualClock clock;
        WireTap tap(clock, {.bytes = 100, .pieces = 10, .pieceBytes = 4});
        tap.add(WireTap::Kind::Body, "123456");
        QCOMPARE(tap.piece(0).bytes, "1234");
        QCOMPARE(tap.piece(0).size, 6);
    }

    void everyCutOfARingAgreesWithAList()
    {
        ManualClock clock;
        WireTap tap(clock, {.bytes = 37, .pieces = 7, .pieceBytes = 20});
        QByteArrayList all;
        for (int step = 0; step < 500; ++step) {
            const QByteArray piece(step * 7 % 21, char('a' + step % 26));
            tap.add(WireTap::Kind::Body, {piece.data(), std::size_t(piece.size())});
            all.append(piece);
            QByteArrayList expected;
            qsizetype bytes = 0;
            for (auto it = all.crbegin(); it != all.crend() && expected.size() < 7; ++it) {
                bytes += it->size();
                if (bytes > 37)
                    break;
                expected.prepend(*it);
            }
            QCOMPARE(kept(tap), expected);
        }
    }

    void requestHeadsHideWhatCouldBeASecret()
    {
        QNetworkRequest request(QUrl(u"https://user:word@example.org:8443/a/stream?key=SECRET&SECRET2&b="_s));
        request.setRawHeader("Accept", "text/event-stream");
        request.setRawHeader("Last-Event-ID", "7");
        for (const char *name : {"Authorization", "Cookie", "X-API-Key", "Proxy-Authorization", "X-Own"})
            request.setRawHeader(name, "SECRET");
        const QByteArray head = requestHead(request);
        QVERIFY2(!head.contains("SECRET") && !head.contains("word"), head.constData());
        QVERIFY(head.startsWith(
            "GET /a/stream?key=\u2022\u2022\u2022&\u2022\u2022\u2022&b=\u2022\u2022\u2022 HTTP\r\n"
            "Host: example.org:8443\r\n"));
        QVERIFY(head.contains("Accept: text/event-stream\r\n"));
        QVERIFY(head.contains("Last-Event-ID: 7\r\n"));
        QVERIFY(head.contains("X-API-Key: \u2022\u2022\u2022\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestWireTap)
#include "tst_wiretap.moc"
