// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ringbuffer.h"

#include <QTest>

#include <deque>
#include <memory>
#include <random>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestRingBuffer : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aFullRingRefusesAndKeepsWhatItHas()
    {
        RingBuffer<int> ring(2);
        QVERIFY(ring.append(1));
        QVERIFY(ring.append(2));
        QVERIFY(ring.isFull());
        QVERIFY(!ring.append(3));
        QCOMPARE(ring.size(), std::size_t(2));
        QCOMPARE(ring.at(0), 1);
        QCOMPARE(ring.at(1), 2);
    }

    void aCapacityOfNothingHoldsOne()
    {
        RingBuffer<int> ring(0);
        QCOMPARE(ring.capacity(), std::size_t(1));
        QVERIFY(ring.append(7));
        QVERIFY(!ring.append(8));
    }

    void whatIsDroppedIsReleased()
    {
        RingBuffer<std::shared_ptr<int>> ring(3);
        const auto held = std::make_shared<int>(1);
        QVERIFY(ring.append(held));
        QVERIFY(ring.append(nullptr));
        ring.dropFront(1);
        QCOMPARE(held.use_count(), 1L);
        QVERIFY(ring.append(held));
        ring.clear();
        QCOMPARE(held.use_count(), 1L);
    }

    void droppingMoreThanThereIsEmptiesIt()
    {
        RingBuffer<int> ring(3);
        QVERIFY(ring.append(1));
        ring.dropFront(9);
        QVERIFY(ring.isEmpty());
        QVERIFY(ring.append(2));
        QCOMPARE(ring.at(0), 2);
    }

    /// The storage grows with use, so there are three situations (growing, growing with a hole at the front,
    /// full and turning), and the steps between them are where an index goes wrong.
    void behavesLikeADequeOverAnyHistory()
    {
        for (const std::size_t capacity : {1U, 2U, 3U, 7U, 16U}) {
            RingBuffer<int> ring(capacity);
            std::deque<int> expected;
            std::minstd_rand random(unsigned(capacity) * 7919U);
            for (int step = 0; step < 2'000; ++step) {
                if (random() % 3 != 0) {
                    const bool fits = expected.size() < capacity;
                    QCOMPARE(ring.append(step), fits);
                    if (fits)
                        expected.push_back(step);
                } else {
                    const std::size_t count = random() % (capacity + 1);
                    ring.dropFront(count);
                    expected.erase(expected.begin(),
                                   expected.begin() + std::ptrdiff_t(std::min(count, expected.size())));
                }
                QCOMPARE(ring.size(), expected.size());
                for (std::size_t i = 0; i < expected.size(); ++i)
                    QCOMPARE(ring.at(i), expected[i]);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRingBuffer)
#include "tst_ringbuffer.moc"
