// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowsearch.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

struct List
{
    explicit List(int capacity = 20'000) : log(capacity) {}

    /// Serials from @p first on; every hundredth is about "checkout", the others about "dark-mode".
    void add(quint64 first, int count)
    {
        QVector<Fact> facts;
        for (quint64 serial = first; serial < first + quint64(count); ++serial) {
            facts.append(
                fact(serial, FactKind::FlagUpdated, serial % 100 == 0 ? u"checkout"_s : u"dark-mode"_s));
        }
        log.add(facts);
        clock.advance(60ms);
    }
    /// "300", "300 wrapped", "none".
    QString look(const QString &text, quint64 from, bool backwards)
    {
        QString outcome;
        QObject context;
        QObject::connect(&search, &RowSearch::found, &context, [&outcome](quint64 serial, bool wrapped) {
            outcome = QString::number(serial) + (wrapped ? u" wrapped"_s : QString());
        });
        QObject::connect(&search, &RowSearch::notFound, &context, [&outcome] { outcome = u"none"_s; });
        search.start(text, from, backwards);
        slices = 0;
        while (search.isRunning()) {
            ++slices;
            clock.fireDue();
        }
        return outcome;
    }

    ManualClock clock;
    EventLog log;
    EventLogModel model{log, clock};
    EventFilterModel shown{model, clock};
    RowSearch search{shown, log, clock};
    int slices = 0;
};

} // namespace

class TestRowSearch final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void goesRoundInBothDirections()
    {
        List list;
        list.add(1, 350);
        QCOMPARE(list.look(u"CHECKOUT"_s, 0, false), u"100"_s);
        QCOMPARE(list.look(u"checkout"_s, 100, false), u"200"_s);
        QCOMPARE(list.look(u"checkout"_s, 150, false), u"200"_s);
        QCOMPARE(list.look(u"checkout"_s, 300, false), u"100 wrapped"_s);
        QCOMPARE(list.look(u"checkout"_s, 0, true), u"300"_s);
        QCOMPARE(list.look(u"checkout"_s, 300, true), u"200"_s);
        QCOMPARE(list.look(u"checkout"_s, 100, true), u"300 wrapped"_s);
        QCOMPARE(list.look(u"nowhere"_s, 120, false), u"none"_s);
        QCOMPARE(list.look(u"nowhere"_s, 120, true), u"none"_s);
        QCOMPARE(list.look(u"nowhere"_s, 0, false), u"none"_s);
        QCOMPARE(list.look(u"type:flag.updated"_s, 1, false), u"none"_s); // text, not the filter language
    }

    void theOnlyMatchIsItsOwnNext()
    {
        List list;
        list.add(1, 150);
        QCOMPARE(list.look(u"checkout"_s, 100, false), u"100 wrapped"_s);
        QCOMPARE(list.look(u"checkout"_s, 100, true), u"100 wrapped"_s);
    }

    void looksOnlyAtRowsThatAreShown()
    {
        List list;
        list.add(1, 350);
        list.shown.setFilterText(u"flag:dark-mode"_s);
        QCOMPARE(list.look(u"checkout"_s, 0, false), u"none"_s);
        QCOMPARE(list.look(u"dark"_s, 99, false), u"101"_s);
    }

    void anEmptyListHasNothing()
    {
        List list;
        QCOMPARE(list.look(u"checkout"_s, 0, false), u"none"_s);
    }

    void aLongListIsLookedAtInSlices()
    {
        List list;
        list.add(1, 15'000);
        QCOMPARE(list.look(u"nowhere"_s, 0, false), u"none"_s);
        QVERIFY2(list.slices > 2, QByteArray::number(list.slices).constData());
    }

    void rowsThatLeaveAndComeWhileItLooksDoNotConfuseIt()
    {
        List list(10'000);
        list.add(1, 10'000);
        QSignalSpy found(&list.search, &RowSearch::found);
        list.search.start(u"late"_s, 0, false);
        list.clock.fireDue();                                           // a slice
        list.log.add({fact(10'001, FactKind::FlagUpdated, u"late"_s)}); // and the oldest leaves
        for (int i = 0; i < 20 && list.search.isRunning(); ++i)
            list.clock.advance(60ms);
        QCOMPARE(found.count(), 1);
        QCOMPARE(found.constFirst().constFirst().toULongLong(), quint64(10'001));
    }

    void stoppingIsSilentAndStartingAnewReplaces()
    {
        List list;
        list.add(1, 15'000);
        QSignalSpy found(&list.search, &RowSearch::found);
        QSignalSpy notFound(&list.search, &RowSearch::notFound);
        list.search.start(u"nowhere"_s, 0, false);
        list.clock.fireDue();
        list.search.start(u"checkout"_s, 250, false);
        list.clock.fireDue();
        QCOMPARE(found.count(), 1);
        QCOMPARE(found.constFirst().constFirst().toULongLong(), quint64(300));
        list.search.start(u"nowhere"_s, 0, false);
        list.search.stop();
        list.clock.advance(1s);
        QCOMPARE(notFound.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRowSearch)
#include "tst_rowsearch.moc"
