// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolerig.h"
#include "mainwindow/linkdetails.h"
#include "mainwindow/mainwindow.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "wire/wiredialog.h"
#include "wire/wireview.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

template <typename T>
T &child(const QWidget &parent, const QString &name)
{
    auto *found = parent.findChild<T *>(name);
    if (!found)
        qFatal("no child %s", qPrintable(name));
    return *found;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestWireDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
        m_rig = std::make_unique<ConsoleRig>();
        m_dialog = std::make_unique<WireDialog>(m_rig->console, *m_theme, nullptr);
        m_dialog->show();
        m_rows = 0;
    }
    void cleanup()
    {
        m_dialog.reset();
        m_rig.reset();
        m_theme.reset();
    }

    void isEmptyUntilSomethingCame()
    {
        const auto &empty = child<QLabel>(*m_dialog, u"wireEmpty"_s);
        QVERIFY(empty.isVisible());
        QVERIFY(empty.text().startsWith(u"Nothing has gone over the wire yet."_s));
        QVERIFY(!child<QPushButton>(*m_dialog, u"wireExport"_s).isEnabled());
        QCOMPARE(m_dialog->findChild<EnvironmentBand *>()->accessibleName(),
                 u"PRODUCTION shop / production"_s);
        goLive();
        QVERIFY(!empty.isVisible());
        QVERIFY(view().isVisible());
        QVERIFY(child<QPushButton>(*m_dialog, u"wireExport"_s).isEnabled());
    }

    void showsWhatGoesOverTheWire()
    {
        goLive();
        QFocusEvent comes(QEvent::FocusIn, Qt::TabFocusReason);
        QCoreApplication::sendEvent(&view(), &comes);
        QVERIFY(block().isEmpty()); // nothing is selected: no row's content stands there
        const QStringList kinds = column(3);
        QCOMPARE(kinds.first(3), QStringList({u"request"_s, u"answer"_s, u"body"_s}));
        QVERIFY(column(5).at(2).startsWith(u": heartbeat\u2193"_s));
        view().showRow(0);
        QVERIFY(block().startsWith(u"GET /stream HTTP\u2190\u2193\nHost: 127.0.0.1:"_s));
        child<QPushButton>(*m_dialog, u"wireHex"_s).click();
        view().showRow(2);
        QVERIFY(block().startsWith(u"000000  3a 20 68 65"_s));
    }

    void followsUntilOneLooksBack()
    {
        goLive();
        send(60);
        auto &follow = child<QPushButton>(*m_dialog, u"wireFollow"_s);
        auto &bar = *view().verticalScrollBar();
        QVERIFY(follow.isChecked());
        QVERIFY(bar.maximum() > 0);
        QCOMPARE(bar.value(), bar.maximum());
        bar.setValue(10);
        QVERIFY(!follow.isChecked());
        send(5);
        QCOMPARE(bar.value(), 10);
        QTest::keyClick(&view(), Qt::Key_End);
        QVERIFY(follow.isChecked());
        QCOMPARE(bar.value(), bar.maximum());
        follow.click();
        QVERIFY(!view().isFollowing());
        send(5);
        QTRY_VERIFY(bar.value() < bar.maximum()); // the view lays itself out later
        follow.click();
        QCOMPARE(bar.value(), bar.maximum());
    }

    void pausesAndCounts()
    {
        goLive();
        auto &pause = child<QPushButton>(*m_dialog, u"wirePause"_s);
        pause.click();
        const int rows = view().model()->rowCount();
        send(3);
        QCOMPARE(view().model()->rowCount(), rows);
        const auto &counts = child<QLabel>(*m_dialog, u"wireCounts"_s);
        QVERIFY2(counts.text().contains(u"paused · 3 waiting"_s), qPrintable(counts.text()));
        pause.click();
        QCOMPARE(view().model()->rowCount(), rows + 3);
        QVERIFY(!counts.text().contains(u"paused"_s));
    }

    void finds()
    {
        goLive();
        send(5);
        auto &field = child<QLineEdit>(*m_dialog, u"wireFind"_s);
        const auto &outcome = child<QLabel>(*m_dialog, u"wireOutcome"_s);
        field.setText(u"number-3"_s);
        QTest::keyClick(&field, Qt::Key_Return);
        QVERIFY(block().contains(u"number-3"_s));
        m_dialog->findNext(false); // the only one
        QVERIFY(block().contains(u"number-3"_s));
        field.setText(u"number"_s);
        m_dialog->findNext(false);
        QVERIFY(block().contains(u"number-4"_s));
        m_dialog->findNext(true);
        QVERIFY(block().contains(u"number-3"_s));
        field.setText(u"nowhere"_s);
        m_dialog->findNext(false);
        QCOMPARE(outcome.text(), u"not found"_s);
        field.clear();
        QVERIFY(outcome.text().isEmpty());
    }

    void copiesTheSelectionOrAll()
    {
        goLive();
        send(2);
        view().clearSelection();
        m_dialog->copy();
        QVERIFY(QApplication::clipboard()->text().contains(u"GET /stream"_s));
        QVERIFY(QApplication::clipboard()->text().contains(u"number-2"_s));
        view().selectRow(view().model()->rowCount() - 1);
        m_dialog->copy();
        QVERIFY(!QApplication::clipboard()->text().contains(u"GET /stream"_s));
        QVERIFY(QApplication::clipboard()->text().contains(u"number-2"_s));
    }

    void exportsBothForms()
    {
        goLive();
        send(1);
        QTemporaryDir folder;
        const QString text = folder.filePath(u"wire.txt"_s);
        const QString lines = folder.filePath(u"wire.jsonl"_s);
        QVERIFY(m_dialog->exportTo(text));
        QVERIFY(m_dialog->exportTo(lines));
        QVERIFY(contentOf(text).contains("data: number-1"));
        QVERIFY(contentOf(lines).startsWith("{\"connection\":1,\"kind\":\"request\""));
        QCOMPARE(contentOf(lines).count('\n'), view().model()->rowCount());
        const auto failed = m_dialog->exportTo(folder.filePath(u"no/such/folder.txt"_s));
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::Storage);
    }

    void theFileDialogWritesWhatIsOnScreen()
    {
        goLive();
        child<QPushButton>(*m_dialog, u"wireExport"_s).click();
        auto &files = child<QFileDialog>(*m_dialog, u"wireFileDialog"_s);
        QVERIFY(files.isVisible());
        QVERIFY(child<QPushButton>(*m_dialog, u"wirePause"_s).isChecked());
        QTemporaryDir folder;
        emit files.fileSelected(folder.filePath(u"x.jsonl"_s));
        QVERIFY(QFile::exists(folder.filePath(u"x.jsonl"_s)));
        QCOMPARE(child<QLabel>(*m_dialog, u"wireOutcome"_s).text(), u"Written to x.jsonl."_s);
        emit files.fileSelected(folder.filePath(u"none/x.txt"_s));
        QVERIFY(child<QLabel>(*m_dialog, u"wireOutcome"_s).text().startsWith(u"Not written: "_s));
        files.reject();
    }

    void opensFromTheMenuAndFromTheLinkDetails()
    {
        MainWindow window(*m_theme, {});
        window.showConsole(m_rig->console);
        window.show();
        window.findChild<QAction *>(u"rawWire"_s)->trigger();
        const QPointer<WireDialog> opened = window.findChild<WireDialog *>();
        QVERIFY(opened && opened->isVisible());
        opened->close();
        QTRY_VERIFY(!opened);
        window.findChild<QAction *>(u"linkDetails"_s)->trigger();
        child<QPushButton>(window, u"rawWireButton"_s).click();
        QVERIFY(window.findChild<WireDialog *>()->isVisible());
    }

private:
    void goLive()
    {
        m_rig->session.start();
        QTRY_VERIFY(m_rig->goLive());
        m_rig->clock.advance(limits::wireTick);
    }
    /// As so many pieces of their own.
    void send(int count)
    {
        for (int i = 0; i < count; ++i) {
            const quint64 before = m_rig->session.counters().events;
            m_rig->stream->write("data: number-" + QByteArray::number(++m_rows) + "\n\n");
            QTRY_COMPARE(m_rig->session.counters().events, before + 1);
        }
        m_rig->clock.advance(limits::wireTick);
    }
    [[nodiscard]] WireView &view() const { return child<WireView>(*m_dialog, u"wireTable"_s); }
    [[nodiscard]] QString block() const
    {
        return child<QPlainTextEdit>(*m_dialog, u"wireBlock"_s).toPlainText();
    }
    [[nodiscard]] QStringList column(int number) const
    {
        QStringList texts;
        for (int row = 0; row < view().model()->rowCount(); ++row)
            texts.append(view().model()->index(row, number).data().toString());
        return texts;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ConsoleRig> m_rig;
    std::unique_ptr<WireDialog> m_dialog;
    int m_rows = 0;
};

QTEST_MAIN(TestWireDialog)
#include "tst_wiredialog.moc"
