// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "events/exportdialog.h"
#include "model/eventfiltermodel.h"
#include "theme/theme.h"
#include "words/filewords.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

/// What was retired to the event loop must go before the clock it stands on.
struct Sweep
{
    ~Sweep() { QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); }
};

/// A dialog over a log of 30 rows, of which the filter shows those of flag-1.
class Bench final
{
public:
    explicit Bench(const Theme &theme, QVector<quint64> selected = {})
        : model(console.log, console.clock), filter(model, console.clock)
    {
        console.addUpdates(30);
        Fact note = console.fact(FactKind::Note, u"flag-1"_s, TextDetail{u"=1+1"_s});
        note.by = u"mia@example.com"_s;
        note.raw = "data: hello";
        console.add(note);
        filter.setFilterText(u"flag:flag-1"_s);
        dialog = std::make_unique<ExportDialog>(console.console, filter, std::move(selected),
                                                directory.path(), theme);
        dialog->show();
    }

    template <typename T>
    [[nodiscard]] T *part(const QString &name) const
    {
        return dialog->findChild<T *>(name);
    }
    [[nodiscard]] QString preview() const { return part<QPlainTextEdit>(u"exportPreview"_s)->toPlainText(); }
    [[nodiscard]] QString message() const { return part<QLabel>(u"exportMessage"_s)->text(); }
    [[nodiscard]] QAbstractButton *go() const { return part<QAbstractButton>(u"exportGo"_s); }
    [[nodiscard]] QAbstractButton *cancel() const { return part<QAbstractButton>(u"exportCancel"_s); }
    [[nodiscard]] QLineEdit *path() const { return part<QLineEdit>(u"exportPath"_s); }
    [[nodiscard]] QByteArray written() const
    {
        QFile file(path()->text());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }

    QTemporaryDir directory;
    ConsoleFixture console;
    Sweep sweep;
    EventLogModel model;
    EventFilterModel filter;
    std::unique_ptr<ExportDialog> dialog;
};

} // namespace

class TestExportDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void offersWhatIsOnScreen()
    {
        Bench bench(m_theme);
        QVERIFY(bench.part<QAbstractButton>(u"exportFiltered"_s)->isChecked());
        QCOMPARE(bench.part<QAbstractButton>(u"exportAll"_s)->text(), u"&All (31)"_s);
        QCOMPARE(bench.part<QAbstractButton>(u"exportFiltered"_s)->text(), u"As &filtered (2)"_s);
        QVERIFY(!bench.part<QAbstractButton>(u"exportSelected"_s)->isEnabled());
        QVERIFY(bench.path()->text().startsWith(bench.directory.path()));
        QVERIFY(bench.path()->text().endsWith(u".csv"_s));
        QVERIFY(bench.path()->text().contains(u"signalbox-shop-production-"_s));
        const QStringList lines = bench.preview().split(u'\n');
        QVERIFY(lines.at(0).startsWith(u"time,kind,"_s));
        QVERIFY(lines.at(2).contains(u",'=1+1,"_s));
    }

    void thePreviewHoldsTwentyLines()
    {
        Bench bench(m_theme);
        bench.part<QAbstractButton>(u"exportAll"_s)->click();
        QCOMPARE(bench.preview().split(u'\n').size(), 20);
        bench.part<QComboBox>(u"exportFormat"_s)->setCurrentIndex(1);
        QCOMPARE(bench.preview().split(u'\n').size(), 20);
        QVERIFY(bench.preview().startsWith(u'{'));
        QVERIFY(bench.path()->text().endsWith(u".jsonl"_s));
        bench.part<QComboBox>(u"exportFormat"_s)->setCurrentIndex(2);
        QVERIFY(bench.path()->text().endsWith(u".md"_s));
    }

    void namesAndFramesAreLeftOut()
    {
        Bench bench(m_theme);
        QVERIFY(bench.preview().contains(u"mia@example.com"_s));
        QVERIFY(!bench.preview().contains(u"hello"_s));
        bench.part<QCheckBox>(u"exportRaw"_s)->click();
        QVERIFY(bench.preview().contains(u"hello"_s));
        bench.part<QCheckBox>(u"exportNames"_s)->click();
        QVERIFY(!bench.preview().contains(u"mia@example.com"_s));
        QVERIFY(!bench.preview().contains(u"hello"_s));
        QVERIFY(!bench.part<QCheckBox>(u"exportRaw"_s)->isEnabled());
    }

    void writesAndSaysHowMuch()
    {
        Bench bench(m_theme);
        QSignalSpy used(bench.dialog.get(), &ExportDialog::folderUsed);
        bench.go()->click();
        QVERIFY(!bench.go()->isEnabled());
        bench.console.clock.advance(std::chrono::seconds(1));
        QTRY_COMPARE(used.count(), 1);
        QCOMPARE(used.constFirst().constFirst().toString(), bench.directory.path());
        QVERIFY2(bench.message().startsWith(u"2 rows written, "_s), qPrintable(bench.message()));
        QCOMPARE(bench.written(), bench.preview().replace(u"\n"_s, u"\r\n"_s).toUtf8());
        QCOMPARE(bench.cancel()->text(), u"Close"_s);
    }

    void selectedRowsAreOfferedFirst()
    {
        Bench bench(m_theme, {3, 5, 4});
        QVERIFY(bench.part<QAbstractButton>(u"exportSelected"_s)->isChecked());
        bench.go()->click();
        bench.console.clock.advance(std::chrono::seconds(1));
        QTRY_COMPARE(bench.cancel()->text(), u"Close"_s);
        QCOMPARE(bench.written().count('\n'), 4);
    }

    void aFileThatExistsIsNamedAsReplaced()
    {
        Bench bench(m_theme);
        QFile file(bench.path()->text());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const QString path = bench.path()->text();
        bench.path()->setText(path + u'x');
        bench.path()->setText(path);
        QCOMPARE(bench.go()->text(), u"Replace the file"_s);
        QVERIFY(bench.message().contains(u"replaced"_s));
    }

    void stoppingLeavesNoFileAndEscapeClosesOnlyThen()
    {
        Bench bench(m_theme);
        bench.go()->click();
        bench.dialog->reject();
        QVERIFY(bench.dialog->isVisible());
        QCOMPARE(bench.message(), u"Stopped. No file was written."_s);
        bench.console.settle();
        QCOMPARE(bench.written(), "no file");
        QVERIFY(bench.go()->isEnabled());
        bench.dialog->reject();
        QVERIFY(!bench.dialog->isVisible());
    }

    void aPlaceThatCannotBeWrittenIsSaidAndCanBeChanged()
    {
        Bench bench(m_theme);
        bench.path()->setText(bench.directory.filePath(u"missing/out.csv"_s));
        bench.go()->click();
        bench.console.clock.advance(std::chrono::seconds(1));
        QVERIFY2(bench.message().startsWith(u"The file could not be written: "_s),
                 qPrintable(bench.message()));
        QVERIFY(bench.go()->isEnabled());
        QVERIFY(bench.path()->isEnabled());
    }

    void anEmptyLogHasNothingToExport()
    {
        ConsoleFixture console;
        Sweep sweep;
        EventLogModel model(console.log, console.clock);
        EventFilterModel filter(model, console.clock);
        ExportDialog dialog(console.console, filter, {}, {}, m_theme);
        QVERIFY(!dialog.findChild<QAbstractButton *>(u"exportGo"_s)->isEnabled());
        QCOMPARE(dialog.findChild<QLabel *>(u"exportMessage"_s)->text(), u"There is no row to export yet."_s);
    }

    void returnExportsAtOnce()
    {
        Bench bench(m_theme);
        QVERIFY(bench.dialog->focusWidget() == bench.go());
    }

    void aFolderThatIsNotThereIsNotOffered()
    {
        const QTemporaryDir home;
        Settings settings;
        settings.exportFolder = home.path();
        QCOMPARE(exportFolder(settings), home.path());
        settings.exportFolder = home.filePath(u"gone"_s);
        QVERIFY(exportFolder(settings) != settings.exportFolder);
        QVERIFY(QFileInfo(exportFolder(settings)).isDir());
    }

private:
    Theme m_theme{*qApp};
};

QTEST_MAIN(TestExportDialog)
#include "tst_exportdialog.moc"
