// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarks.h"
#include "model/eventlog.h"
#include "model/samples.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestBookmarks final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void toggles()
    {
        EventLog log(10);
        log.add({samples::fact(1), samples::fact(2)});
        Bookmarks bookmarks(log);
        QSignalSpy changed(&bookmarks, &Bookmarks::changed);
        QVERIFY(bookmarks.toggle(2));
        QVERIFY(bookmarks.contains(2));
        QVERIFY(bookmarks.toggle(2));
        QVERIFY(!bookmarks.contains(2));
        QCOMPARE(changed.count(), 2);
        QVERIFY(bookmarks.toggle(0)); // no row
        QCOMPARE(bookmarks.count(), 0);
    }

    void goesRoundInBothDirections()
    {
        EventLog log(10);
        for (quint64 serial = 1; serial <= 9; ++serial)
            log.add({samples::fact(serial)});
        Bookmarks bookmarks(log);
        QCOMPARE(bookmarks.next(0, false), quint64(0));
        for (const quint64 serial : {3, 5, 8})
            QVERIFY(bookmarks.toggle(serial));
        QCOMPARE(bookmarks.next(0, false), quint64(3));
        QCOMPARE(bookmarks.next(3, false), quint64(5));
        QCOMPARE(bookmarks.next(6, false), quint64(8));
        QCOMPARE(bookmarks.next(8, false), quint64(3));
        QCOMPARE(bookmarks.next(8, true), quint64(5));
        QCOMPARE(bookmarks.next(3, true), quint64(8));
        QCOMPARE(bookmarks.next(0, true), quint64(8));
    }

    void rowsThatLeaveTheLogLoseTheirs()
    {
        EventLog log(3);
        for (quint64 serial = 1; serial <= 3; ++serial)
            log.add({samples::fact(serial)});
        Bookmarks bookmarks(log);
        QVERIFY(bookmarks.toggle(1));
        QVERIFY(bookmarks.toggle(3));
        log.add({samples::fact(4)});
        QCOMPARE(bookmarks.next(0, false), quint64(3));
        QCOMPARE(bookmarks.count(), 1);
        log.clear();
        QCOMPARE(bookmarks.count(), 0);
    }

    void thereAreOnlySoMany()
    {
        EventLog log(limits::bookmarks + 5);
        QVector<Fact> facts;
        for (quint64 serial = 1; serial <= quint64(limits::bookmarks) + 5; ++serial)
            facts.append(samples::fact(serial));
        log.add(facts);
        Bookmarks bookmarks(log);
        for (quint64 serial = 1; serial <= quint64(limits::bookmarks); ++serial)
            QVERIFY(bookmarks.toggle(serial));
        QVERIFY(!bookmarks.toggle(quint64(limits::bookmarks) + 1));
        QVERIFY(bookmarks.toggle(1)); // taking one away always works
        QVERIFY(bookmarks.toggle(quint64(limits::bookmarks) + 1));
    }
};

QTEST_GUILESS_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
