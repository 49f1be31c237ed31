// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "mainwindow/recordingcontrol.h"
#include "mainwindow/statuscells.h"
#include "operations/notes.h"
#include "operations/sessionscanner.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Bench final
{
public:
    explicit Bench(const Theme &theme) : status(theme, &window)
    {
        settings.exportFolder = directory.path();
        console.console.notes = &notes;
        window.show();
        control = std::make_unique<RecordingControl>(console.console, settings, status, window);
    }

    [[nodiscard]] QToolButton *mark() const { return status.findChild<QToolButton *>(u"recordingCell"_s); }
    [[nodiscard]] QString notice() const
    {
        const auto *box = window.findChild<QMessageBox *>(u"recordingNotice"_s);
        return box ? box->text() : QString();
    }
    [[nodiscard]] QString path() const { return directory.filePath(u"session.sbsession"_s); }

    QTemporaryDir directory;
    Settings settings;
    ConsoleFixture console;
    Notes notes{console.clock, console.serials, u"mia"_s};
    QWidget window;
    StatusCells status;
    std::unique_ptr<RecordingControl> control;
};

} // namespace

class TestRecordingControl final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void asksForAFileAndShowsThatItRecords()
    {
        Bench bench(m_theme);
        QSignalSpy changed(bench.control.get(), &RecordingControl::recordingChanged);
        QSignalSpy used(bench.control.get(), &RecordingControl::folderUsed);
        QVERIFY(bench.mark()->isHidden());
        bench.control->toggle();
        QCOMPARE(changed.takeFirst(), QVariantList{false}); // not before there is a file
        auto *chooser = bench.window.findChild<QFileDialog *>(u"recordDialog"_s);
        QVERIFY(chooser);
        emit chooser->fileSelected(bench.path());
        chooser->reject();
        QCOMPARE(changed.takeFirst(), QVariantList{true});
        QCOMPARE(used.constFirst().constFirst().toString(), bench.directory.path());
        QVERIFY(!bench.mark()->isHidden());
        QVERIFY2(bench.mark()->text().startsWith(u"REC 0:00 · "_s), qPrintable(bench.mark()->text()));
        bench.console.clock.advance(65s);
        bench.control->tick();
        QVERIFY(bench.mark()->text().startsWith(u"REC 1:05 · "_s));
    }

    void theMarkStopsIt()
    {
        Bench bench(m_theme);
        bench.control->begin(bench.path());
        bench.mark()->click();
        QMenu *menu = bench.status.findChildren<QMenu *>().constLast();
        menu->actions().constLast()->trigger();
        QVERIFY(!bench.control->isRecording());
        QVERIFY(bench.mark()->isHidden());
        QVERIFY(bench.status.currentMessage().startsWith(u"Recorded 0:00 to "_s));
        QFile file(bench.path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!scanSession(file.readAll()).damage);
    }

    void aFullDiskIsSaidInWords()
    {
        QVERIFY2(QFile::exists(u"/dev/full"_s), "This needs a device that is always full.");
        Bench bench(m_theme);
        bench.control->begin(u"/dev/full"_s);
        QVERIFY(!bench.control->isRecording());
        QVERIFY2(bench.notice().startsWith(u"The recording was ended: "_s), qPrintable(bench.notice()));
        QVERIFY(bench.mark()->isHidden());
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        Bench bench(m_theme);
        bench.control->begin(bench.directory.filePath(u"missing/a.sbsession"_s));
        QVERIFY2(bench.notice().startsWith(u"The recording could not be started: "_s),
                 qPrintable(bench.notice()));
    }

    void goingAwayEndsTheFile()
    {
        Bench bench(m_theme);
        bench.control->begin(bench.path());
        bench.console.addUpdates(3);
        bench.notes.add(u"look"_s, {});
        bench.control.reset();
        QVERIFY(bench.mark()->isHidden());
        QFile file(bench.path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const SessionScan scan = scanSession(file.readAll());
        QVERIFY(!scan.damage);
        QCOMPARE(scan.rows, 1); // the note; the updates came from no feed
    }

private:
    Theme m_theme{*qApp};
};

QTEST_MAIN(TestRecordingControl)
#include "tst_recordingcontrol.moc"
