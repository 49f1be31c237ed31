// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/chaosrun.h"
#include "faults/faultjson.h"

#include <QHashSeed>
#include <QTest>

#include <array>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint32 firstSeed = 1;
constexpr int schedulesPerRow = 50; ///< so that no row comes near the time that the test library grants

constexpr std::array vendors{Vendor::Togul, Vendor::FlagDash};

int usualSchedules(Vendor vendor)
{
    return vendor == Vendor::Togul ? 200 : 100;
}

bool isWanted(Vendor vendor)
{
    const QString wanted = qEnvironmentVariable("SIGNALBOX_CHAOS_VENDOR");
    return wanted.isEmpty() || wanted == word(vendor);
}

void addSchedules(Vendor vendor)
{
    const QByteArray name = word(vendor).toLatin1();
    bool alone = false;
    const quint32 seed = qEnvironmentVariable("SIGNALBOX_CHAOS_SEED").toUInt(&alone);
    if (alone) {
        QTest::addRow("%s, one seed", name.constData()) << vendor << seed << 1;
        return;
    }
    bool counted = false;
    const int wanted = qEnvironmentVariable("SIGNALBOX_CHAOS_SCHEDULES").toInt(&counted);
    const int schedules = counted ? wanted : usualSchedules(vendor);
    for (int done = 0; done < schedules; done += schedulesPerRow) {
        const quint32 first = firstSeed + quint32(done);
        QTest::addRow("%s, seeds from %u", name.constData(), first)
            << vendor << first << std::min(schedulesPerRow, schedules - done);
    }
}

void addVendors()
{
    QTest::addColumn<Vendor>("vendor");
    for (const Vendor vendor : vendors)
        QTest::addRow("%s", word(vendor).toLatin1().constData()) << vendor;
}

} // namespace

/// Many seeded runs of a console on a server that misbehaves. SIGNALBOX_CHAOS_SCHEDULES runs more of them,
/// SIGNALBOX_CHAOS_SEED the one that failed (with SIGNALBOX_CHAOS_TRACE, aloud), of the vendor that
/// SIGNALBOX_CHAOS_VENDOR names (togul, flagdash) or of both.
class TestChaos : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QHashSeed::setDeterministicGlobalSeed(); } // a seed shall repeat exactly

    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void nothingIsToldWrongly_data()
    {
        QTest::addColumn<Vendor>("vendor");
        QTest::addColumn<quint32>("first");
        QTest::addColumn<int>("count");
        const QString wanted = qEnvironmentVariable("SIGNALBOX_CHAOS_VENDOR");
        QVERIFY2(wanted.isEmpty() || vendorFromWord(wanted), "SIGNALBOX_CHAOS_VENDOR: togul or flagdash");
        for (const Vendor vendor : vendors) {
            if (isWanted(vendor))
                addSchedules(vendor);
        }
    }

    void nothingIsToldWrongly()
    {
        QFETCH(Vendor, vendor);
        QFETCH(quint32, first);
        QFETCH(int, count);
        const bool alone = count == 1;
        QStringList failed;
        quint64 changes = 0;
        quint64 gaps = 0;
        int commands = 0;
        int confirmed = 0;
        for (int i = 0; i < count; ++i) {
            const ChaosSchedule schedule = ChaosSchedule::drawn(first + quint32(i), vendor);
            ChaosRun run(schedule, alone && qEnvironmentVariableIsSet("SIGNALBOX_CHAOS_TRACE"));
            const QStringList complaints = run.run();
            changes += run.changes();
            gaps += run.gaps();
            commands += run.commands();
            confirmed += run.confirmed();
            if (complaints.isEmpty())
                continue;
            failed.append(QString::number(schedule.seed));
            qInfo().noquote() << u"SIGNALBOX_CHAOS_SEED=%1\n  %2\n  %3"_s.arg(schedule.seed)
                                     .arg(complaints.join(u"\n  "_s),
                                          QString::fromUtf8(writeFaultPlan(schedule.faults)));
        }
        qInfo("%d schedules from seed %u: %llu changes, %llu gaps, %d commands, %d confirmed, %d failed",
              count, first, changes, gaps, commands, confirmed, int(failed.size()));
        QVERIFY2(failed.isEmpty(), qPrintable(u"seeds "_s + failed.join(u' ')));
        if (!alone) { // the runs were about something
            QVERIFY(changes > quint64(count));
            QVERIFY(commands > 0);
            QVERIFY(gaps > 0);
            QVERIFY(confirmed > 0);
        }
    }

    void aScheduleRepeatsExactly_data() { addVendors(); }
    void aScheduleRepeatsExactly()
    {
        QFETCH(Vendor, vendor);
        const auto figures = [vendor](quint32 seed) {
            ChaosRun run(ChaosSchedule::drawn(seed, vendor));
            const QStringList complaints = run.run();
            return QStringList{complaints.join(u'\n'), QString::number(run.changes()),
                               QString::number(run.gaps()), QString::number(run.commands()),
                               QString::number(run.confirmed())};
        };
        QCOMPARE(figures(17), figures(17));
        QVERIFY(figures(17) != figures(18));
    }

    // A server that changes flags and tells nobody, ever: the checks must see that the screen is wrong.
    void theChecksNoticeALie_data() { addVendors(); }
    void theChecksNoticeALie()
    {
        QFETCH(Vendor, vendor);
        int noticed = 0;
        for (quint32 seed = 1; seed <= 10; ++seed) {
            ChaosSchedule schedule;
            schedule.seed = seed;
            schedule.vendor = vendor;
            schedule.length = 30s;
            schedule.muteServer = true;
            schedule.commandsPerSecond = 0;
            schedule.personActsPerSecond = 0;
            ChaosRun run(schedule);
            noticed += run.run().isEmpty() ? 0 : 1;
        }
        QCOMPARE(noticed, 10);
    }
};

QTEST_GUILESS_MAIN(TestChaos)
#include "tst_chaos.moc"
