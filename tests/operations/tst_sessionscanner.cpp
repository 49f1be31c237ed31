// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionfile.h"
#include "support/manualclock.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A recording of a few lines of every length.
QVector<QByteArray> recordedLines()
{
    SessionHeader header;
    header.program = u"0.1.0"_s;
    header.started = WallTime(1'781'187'600'000ms);
    header.connection.environmentName = u"production"_s;
    Flag flag;
    flag.key = FlagKey(u"new-checkout"_s);
    Fact row;
    row.serial = 1;
    row.time = header.started;
    row.kind = FactKind::FlagUpdated;
    row.raw = "data: caf\xC3\xA9\n";
    Fact gap = row;
    gap.serial = 2;
    gap.kind = FactKind::Gap;
    gap.detail = makeDetail(GapDetail{header.started, header.started + 3s, 1, {}});
    Fact command = row;
    command.serial = 3;
    command.kind = FactKind::Command;
    CommandDetail detail;
    detail.id = CommandId(u"c1"_s);
    command.detail = makeDetail(detail);
    return {toJsonLine(header),
            toJsonLine(SessionLine{0ms, RecordedReading{{flag}, {}, false}}),
            toJsonLine(SessionLine{10ms, row}),
            toJsonLine(SessionLine{10ms, FactAmendment{1, ChangeDetail{}, {}}}),
            toJsonLine(SessionLine{20ms, gap}),
            toJsonLine(SessionLine{35ms, command}),
            toJsonLine(SessionLine{50ms, RecordedEnd{0}})};
}

QByteArray recorded()
{
    const QVector<QByteArray> lines = recordedLines();
    return std::accumulate(lines.cbegin(), lines.cend(), QByteArray());
}

} // namespace

class TestSessionScanner final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aWholeFileIsMapped()
    {
        const SessionScan scan = scanSession(recorded());
        QVERIFY2(!scan.damage, scan.damage ? qPrintable(scan.damage->reason) : "");
        QVERIFY(scan.header.has_value());
        QCOMPARE(scan.header->connection.environmentName, u"production"_s);
        QCOMPARE(scan.steps.size(), std::size_t(5));
        QCOMPARE(scan.rows, 3);
        QCOMPARE(scan.length, 35ms);
        const QVector<QByteArray> lines = recordedLines();
        qint64 offset = lines.constFirst().size();
        for (std::size_t i = 0; i < scan.steps.size(); ++i) {
            QCOMPARE(scan.steps[i].offset, offset);
            QCOMPARE(scan.steps[i].length, qint32(lines.at(qsizetype(i) + 1).size() - 1));
            offset += lines.at(qsizetype(i) + 1).size();
        }
        QCOMPARE(scan.goodBytes, offset);
        QCOMPARE(scan.steps[1].kind, SessionStep::Kind::Row);
        QCOMPARE(scan.steps[2].kind, SessionStep::Kind::Other);
        QCOMPARE(scan.steps[3].kind, SessionStep::Kind::GapRow);
        QCOMPARE(scan.steps[4].kind, SessionStep::Kind::CommandRow);
    }

    /// However the file was cut, what is whole is good and the place is named.
    void aFileCutAtEveryByte()
    {
        const QByteArray whole = recorded();
        const QVector<QByteArray> lines = recordedLines();
        for (qsizetype cut = 0; cut < whole.size(); ++cut) {
            const SessionScan scan = scanSession(QByteArrayView(whole).first(cut));
            QVERIFY2(scan.damage.has_value(), QByteArray::number(cut).constData());
            qsizetype good = 0;
            qint64 goodLines = 0;
            while (good + lines.at(goodLines).size() <= cut)
                good += lines.at(goodLines++).size();
            QCOMPARE(scan.damage->line, goodLines + 1);
            QCOMPARE(scan.damage->byte, good);
            QCOMPARE(scan.header.has_value(), goodLines >= 1);
            QCOMPARE(qint64(scan.steps.size()), std::clamp<qint64>(goodLines - 1, 0, 5));
            QCOMPARE(scan.goodBytes, good);
            QCOMPARE(scan.damage->reason,
                     cut == good ? u"the recording ends without its last line"_s : u"the line is cut off"_s);
        }
    }

    void theSameBytesInAnyCut()
    {
        const QByteArray whole = recorded();
        for (const qsizetype size : {1, 2, 7, 100}) {
            SessionScanner scanner;
            for (qsizetype at = 0; at < whole.size(); at += size)
                QVERIFY(scanner.feed(QByteArrayView(whole).sliced(at, std::min(size, whole.size() - at))));
            scanner.finish();
            QVERIFY(!scanner.scan().damage);
            QCOMPARE(scanner.scan().steps.size(), std::size_t(5));
        }
    }

    /// One byte that is not what it was, anywhere: nothing worse than a place that is named.
    void aByteThatFlippedAnywhere()
    {
        const QByteArray whole = recorded();
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const char other : {'\0', '\n', '"', '9', '\xFF'}) {
                QByteArray damaged = whole;
                damaged[at] = other;
                const SessionScan scan = scanSession(damaged);
                QVERIFY(scan.steps.size() <= 5);
                if (scan.damage)
                    QVERIFY(scan.goodBytes <= scan.damage->byte && scan.damage->byte < damaged.size());
            }
        }
    }

    void damageInTheMiddleKeepsWhatStandsBefore()
    {
        QVector<QByteArray> lines = recordedLines();
        lines[4] = "{\"at\":20,\"type\":\"coup\"}\n";
        const SessionScan scan = scanSession(std::accumulate(lines.cbegin(), lines.cend(), QByteArray()));
        QCOMPARE(scan.steps.size(), std::size_t(3));
        QCOMPARE(scan.damage->line, 5);
        QCOMPARE(scan.damage->byte, scan.goodBytes);
        QCOMPARE(scan.damage->reason, u"“type” is missing or wrong"_s);
    }

    void timeThatGoesBackIsDamage()
    {
        QVector<QByteArray> lines = recordedLines();
        std::swap(lines[2], lines[4]);
        const SessionScan scan = scanSession(std::accumulate(lines.cbegin(), lines.cend(), QByteArray()));
        QCOMPARE(scan.damage->reason, u"its time lies before that of the line above"_s);
    }

    void whatFollowsTheLastLineIsDamage()
    {
        const SessionScan scan = scanSession(QByteArray(recorded() + "x\n"));
        QCOMPARE(scan.damage->reason, u"something follows the last line"_s);
        QCOMPARE(scan.damage->line, 8);
        QCOMPARE(scan.damage->byte, recorded().size());
        QCOMPARE(scan.steps.size(), std::size_t(5));
    }

    void aLineWithoutEndIsBounded()
    {
        SessionScanner scanner;
        QVERIFY(scanner.feed(recordedLines().constFirst()));
        const QByteArray piece(1 << 20, 'x');
        bool going = true;
        int fed = 0;
        while (going && ++fed < 100)
            going = scanner.feed(piece);
        QCOMPARE(fed, limits::sessionLineBytes / piece.size() + 1);
        QCOMPARE(scanner.scan().damage->reason, u"the line is too long"_s);
    }

    void opensFromDiskAndReadsLines()
    {
        const std::shared_ptr<SessionFile> file = open(recorded());
        QVERIFY(file);
        QCOMPARE(file->stepCount(), 5);
        for (const qsizetype step : {4, 0, 3, 1, 1}) {
            const auto line = file->read(step);
            QVERIFY2(line.has_value(), line ? "" : qPrintable(line.error().detail));
            QCOMPARE(line->at, file->step(step).at);
        }
    }

    void aFileThatChangesUnderneathIsFoundOut()
    {
        const std::shared_ptr<SessionFile> file = open(recorded());
        QVERIFY(file);
        QFile disk(file->path());
        QVERIFY(disk.open(QIODevice::ReadWrite));
        QVERIFY(disk.resize(file->step(3).offset + 4));
        QCOMPARE(file->read(3).error().kind, ErrorKind::Storage);
        QCOMPARE(file->read(4).error().kind, ErrorKind::Storage);
        QVERIFY(file->read(2).has_value());
    }

    void otherFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        QTest::newRow("empty") << QByteArray() << int(ErrorKind::BadAnswer);
        QTest::newRow("text") << QByteArray("hello\n") << int(ErrorKind::BadAnswer);
        QTest::newRow("other JSON") << QByteArray("{\"a\":1}\n") << int(ErrorKind::BadAnswer);
        QTest::newRow("no line end at all") << QByteArray(3 << 20, '{') << int(ErrorKind::BadAnswer);
    }

    void otherFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, kind);
        Error error;
        QVERIFY(!open(bytes, &error));
        QCOMPARE(int(error.kind), kind);
        QVERIFY(!error.detail.isEmpty());
    }

    void whatIsNoFileIsRefused()
    {
        for (const QString &path : {m_directory.filePath(u"missing"_s), m_directory.path(), u"/dev/zero"_s}) {
            Error error;
            QVERIFY(!openPath(path, &error));
            QCOMPARE(error.kind, ErrorKind::Storage);
        }
    }

    void theGoodPartIsSavedAsAWholeFile()
    {
        QVector<QByteArray> lines = recordedLines();
        lines[4] = "broken\n";
        const auto file = open(std::accumulate(lines.cbegin(), lines.cend(), QByteArray()));
        QVERIFY(file);
        QVERIFY(file->scan().damage.has_value());
        const QString saved = m_directory.filePath(u"good.jsonl"_s);
        std::optional<Result<qint64>> result;
        const Pending pending =
            saveGoodPart(*file, saved, [&result](const Result<qint64> &done) { result = done; });
        QTRY_VERIFY(result.has_value());
        QCOMPARE(result->value(), QFileInfo(saved).size());
        const auto again = openPath(saved, nullptr);
        QVERIFY(again);
        QVERIFY(!again->scan().damage);
        QCOMPARE(again->stepCount(), 3);
    }

    void aGoodPartThatCannotBeSavedIsSaid()
    {
        const auto file = open(recorded().chopped(3));
        QVERIFY(file);
        std::optional<Result<qint64>> result;
        const Pending pending = saveGoodPart(*file, m_directory.filePath(u"missing/good"_s),
                                             [&result](const Result<qint64> &done) { result = done; });
        QTRY_VERIFY(result.has_value());
        QCOMPARE(result->error().kind, ErrorKind::Storage);
    }

private:
    std::shared_ptr<SessionFile> open(const QByteArray &bytes, Error *error = nullptr)
    {
        const QString path = m_directory.filePath(u"session.jsonl"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        file.close();
        return openPath(path, error);
    }

    std::shared_ptr<SessionFile> openPath(const QString &path, Error *error)
    {
        SessionOpener opener(m_clock, path);
        std::shared_ptr<SessionFile> opened;
        bool over = false;
        connect(&opener, &SessionOpener::opened, &opener, [&](const std::shared_ptr<SessionFile> &file) {
            opened = file;
            over = true;
        });
        connect(&opener, &SessionOpener::failed, &opener, [&](const Error &why) {
            if (error)
                *error = why;
            over = true;
        });
        opener.start();
        while (!over)
            m_clock.advance(0ms);
        return opened;
    }

    QTemporaryDir m_directory;
    ManualClock m_clock;
};

QTEST_GUILESS_MAIN(TestSessionScanner)
#include "tst_sessionscanner.moc"
