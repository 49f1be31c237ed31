// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/life/colleagues.h"

#include "server/seed/demoflags.h"
#include "server/storefixture.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestColleagues : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theyKeepTheWantedPace_data()
    {
        QTest::addColumn<double>("perSecond");
        QTest::addColumn<int>("seconds");
        QTest::newRow("a small team") << Colleagues::usualChangesPerSecond << 1'000;
        QTest::newRow("fifty a second") << 50.0 << 20;
        QTest::newRow("faster than a timer") << 1'000.0 << 1;
    }

    void theyKeepTheWantedPace()
    {
        QFETCH(double, perSecond);
        QFETCH(int, seconds);
        StoreFixture store;
        Colleagues colleagues(*store.flags, store.clock, perSecond, QRandomGenerator(7));
        colleagues.start();
        store.clock.advance(std::chrono::seconds(seconds));
        const double expected = perSecond * seconds;
        const auto changes = double(colleagues.changes());
        QVERIFY2(changes > expected * 0.8 && changes < expected * 1.2, qPrintable(QString::number(changes)));
        QCOMPARE(store.outboxAfter(0).size(), qsizetype(colleagues.changes()));
    }

    void theyLeaveTheSwitchesAlone()
    {
        StoreFixture store;
        Colleagues colleagues(*store.flags, store.clock, 50, QRandomGenerator(3));
        colleagues.start();
        store.clock.advance(std::chrono::seconds(20));
        QStringList touched = store.outboxAfter(0);
        QVERIFY(touched.contains(u"flag.updated dark-mode"_s));
        QVERIFY(touched.contains(u"rule.updated checkout-v2"_s));
        int switches = 0;
        for (const DemoFlag &flag : demoFlags()) {
            if (flag.lively)
                continue;
            ++switches;
            QVERIFY2(touched.filter(u' ' + flag.key).isEmpty(), qPrintable(flag.key));
        }
        QVERIFY(switches >= 6);
    }

    void theyBearDeletedFlags()
    {
        StoreFixture store;
        const Caller owner = store.caller(u"owner"_s);
        QVERIFY(store.projects->removeProject(owner, store.projectId()));
        Colleagues colleagues(*store.flags, store.clock, 50, QRandomGenerator(3));
        colleagues.start();
        store.clock.advance(std::chrono::seconds(2));
        QCOMPARE(colleagues.changes(), quint64(0));
    }
};

QTEST_GUILESS_MAIN(TestColleagues)
#include "tst_colleagues.moc"
