// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/versionwatch.h"

#include <QTest>

#include <limits>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

FlagRef flag(const QString &key)
{
    return {EnvironmentId(u"prod"_s), FlagKey(key)};
}

QList<quint64> counted(const VersionWatch &watch)
{
    const VersionWatch::Counts &counts = watch.counts();
    return {counts.duplicates, counts.backward, counts.missing};
}

} // namespace

class TestVersionWatch : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aVersionThatNeverMovesSaysNothing()
    {
        VersionWatch watch;
        for (int i = 0; i < 1'000; ++i)
            watch.note(flag(i % 2 ? u"a"_s : u"b"_s), 0);
        QVERIFY(!watch.isMoving());
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 0}));
    }

    void onceItMovesTheSameAgainIsADuplicate()
    {
        VersionWatch watch;
        watch.note(flag(u"a"_s), 7);
        watch.note(flag(u"a"_s), 7); // who knows
        watch.note(flag(u"a"_s), 8);
        QVERIFY(watch.isMoving());
        watch.note(flag(u"a"_s), 8);
        watch.note(flag(u"b"_s), 8); // of another flag
        QCOMPARE(counted(watch), (QList<quint64>{1, 0, 0}));
    }

    void lowerIsBackward()
    {
        VersionWatch watch;
        watch.note(flag(u"a"_s), 1);
        watch.note(flag(u"a"_s), 5);
        watch.note(flag(u"a"_s), 3);
        watch.note(flag(u"a"_s), 5); // it was that already
        watch.note(flag(u"b"_s), 2);
        QCOMPARE(counted(watch), (QList<quint64>{1, 1, 0}));
    }

    void aRowWithoutHolesShowsWhatIsMissing()
    {
        VersionWatch watch;
        for (int version = 1; version <= 20; ++version)
            watch.note(flag(version % 3 ? u"a"_s : u"b"_s), version);
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 0}));
        watch.note(flag(u"a"_s), 24);
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 3}));
    }

    void versionsOfEachFlagWork()
    {
        VersionWatch watch;
        for (int version = 1; version <= 10; ++version) {
            watch.note(flag(u"a"_s), version);
            watch.note(flag(u"b"_s), version + 1'000);
            watch.note(flag(u"c"_s), version + 70);
        }
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 0}));
        watch.note(flag(u"b"_s), 1'013);
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 2}));
    }

    void aRowWithHolesShowsNothing()
    {
        VersionWatch watch;
        for (int version = 1; version <= 2'000; version += 1 + version % 5)
            watch.note(flag(u"a"_s), version);
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 0}));
    }

    void whatAGapLostHasItsOwnRow()
    {
        VersionWatch watch;
        for (int version = 1; version <= 20; ++version)
            watch.note(flag(u"a"_s), version);
        watch.connectionOpened();
        watch.note(flag(u"a"_s), 40);
        QCOMPARE(counted(watch), (QList<quint64>{0, 0, 0}));
        watch.note(flag(u"a"_s), 40); // a replay is still a duplicate
        watch.note(flag(u"a"_s), 42);
        QCOMPARE(counted(watch), (QList<quint64>{1, 0, 1}));
    }

    void extremeNumbersAreOnlyNumbers()
    {
        VersionWatch watch;
        for (int version = 1; version <= 20; ++version)
            watch.note(flag(u"a"_s), version);
        watch.note(flag(u"a"_s), std::numeric_limits<qint64>::max());
        watch.note(flag(u"a"_s), std::numeric_limits<qint64>::min());
        watch.note(flag(u"a"_s), std::numeric_limits<qint64>::max());
        QCOMPARE(counted(watch), (QList<quint64>{1, 1, 1'000'000}));
    }
};

QTEST_GUILESS_MAIN(TestVersionWatch)
#include "tst_versionwatch.moc"
