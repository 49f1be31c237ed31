// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/program.h"
#include "apps/signalbox/settingsstore.h"
#include "flags/changepanel.h"
#include "mainwindow/mainwindow.h"
#include "operations/sessionrecorder.h"
#include "support/spokenfeed.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Ten seconds: three updates a second apart, a command, a gap.
void record(const QString &path)
{
    SpokenSession session;
    session.feed.sayLink(session.link(LinkState::Live));
    session.feed.sayAll({SpokenSession::flag(u"dark-mode"_s), SpokenSession::flag(u"new-checkout"_s, true)});
    SessionRecorder recorder(session.feed, session.store, session.commands, SpokenSession::connection(),
                             session.clock);
    if (!recorder.start(path))
        qFatal("cannot record");
    for (int i = 0; i < 3; ++i) {
        session.clock.advance(1s);
        emit session.feed.factsAdded({session.fact(FactKind::FlagUpdated, u"dark-mode"_s)});
        session.feed.sayFlag(SpokenSession::flag(u"dark-mode"_s, i % 2 == 0));
    }
    session.clock.advance(2s);
    CommandDetail command;
    command.id = CommandId(u"c1"_s);
    command.stage = CommandStage::Disagrees;
    command.wanted.enabled = false;
    emit session.commands.factsAdded({session.fact(FactKind::Command, u"new-checkout"_s, command)});
    session.clock.advance(3s);
    emit session.feed.factsAdded({session.fact(
        FactKind::Gap, {}, GapDetail{session.clock.wallTime() - 1s, session.clock.wallTime(), 0, {}})});
    session.clock.advance(2s);
    session.feed.sayLink(session.link(LinkState::Live));
    recorder.stop();
}

/// What was retired to the event loop must go before the clock it stands on.
struct Sweep
{
    ~Sweep() { QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); }
};

/// The program as it is started with a file.
class Desk final
{
public:
    Desk(Theme &theme, const QString &path)
        : store(directory.filePath(u"settings.ini"_s))
        , program(theme, store, {}, optionsFor(path), clock)
        , window(program.openWindow(optionsFor(path)))
    {}

    static Options optionsFor(const QString &path)
    {
        Options options;
        options.sessionFile = path;
        options.freshSettings = true;
        return options;
    }

    void settle()
    {
        for (int i = 0; i < 50; ++i)
            clock.advance(0ms);
    }
    template <typename T>
    [[nodiscard]] T *part(const QString &name) const
    {
        return window.findChild<T *>(name);
    }
    [[nodiscard]] QString times() const
    {
        const QLabel *label = part<QLabel>(u"replayTimes"_s);
        return label ? label->text() : QString();
    }
    [[nodiscard]] int rows() const { return part<QTableView>(u"eventLog"_s)->model()->rowCount(); }
    [[nodiscard]] QString bandName() const { return window.findChild<EnvironmentBand *>()->accessibleName(); }

    QTemporaryDir directory;
    ManualClock clock;
    Sweep sweep;
    SettingsStore store;
    Program program;
    MainWindow &window;
};

} // namespace

class TestReplayWindow final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { record(path()); }

    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void environmentsAreNotComparedAndItSaysWhy()
    {
        Desk desk(m_theme, path());
        desk.settle();
        auto *compare = desk.part<QAction>(u"compare"_s);
        QVERIFY(compare->isEnabled());
        compare->trigger();
        const auto *dialog = desk.part<QWidget>(u"compareDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->findChild<EnvironmentBand *>()->accessibleName(), u"REPLAY shop / production"_s);
        QCOMPARE(
            dialog->findChild<QLabel *>(u"tableNotice"_s)->text(),
            u"A recorded session holds the flags of one environment only: there is nothing to compare."_s);
        QVERIFY(!dialog->findChild<QPushButton *>(u"compareReread"_s)->isEnabled());
    }

    void opensFromTheCommandLineAndPlays()
    {
        Desk desk(m_theme, path());
        desk.settle();
        QCOMPARE(desk.bandName(), u"REPLAY shop / production"_s);
        QVERIFY2(desk.times().startsWith(u"0:00 / 0:10 · "_s), qPrintable(desk.times()));
        QCOMPARE(desk.rows(), 0);
        desk.clock.advance(1s);
        desk.settle();
        desk.clock.advance(100ms);
        QCOMPARE(desk.rows(), 1);
        desk.clock.advance(10s);
        desk.clock.advance(1s);
        QCOMPARE(desk.rows(), 5);
        QVERIFY2(desk.times().startsWith(u"0:10 / 0:10"_s), qPrintable(desk.times()));
        QCOMPARE(desk.part<QToolButton>(u"replayPlay"_s)->text(), u"Play"_s);
    }

    void nothingCanBeChanged()
    {
        Desk desk(m_theme, path());
        desk.settle();
        QCOMPARE(desk.part<QToolButton>(u"guardButton"_s)->text(), u"Read-only ▾"_s);
        for (const QString &name : {u"retry"_s, u"pauseConnection"_s, u"reread"_s, u"rereadAll"_s, u"undo"_s,
                                    u"pressGuarded"_s, u"lock"_s, u"signIn"_s, u"record"_s})
            QVERIFY2(!desk.part<QAction>(name)->isEnabled(), qPrintable(name));

        // While it plays, a flag that changes under the panel is said first.
        desk.part<QToolButton>(u"replayPlay"_s)->click();
        auto *panel = desk.window.findChild<ChangePanel *>();
        QVERIFY(panel);
        panel->openFor(FlagKey(u"dark-mode"_s), true, QRect(100, 100, 10, 10));
        desk.clock.advance(3s);
        QApplication::sendPostedEvents();
        bool explained = false;
        for (const QLabel *label : panel->findChildren<QLabel *>())
            explained |=
                label->isVisibleTo(panel) && label->text().contains(u"replay of a recorded session"_s);
        QVERIFY(explained);
        panel->pressGuardedButton();
        panel->orderNow(FlagKey(u"dark-mode"_s), true);
        desk.part<QToolButton>(u"replayPlay"_s)->click();
        desk.clock.advance(30s);
        desk.settle();
        QCOMPARE(desk.rows(), 5); // what was recorded, nothing of ours
    }

    void theTransportMovesThroughTheRecording()
    {
        Desk desk(m_theme, path());
        desk.settle();
        desk.part<QToolButton>(u"replayPlay"_s)->click();
        QCOMPARE(desk.part<QToolButton>(u"replayPlay"_s)->text(), u"Play"_s);
        desk.clock.advance(1h);
        QCOMPARE(desk.rows(), 0);
        desk.part<QToolButton>(u"replayRow"_s)->click();
        arrive(desk);
        QCOMPARE(desk.rows(), 1);
        desk.part<QToolButton>(u"replayCommand"_s)->click();
        arrive(desk);
        QCOMPARE(desk.rows(), 4);
        desk.part<QToolButton>(u"replayGap"_s)->click();
        arrive(desk);
        QCOMPARE(desk.rows(), 5);
        desk.part<QToolButton>(u"replayGap"_s)->click();
        QCOMPARE(desk.part<QLabel>(u"replayNotice"_s)->text(), u"No more gaps in this recording."_s);
        desk.part<QSlider>(u"replaySlider"_s)->setValue(2'500);
        arrive(desk);
        QCOMPARE(desk.rows(), 2);
        QVERIFY2(desk.times().startsWith(u"0:02 / 0:10"_s), qPrintable(desk.times()));
        desk.part<QComboBox>(u"replaySpeed"_s)->setCurrentIndex(4);
        desk.part<QAction>(u"playReplay"_s)->trigger();
        desk.clock.advance(200ms);
        desk.clock.advance(200ms);
        QCOMPARE(desk.rows(), 4);
    }

    void aDamagedFileShowsItsGoodPartAndSavesIt()
    {
        QFile whole(path());
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        const QString damaged = m_directory.filePath(u"damaged.sbsession"_s);
        QFile file(damaged);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes.first(bytes.size() * 2 / 3));
        file.close();

        Desk desk(m_theme, damaged);
        desk.settle();
        const QString notice = desk.part<QLabel>(u"replayNotice"_s)->text();
        QVERIFY2(notice.contains(
                     QRegularExpression(u"damaged in line \\d+, at byte [\\d,]+: the line is cut off"_s)),
                 qPrintable(notice));
        desk.part<QPushButton>(u"replaySave"_s)->click();
        auto *chooser = desk.window.findChild<QFileDialog *>(u"goodPartDialog"_s);
        QVERIFY(chooser);
        const QString saved = m_directory.filePath(u"good.sbsession"_s);
        emit chooser->fileSelected(saved);
        chooser->reject();
        QTRY_VERIFY(QFile::exists(saved));
        QTRY_VERIFY(desk.part<QLabel>(u"replayNotice"_s)->text().contains(u"That file is whole"_s));
        Desk again(m_theme, saved);
        again.settle();
        QVERIFY(!again.part<QLabel>(u"replayNotice"_s)->isVisible());
    }

    void otherFilesAreRefusedInWords()
    {
        const QString other = m_directory.filePath(u"notes.txt"_s);
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello\n");
        file.close();
        Desk desk(m_theme, other);
        desk.settle();
        const auto *message = desk.part<QLabel>(u"welcomeMessage"_s);
        QVERIFY2(message->text().startsWith(u"This is not a recorded session"_s),
                 qPrintable(message->text()));
        QVERIFY(desk.part<QPushButton>(u"sessionCardButton"_s)->isEnabled());
    }

    void aDroppedFileIsOpenedAndClosedAgain()
    {
        Desk desk(m_theme, {});
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path())});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&desk.window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&desk.window, &drop);
        desk.settle();
        QCOMPARE(desk.bandName(), u"REPLAY shop / production"_s);
        desk.part<QToolButton>(u"replayClose"_s)->click();
        QApplication::sendPostedEvents();
        QVERIFY(desk.part<QWidget>(u"welcomePage"_s)->isVisible());
        QVERIFY(!desk.part<QWidget>(u"transportBar"_s));
    }

    void theWelcomePageOffersIt()
    {
        Desk desk(m_theme, {});
        desk.part<QPushButton>(u"sessionCardButton"_s)->click();
        auto *chooser = desk.window.findChild<QFileDialog *>(u"openSessionDialog"_s);
        QVERIFY(chooser);
        emit chooser->fileSelected(path());
        chooser->reject();
        desk.settle();
        QCOMPARE(desk.bandName(), u"REPLAY shop / production"_s);
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(u"session.sbsession"_s); }
    static void arrive(Desk &desk)
    {
        desk.settle();
        desk.clock.advance(100ms);
    }

    Theme m_theme{*qApp};
    QTemporaryDir m_directory;
};

QTEST_MAIN(TestReplayWindow)
#include "tst_replaywindow.moc"
