// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"
#include "model/samples.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace Qt::StringLiterals;

namespace {

QVector<quint64> serials(const EventLog &log)
{
    QVector<quint64> result;
    for (int row = 0; row < log.count(); ++row)
        result += log.at(row).serial;
    return result;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    /// What is in a log of five rows after two batches, and what was announced for the second.
    void batches_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        QTest::addColumn<QVector<quint64>>("kept");
        QTest::addColumn<int>("dropping"); // rows announced as leaving
        QTest::addColumn<int>("appending");
        QTest::addColumn<int>("lost");

        using Serials = QVector<quint64>;
        QTest::newRow("nothing") << 0 << 0 << Serials{} << 0 << 0 << 0;
        QTest::newRow("below") << 2 << 2 << Serials{1, 2, 3, 4} << 0 << 2 << 0;
        QTest::newRow("just full") << 2 << 3 << Serials{1, 2, 3, 4, 5} << 0 << 3 << 0;
        QTest::newRow("one too many") << 5 << 1 << Serials{2, 3, 4, 5, 6} << 1 << 1 << 1;
        QTest::newRow("filled beyond") << 3 << 4 << Serials{3, 4, 5, 6, 7} << 2 << 4 << 2;
        QTest::newRow("as large as the log") << 3 << 5 << Serials{4, 5, 6, 7, 8} << 3 << 5 << 3;
        QTest::newRow("larger than the log") << 3 << 7 << Serials{6, 7, 8, 9, 10} << 3 << 5 << 5;
        QTest::newRow("larger than an empty log") << 0 << 7 << Serials{3, 4, 5, 6, 7} << 0 << 5 << 2;
    }

    void batches()
    {
        QFETCH(int, first);
        QFETCH(int, second);
        QFETCH(QVector<quint64>, kept);
        QFETCH(int, dropping);
        QFETCH(int, appending);
        QFETCH(int, lost);
        EventLog log(5);
        log.add(facts(1, first));
        QSignalSpy drops(&log, &EventLog::aboutToDrop);
        QSignalSpy dropped(&log, &EventLog::dropped);
        QSignalSpy appends(&log, &EventLog::aboutToAppend);
        QSignalSpy appended(&log, &EventLog::appended);
        log.add(facts(quint64(first) + 1, second));
        QCOMPARE(serials(log), kept);
        QCOMPARE(drops.size(), dropping > 0 ? 1 : 0);
        QCOMPARE(dropped.size(), drops.size());
        if (dropping > 0)
            QCOMPARE(drops.constFirst().constFirst().toInt(), dropping);
        QCOMPARE(appends.size(), appending > 0 ? 1 : 0);
        QCOMPARE(appended.size(), appends.size());
        if (appending > 0)
            QCOMPARE(appends.constFirst().constFirst().toInt(), appending);
        QCOMPARE(log.droppedCount(), quint64(lost));
        for (int row = 0; row < log.count(); ++row)
            QCOMPARE(log.rowOf(log.at(row).serial), row);
        QCOMPARE(log.rowOf(0), -1);
        QCOMPARE(log.rowOf(quint64(first + second) + 1), -1);
        if (lost > 0)
            QCOMPARE(log.rowOf(quint64(lost)), -1);
    }

    void amendmentsReachTheirRowWhileItIsHere()
    {
        EventLog log(3);
        log.add(facts(1, 3));
        QSignalSpy amended(&log, &EventLog::amended);
        log.amend({2, TextDetail{u"later"_s}, std::chrono::milliseconds(5)});
        QCOMPARE(amended, (QList<QList<QVariant>>{{1}}));
        QCOMPARE(std::get<TextDetail>(*log.at(1).detail).text, u"later"_s);
        QCOMPARE(log.at(1).lag, std::optional(std::chrono::milliseconds(5)));
        log.amend({2, TextDetail{u"again"_s}, {}});
        QCOMPARE(log.at(1).lag, std::optional(std::chrono::milliseconds(5))); // what is not said stays
        log.add(facts(4, 2));
        amended.clear();
        log.amend({2, TextDetail{u"too late"_s}, {}});
        log.amend({99, TextDetail{u"never was"_s}, {}});
        QCOMPARE(amended.size(), 0);
    }

    /// Two authors share the serials, and each hands its rows in when it is ready.
    void rowsThatComeInOutOfOrderAreFound()
    {
        EventLog log(6);
        log.add({fact(1), fact(2), fact(5), fact(6)});
        log.add({fact(3), fact(7)});
        for (const quint64 serial : {1U, 2U, 3U, 5U, 6U, 7U}) {
            const int row = log.rowOf(serial);
            QVERIFY(row >= 0);
            QCOMPARE(log.at(row).serial, quint64(serial));
        }
        QCOMPARE(log.rowOf(4), -1);
        log.add({fact(8), fact(9), fact(10), fact(11), fact(12), fact(13)});
        QCOMPARE(log.rowOf(3), -1);
        QCOMPARE(log.rowOf(12), 4);
    }

    /// Serials skip: others who share them do not always write a row.
    void rowsAreFoundAcrossHoles()
    {
        EventLog log(1'000);
        QVector<Fact> made;
        for (quint64 serial = 3; made.size() < 700; serial += serial % 7 == 0 ? 5 : 1)
            made.append(fact(serial));
        log.add(made);
        for (int row = 0; row < log.count(); ++row)
            QCOMPARE(log.rowOf(log.recordAt(row).serial), row);
        QCOMPARE(log.rowOf(8), -1);
        QCOMPARE(log.rowOf(2), -1);
        QCOMPARE(log.rowOf(made.constLast().serial + 1), -1);
        QCOMPARE(log.rowOf(~quint64(0)), -1);
    }

    void clearingStartsAnew()
    {
        EventLog log(3);
        log.add(facts(1, 5));
        QSignalSpy cleared(&log, &EventLog::cleared);
        log.clear();
        QCOMPARE(cleared.size(), 1);
        QCOMPARE(log.count(), 0);
        QCOMPARE(log.droppedCount(), quint64(0));
        log.add(facts(6, 1));
        QCOMPARE(log.rowOf(6), 0);
    }

    void aLogHoldsAtLeastOneRow()
    {
        EventLog log(0);
        log.add(facts(1, 2));
        QCOMPARE(serials(log), QVector<quint64>{2});
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
