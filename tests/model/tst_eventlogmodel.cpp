// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlogmodel.h"

#include "model/facttext.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Model = EventLogModel;

struct Log
{
    ManualClock clock;
    EventLog log;
    EventLogModel model{log, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QStringList signalled; ///< "-first-last" removed, "+first-last" inserted, "~first-last" changed

    explicit Log(int capacity) : log(capacity)
    {
        const auto note = [this](const QString &sign, int first, int last) {
            signalled += u"%1%2-%3"_s.arg(sign).arg(first).arg(last);
        };
        QObject::connect(&model, &Model::rowsRemoved, &model,
                         [note](const QModelIndex &, int first, int last) { note(u"-"_s, first, last); });
        QObject::connect(&model, &Model::rowsInserted, &model,
                         [note](const QModelIndex &, int first, int last) { note(u"+"_s, first, last); });
        QObject::connect(&model, &Model::dataChanged, &model,
                         [note](const QModelIndex &top, const QModelIndex &bottom) {
                             note(u"~"_s, top.row(), bottom.row());
                         });
    }
    [[nodiscard]] QString serials() const { return column(model, 0, Model::SerialRole).join(u' '); }
    QStringList takeSignals() { return std::exchange(signalled, {}); }
    /// Ends the flush interval after an announcement, so that the next row is a lone one again.
    void settle()
    {
        clock.advance(1s);
        signalled.clear();
    }
};

} // namespace

class TestEventLogModel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void saysByHowMuchItIsBehind()
    {
        Log log(100);
        log.log.add(facts(1, 1)); // announced at once
        QCOMPARE(log.model.behind(), 0ms);
        log.log.add(facts(2, 1));
        log.clock.sleep(340ms); // stands still: the flush that is due does not come
        QCOMPARE(log.model.behind(), 340ms);
        log.log.add(facts(3, 1));
        log.clock.advance(60ms);
        QCOMPARE(log.model.rowCount(), 3);
        QCOMPARE(log.model.behind(), 400ms); // until the next look
        log.clock.advance(60ms);
        QCOMPARE(log.model.behind(), 0ms);
    }

    void whatAPersonHadWaitIsNotBehind()
    {
        Log log(100);
        log.model.setPaused(true);
        log.log.add(facts(1, 5));
        log.clock.advance(1min);
        QCOMPARE(log.model.behind(), 0ms);
        log.model.setPaused(false);
        QCOMPARE(log.model.rowCount(), 5);
        QCOMPARE(log.model.behind(), 0ms);
    }

    void aLoneRowIsShownAtOnceAndTheRestPerInterval()
    {
        Log l(100);
        l.log.add(facts(1, 1));
        QCOMPARE(l.takeSignals(), QStringList({u"+0-0"_s}));
        for (quint64 serial = 2; serial <= 20; ++serial)
            l.log.add(facts(serial, 1));
        QCOMPARE(l.takeSignals(), QStringList());
        QCOMPARE(l.model.rowCount(), 1);
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"+1-19"_s}));
        l.clock.advance(60ms);
        QVERIFY(!l.clock.nextTimer()); // nothing ticks while nothing happens
        l.log.add(facts(21, 1));
        QCOMPARE(l.takeSignals(), QStringList({u"+20-20"_s}));
    }

    void flushes_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<QVector<int>>("batches");
        QTest::addColumn<QString>("signalled");
        QTest::newRow("below capacity") << 2 << QVector<int>{1, 1} << u"+2-3"_s;
        QTest::newRow("to capacity") << 2 << QVector<int>{2, 1} << u"+2-4"_s;
        QTest::newRow("above capacity") << 3 << QVector<int>{2, 2} << u"-0-1 +1-4"_s;
        QTest::newRow("on a full log") << 5 << QVector<int>{1, 1, 1} << u"-0-2 +2-4"_s;
        QTest::newRow("as much as the log holds") << 5 << QVector<int>{5} << u"-0-4 +0-4"_s;
        QTest::newRow("more in one batch") << 5 << QVector<int>{13} << u"-0-4 +0-4"_s;
        QTest::newRow("more in several") << 4 << QVector<int>{4, 4, 4} << u"-0-3 +0-4"_s;
        QTest::newRow("nothing") << 3 << QVector<int>{0} << QString();
    }

    void flushes()
    {
        QFETCH(int, before);
        QFETCH(QVector<int>, batches);
        QFETCH(QString, signalled);
        Log l(5);
        l.log.add(facts(1, before));
        l.takeSignals(); // the flush interval is running now: what follows waits for its end
        quint64 next = quint64(before) + 1;
        for (const int size : batches) {
            l.log.add(facts(next, size));
            next += quint64(size);
        }
        QCOMPARE(l.signalled, QStringList());
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals().join(u' '), signalled);
        QStringList expected;
        for (int row = 0; row < l.log.count(); ++row)
            expected += QString::number(l.log.at(row).serial);
        QCOMPARE(l.serials(), expected.join(u' '));
        QCOMPARE(l.model.droppedCount(), l.log.droppedCount());
    }

    void rowsThatHaveLeftReadAsEmptyUntilTheirLeavingIsTold()
    {
        Log l(3);
        l.log.add(facts(1, 3));
        l.log.add(facts(4, 2));
        QCOMPARE(l.model.rowCount(), 3);
        QCOMPARE(l.model.factAt(0).serial, quint64(0));
        QVERIFY(!l.model.index(1, 0).data().isValid());
        QCOMPARE(l.model.factAt(2).serial, quint64(3));
        QCOMPARE(l.model.rowOf(3), 2);
        QCOMPARE(l.model.rowOf(5), -1); // in the log, not yet announced
        l.clock.advance(60ms);
        QCOMPARE(l.serials(), u"3 4 5"_s);
        QCOMPARE(l.model.rowOf(5), 2);
    }

    void pausingFreezesTheEndOnly()
    {
        Log l(5);
        l.log.add(facts(1, 3));
        l.log.add(facts(4, 1));
        QSignalSpy waiting(&l.model, &Model::waitingCountChanged);
        l.model.setPaused(true); // what came until now is shown first
        QCOMPARE(l.serials(), u"1 2 3 4"_s);
        l.settle();
        l.log.add(facts(5, 1));
        QCOMPARE(l.takeSignals(), QStringList());
        QCOMPARE(l.model.waitingCount(), 1);
        l.log.add(facts(6, 3));
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"-0-2"_s})); // 1 to 3 have left the log
        QCOMPARE(l.serials(), u"4"_s);
        QCOMPARE(l.model.waitingCount(), 4);
        l.log.add(facts(9, 7)); // nothing that was shown is left
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"-0-0"_s}));
        QCOMPARE(l.model.rowCount(), 0);
        QCOMPARE(l.model.waitingCount(), 5);
        l.clock.advance(1s);
        l.model.setPaused(false);
        QCOMPARE(l.takeSignals(), QStringList({u"+0-4"_s}));
        QCOMPARE(l.serials(), u"11 12 13 14 15"_s);
        QCOMPARE(l.model.waitingCount(), 0);
        QCOMPARE(waiting.constFirst(), QVariantList{1});
        QCOMPARE(waiting.constLast(), QVariantList{0});
    }

    void resumingWithNothingNewSaysNothing()
    {
        Log l(5);
        l.log.add(facts(1, 3));
        l.settle();
        l.model.setPaused(true);
        l.model.setPaused(false);
        QCOMPARE(l.takeSignals(), QStringList());
        QVERIFY(!l.model.isPaused());
    }

    void amendedRowsAreAnnouncedWhereTheyAreShown()
    {
        Log l(6);
        l.log.add(facts(1, 4));
        l.settle();
        l.log.amend({2, ChangeDetail{{}, true, true, {}}, {}});
        QCOMPARE(l.takeSignals(), QStringList({u"~1-1"_s}));
        QCOMPARE(l.model.index(1, Model::What).data().toString(), u"stream says changed · read back ON"_s);
        l.log.amend({2, ChangeDetail{{}, false, true, {}}, {}});
        l.log.amend({3, TextDetail{u"three"_s}, {}});
        l.log.amend({3, TextDetail{u"three again"_s}, {}});
        l.log.add(facts(5, 1));
        l.log.amend({5, TextDetail{u"new and amended"_s}, {}});
        l.log.amend({1, TextDetail{u"one"_s}, {}});
        QCOMPARE(l.takeSignals(), QStringList());
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"+4-4"_s, u"~0-2"_s}));
        QCOMPARE(l.model.index(1, Model::What).data().toString(), u"stream says changed · read back OFF"_s);
        l.log.amend({1, TextDetail{u"leaves"_s}, {}});
        l.log.add(facts(6, 3));
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"-0-1"_s, u"+3-5"_s}));
    }

    void amendedRowsThatWaitAreNotAnnounced()
    {
        Log l(6);
        l.log.add(facts(1, 1));
        l.model.setPaused(true);
        l.log.add(facts(2, 1));
        l.settle();
        l.log.amend({2, TextDetail{u"waiting"_s}, {}});
        l.log.amend({1, TextDetail{u"shown"_s}, {}});
        l.clock.advance(60ms);
        QCOMPARE(l.takeSignals(), QStringList({u"~0-0"_s}));
    }

    void clearingEmptiesTheViewAlsoWhilePaused()
    {
        Log l(3);
        l.log.add(facts(1, 5));
        l.model.setPaused(true);
        l.log.add(facts(6, 2));
        l.log.clear();
        QCOMPARE(l.model.rowCount(), 0);
        QCOMPARE(l.model.waitingCount(), 0);
        l.log.add(facts(8, 1));
        QCOMPARE(l.model.waitingCount(), 1);
        l.model.setPaused(false);
        QCOMPARE(l.serials(), u"8"_s);
    }

    void aModelOfALogInUseShowsWhatIsThere()
    {
        ManualClock clock;
        EventLog log(3);
        log.add(facts(1, 5));
        const EventLogModel model(log, clock);
        QCOMPARE(column(model, 0, Model::SerialRole), QStringList({u"3"_s, u"4"_s, u"5"_s}));
    }

    void rowsOfAnotherDaySayWhichDay()
    {
        Log l(10);
        Fact kept = fact(1, FactKind::Note);
        kept.time = l.clock.wallTime() - std::chrono::days(1);
        Fact now = fact(2);
        now.time = l.clock.wallTime();
        l.log.add({kept, now});
        const QString day =
            QLocale::c().toString(toDateTime(kept.time).date(), u"MMM d "_s) + clockText(kept.time).left(5);
        QCOMPARE(l.model.index(0, Model::Time).data().toString(), day);
        QCOMPARE(l.model.index(1, Model::Time).data().toString(), clockText(now.time));
    }

    void cellsSayWhatHappened()
    {
        Log l(10);
        Fact event = fact(1);
        event.time = WallTime(1'781'187'600'123ms);
        event.by = u"mia\u202E"_s;
        event.lag = 188ms;
        Fact command = fact(2, FactKind::Command, u"<b>a\nb</b>"_s);
        command.time = event.time + 412ms;
        command.source = FactSource::Command;
        CommandDetail detail;
        detail.stage = CommandStage::Confirmed;
        detail.wanted.enabled = false;
        detail.enabledBefore = true;
        command.detail = makeDetail(detail);
        l.log.add({event, command});
        const auto row = [&l](int at, int role = Qt::DisplayRole) {
            QStringList cells;
            for (int column = 0; column < Model::ColumnCount; ++column)
                cells += l.model.index(at, column).data(role).toString();
            return cells;
        };
        QCOMPARE(row(0), QStringList({u"14:20:00.123"_s, QString(), u"flag.updated"_s, u"new-checkout"_s,
                                      u"stream says changed"_s, u"mia\ufffd"_s, u"188 ms"_s}));
        QCOMPARE(row(1), QStringList({u"14:20:00.535"_s, u"+0.412"_s, u"confirmed"_s, u"<b>a␊b</b>"_s,
                                      u"ON → OFF"_s, u"you"_s, QString()}));
        QCOMPARE(row(1, Qt::AccessibleTextRole).constFirst(),
                 u"14:20:00.535, confirmed <b>a␊b</b>: ON → OFF"_s);
        QVERIFY(!row(1, Qt::ToolTipRole).at(Model::FlagColumn).contains(u"<b>"_s));
        const auto *shown =
            static_cast<const Fact *>(l.model.index(1, 0).data(Model::FactRole).value<void *>());
        QVERIFY(shown);
        QCOMPARE(shown->serial, command.serial);
        for (int column = 0; column < Model::ColumnCount; ++column)
            QVERIFY(!l.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void randomHistoriesEndAsTheLog()
    {
        for (unsigned seed = 1; seed <= 6; ++seed) {
            Log l(7);
            std::minstd_rand random(seed);
            quint64 next = 1;
            for (int step = 0; step < 400; ++step) {
                switch (random() % 7) {
                case 0: l.model.setPaused(!l.model.isPaused()); break;
                case 1: l.clock.advance(60ms); break;
                case 2: l.log.amend({next > 4 ? next - 4 : 1, TextDetail{u"x"_s}, {}}); break;
                case 3:
                    if (random() % 10 == 0)
                        l.log.clear();
                    break;
                default: {
                    const int size = int(random() % 10);
                    l.log.add(facts(next, size));
                    next += quint64(size);
                }
                }
            }
            l.model.setPaused(false);
            l.clock.advance(60ms);
            QStringList expected;
            for (int row = 0; row < l.log.count(); ++row)
                expected += QString::number(l.log.at(row).serial);
            QCOMPARE(l.serials(), expected.join(u' '));
        }
    }
};

QTEST_GUILESS_MAIN(TestEventLogModel)
#include "tst_eventlogmodel.moc"
