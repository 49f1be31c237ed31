// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowswitcher.h"

#include "mainwindow/windowlistmodel.h"
#include "support/manualclock.h"
#include "theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

WindowSummary summary(quint64 id, const QString &environment, EnvironmentClass environmentClass)
{
    WindowSummary window;
    window.id = id;
    ConnectionInfo connection;
    connection.projectName = u"shop"_s;
    connection.environmentName = environment;
    connection.environmentClass = environmentClass;
    connection.url = QUrl(u"https://flags.example:8443"_s);
    window.connection = connection;
    window.link = LinkState::Live;
    window.linkText = u"Live · 3 s"_s;
    window.accessibleLink = u"Live · 3 s"_s;
    return window;
}

WindowSummary startPage(quint64 id)
{
    WindowSummary window;
    window.id = id;
    window.title = u"Start page"_s;
    return window;
}

struct Bench
{
    Theme theme{*qApp, ThemeChoice::Light};
    ManualClock clock;
    QVector<WindowSummary> windows;
    std::unique_ptr<WindowSwitcher> switcher;

    explicit Bench(const QVector<WindowSummary> &shown) : windows(shown)
    {
        windows.first().isCurrent = true;
        switcher = std::make_unique<WindowSwitcher>([this] { return windows; }, clock, theme);
        switcher->show();
    }
    template <typename T>
    [[nodiscard]] T &part(const QString &name) const
    {
        return *switcher->findChild<T *>(name);
    }
    [[nodiscard]] QListView &list() const { return part<QListView>(u"windowList"_s); }
    [[nodiscard]] QString current() const
    {
        return list().currentIndex().data(Qt::AccessibleTextRole).toString();
    }
};

} // namespace

class TestWindowSwitcher final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void rowsStayWhileTheirWindowsChange()
    {
        WindowListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const WindowSummary a = summary(1, u"production"_s, EnvironmentClass::Production);
        const WindowSummary b = summary(2, u"staging"_s, EnvironmentClass::Staging);
        model.show({a, b});
        const QPersistentModelIndex staging = model.index(1);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        WindowSummary later = b;
        later.linkText = u"Stale since 12:00"_s;
        model.show({later, a}); // used in another order meanwhile
        QCOMPARE(changed.size(), 1);
        QCOMPARE(staging.row(), 1);
        QVERIFY(staging.data().toString().contains(u"Stale since"_s));
        model.show({startPage(3), later});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(staging.row(), 0);
        QCOMPARE(model.index(1).data().toString(), u"Start page"_s);
        model.show({});
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!staging.isValid());
    }

    void theKeyAndEnterGoBackAndForth()
    {
        Bench bench({summary(7, u"production"_s, EnvironmentClass::Production),
                     summary(4, u"staging"_s, EnvironmentClass::Staging),
                     summary(9, u"lab"_s, EnvironmentClass::Lab)});
        QSignalSpy chosen(bench.switcher.get(), &WindowSwitcher::chosen);
        QCOMPARE(bench.current(), u"STAGING shop / staging, Live · 3 s"_s);
        bench.switcher->step();
        QCOMPARE(bench.current(), u"PRACTICE shop / lab, Live · 3 s"_s);
        bench.switcher->step();
        QCOMPARE(bench.current(), u"PRODUCTION shop / production, Live · 3 s, this window"_s);
        auto &search = bench.part<QLineEdit>(u"windowSearch"_s);
        QTest::keyClick(&search, Qt::Key_Down);
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toULongLong(), 4u);
        QVERIFY(!bench.switcher->isVisible());
    }

    void searchesByPlaceServerAndState()
    {
        Bench bench({summary(1, u"production"_s, EnvironmentClass::Production),
                     summary(2, u"staging"_s, EnvironmentClass::Staging), startPage(3)});
        auto &search = bench.part<QLineEdit>(u"windowSearch"_s);
        auto &note = bench.part<QLabel>(u"windowNote"_s);
        QTest::keyClicks(&search, u"prod"_s);
        QCOMPARE(bench.list().model()->rowCount(), 1);
        QVERIFY(bench.current().startsWith(u"PRODUCTION"_s));
        search.setText(u"flags.example"_s);
        QCOMPARE(bench.list().model()->rowCount(), 2);
        search.setText(u"nowhere"_s);
        QVERIFY(note.isVisible() && note.text() == u"No open window matches."_s);
        QSignalSpy chosen(bench.switcher.get(), &WindowSwitcher::chosen);
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        search.clear();
        QVERIFY(!note.isVisible());
        QVERIFY(bench.list().currentIndex().isValid());
    }

    void ticksAndSaysWhatHappensMeanwhile()
    {
        Bench bench({summary(1, u"production"_s, EnvironmentClass::Production)});
        QVERIFY(bench.part<QLabel>(u"windowNote"_s).isVisible()); // the only one
        bench.windows.append(summary(2, u"staging"_s, EnvironmentClass::Staging));
        bench.windows[0].linkText = u"Stale since 12:00"_s;
        bench.windows[0].accessibleLink = bench.windows[0].linkText;
        bench.clock.advance(1s);
        QCOMPARE(bench.list().model()->rowCount(), 2);
        QVERIFY(bench.current().contains(u"Stale since 12:00"_s));
        QVERIFY(!bench.part<QLabel>(u"windowNote"_s).isVisible());
        QSignalSpy opened(bench.switcher.get(), &WindowSwitcher::newWindowRequested);
        bench.part<QPushButton>(u"newWindowButton"_s).click();
        QCOMPARE(opened.size(), 1);
    }
};

QTEST_MAIN(TestWindowSwitcher)
#include "tst_windowswitcher.moc"
