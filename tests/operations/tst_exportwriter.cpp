// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"
#include "operations/exportwriter.h"
#include "support/manualclock.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QVector<Fact> facts(quint64 first, int count)
{
    QVector<Fact> made;
    for (int i = 0; i < count; ++i) {
        Fact fact;
        fact.serial = first + quint64(i);
        fact.time = WallTime(1'781'187'600'000ms + i * 1ms);
        fact.kind = FactKind::FlagUpdated;
        fact.flag = FlagKey(u"flag-%1"_s.arg(fact.serial));
        made.append(fact);
    }
    return made;
}

QStringList flagsIn(const QString &path)
{
    QFile file(path);
    QStringList flags;
    if (!file.open(QIODevice::ReadOnly))
        return {u"no file"_s};
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u"\r\n"_s, Qt::SkipEmptyParts);
    for (const QString &line : lines.mid(1))
        flags.append(line.section(u',', 2, 2));
    return flags;
}

} // namespace

class TestExportWriter final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_directory.isValid());
        QFile::remove(path());
    }

    void writesEveryRowInSlices()
    {
        EventLog log(20'000);
        log.add(facts(1, 10'000));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {}, path());
        QSignalSpy progressed(&writer, &ExportWriter::progressed);
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        QCOMPARE(progressed.count(), 0); // not from inside start()
        m_clock.fireDue();
        QVERIFY(progressed.count() >= 1);
        const qint64 afterOne = progressed.constFirst().at(0).toLongLong();
        QVERIFY(afterOne > 0 && afterOne < 10'000); // the window gets its turn in between
        QVERIFY(!QFile::exists(path()));
        while (!writer.isClosing())
            m_clock.fireDue();
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(progressed.constLast(), QVariantList({qint64(10'000), qint64(10'000)}));
        const auto result = finished.constFirst().constFirst().value<ExportResult>();
        QCOMPARE(result.rows, 10'000);
        QCOMPARE(result.lost, 0);
        QCOMPARE(result.bytes, QFileInfo(path()).size());
        const QStringList written = flagsIn(path());
        QCOMPARE(written.size(), 10'000);
        QCOMPARE(written.constFirst(), u"flag-1"_s);
        QCOMPARE(written.constLast(), u"flag-10000"_s);
    }

    void rowsThatComeLaterAreNotWrittenAndThoseThatLeaveAreCounted()
    {
        EventLog log(6'000);
        log.add(facts(1, 6'000));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {}, path());
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        m_clock.fireDue(); // the first 4,096
        log.add(facts(6'001, 5'000));
        run(writer);
        QTRY_COMPARE(finished.count(), 1);
        const auto result = finished.constFirst().constFirst().value<ExportResult>();
        QCOMPARE(result.rows, 4'096 + 1'000);
        QCOMPARE(result.lost, 6'000 - 4'096 - 1'000);
        QCOMPARE(flagsIn(path()).constLast(), u"flag-6000"_s);
    }

    void aLogThatIsClearedEndsTheRows()
    {
        EventLog log(10'000);
        log.add(facts(1, 6'000));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {}, path());
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        m_clock.fireDue();
        log.clear();
        run(writer);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished.constFirst().constFirst().value<ExportResult>().lost, 6'000 - 4'096);
    }

    void rowsCanBeChosen()
    {
        EventLog log(100);
        log.add(facts(1, 10));
        auto rows = std::make_unique<ChosenRows>(log, QVector<quint64>{2, 99, 5});
        ExportWriter writer(m_clock, std::move(rows), {}, path());
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        run(writer);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(flagsIn(path()), QStringList({u"flag-2"_s, u"flag-5"_s}));
        QCOMPARE(finished.constFirst().constFirst().value<ExportResult>().lost, 1);
    }

    void aPredicateNarrowsTheRows()
    {
        EventLog log(100);
        log.add(facts(1, 10));
        const auto even = [](const Fact &fact) { return fact.serial % 2 == 0; };
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log, even), {}, path());
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        run(writer);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(flagsIn(path()).size(), 5);
        QCOMPARE(finished.constFirst().constFirst().value<ExportResult>().lost, 0);
    }

    void cancellingLeavesWhatWasThereBefore()
    {
        QFile before(path());
        QVERIFY(before.open(QIODevice::WriteOnly));
        before.write("kept");
        before.close();
        EventLog log(20'000);
        log.add(facts(1, 10'000));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {}, path());
        QSignalSpy finished(&writer, &ExportWriter::finished);
        writer.start();
        m_clock.fireDue();
        writer.cancel();
        m_clock.advance(1s);
        QCOMPARE(finished.count(), 0);
        QVERIFY(before.open(QIODevice::ReadOnly));
        QCOMPARE(before.readAll(), "kept");
        QCOMPARE(QDir(m_directory.path()).entryList(QDir::Files), QStringList{u"out.csv"_s}); // no remains
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        EventLog log(10);
        log.add(facts(1, 1));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {},
                            m_directory.filePath(u"missing/out.csv"_s));
        QSignalSpy failed(&writer, &ExportWriter::failed);
        writer.start();
        m_clock.fireDue();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed.constFirst().constFirst().value<Error>().kind, ErrorKind::Storage);
    }

    void whatIsNoFileIsNotReplaced()
    {
        EventLog log(10);
        log.add(facts(1, 5));
        const QString folder = m_directory.filePath(u"folder.csv"_s);
        QVERIFY(QDir().mkpath(folder));
        ExportWriter writer(m_clock, std::make_unique<LogRows>(log), {}, folder);
        QSignalSpy failed(&writer, &ExportWriter::failed);
        writer.start();
        m_clock.fireDue();
        QCOMPARE(failed.count(), 1);
        QVERIFY(QFileInfo(folder).isDir());
        QVERIFY(QDir().rmdir(folder));
    }

    void goingAwayWhileTheFileIsClosedIsSafe()
    {
        EventLog log(10);
        log.add(facts(1, 1));
        auto writer =
            std::make_unique<ExportWriter>(m_clock, std::make_unique<LogRows>(log), ExportOptions(), path());
        writer->start();
        m_clock.fireDue();
        QVERIFY(writer->isClosing());
        writer.reset();
        QTRY_VERIFY(QFile::exists(path()));
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(u"out.csv"_s); }
    void run(const ExportWriter &writer)
    {
        while (!writer.isClosing())
            m_clock.fireDue();
    }

    QTemporaryDir m_directory;
    ManualClock m_clock;
};

QTEST_GUILESS_MAIN(TestExportWriter)
#include "tst_exportwriter.moc"
