// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "events/activitystrip.h"
#include "theme/theme.h"

#include <QApplication>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void turnWheel(QWidget &widget, int delta)
{
    const QPointF place = widget.rect().center();
    QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

} // namespace

class TestActivityStrip final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void wheelZooms();
    void menuZooms();
    void toolTipCounts();
    void rebuildsAtMostOnceASecond();
    void pressAsksForTheMoment();
    void commandMarksStandAboveTheBars_data();
    void commandMarksStandAboveTheBars();
    void saysWhatItShows();

private:
    Theme m_theme{*qApp, ThemeChoice::Light};
};

void TestActivityStrip::init()
{
    // The offscreen platform says what it can not do each time a window is shown.
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
}

void TestActivityStrip::wheelZooms()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    QSignalSpy zoomed(&strip, &ActivityStrip::zoomChanged);
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::HalfHour);
    turnWheel(strip, 120);
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::FiveMinutes);
    turnWheel(strip, 120); // there is nothing closer
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::FiveMinutes);
    turnWheel(strip, -60); // half a step of a fine wheel
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::FiveMinutes);
    turnWheel(strip, -60);
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::HalfHour);
    turnWheel(strip, -240);
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::Day);
    QCOMPARE(zoomed.count(), 3);
}

void TestActivityStrip::menuZooms()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(800, 48);
    strip.show();
    QContextMenuEvent asked(QContextMenuEvent::Keyboard, {10, 10}, strip.mapToGlobal(QPoint(10, 10)));
    QApplication::sendEvent(&strip, &asked);
    auto *menu = strip.findChild<QMenu *>();
    QVERIFY(menu);
    QStringList words;
    for (const QAction *action : menu->actions())
        words.append(action->text() + (action->isChecked() ? u" ✔"_s : QString()));
    QCOMPARE(words, QStringList({u"Last 5 min"_s, u"Last 30 min ✔"_s, u"Last 2 h"_s, u"Last 24 h"_s}));
    menu->actions().at(2)->trigger();
    QCOMPARE(strip.zoom(), ActivityStrip::Zoom::TwoHours);
}

void TestActivityStrip::toolTipCounts()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(818, 48); // a plot of 800 pixels: 100 bars of 18 s
    strip.show();
    const int last = 818 - 9 - 2;
    QCOMPARE(strip.textAt(last), u"14:19:48 – 14:20:06 UTC · 0 events"_s);
    fixture.log.add({fixture.fact(FactKind::FlagUpdated, u"a"_s)});
    CommandDetail command;
    fixture.log.add({fixture.fact(FactKind::Command, u"a"_s, command)});
    const WallTime now = fixture.clock.wallTime();
    fixture.log.add({fixture.fact(FactKind::Gap, {}, GapDetail{now - 5s, now, 2})});
    fixture.clock.advance(1s);
    const QString text = strip.textAt(last);
    QVERIFY2(text.contains(u"1 command"_s), qPrintable(text));
    QVERIFY2(text.endsWith(u"stream lost 14:19:55 – 14:20:00"_s), qPrintable(text));
    fixture.log.add({fixture.fact(FactKind::Gap, {}, GapDetail{now - 3s, now, 0, GapReason::Polling})});
    fixture.clock.advance(1s);
    QVERIFY(strip.textAt(last).endsWith(u"polled 14:19:57 – 14:20:00"_s));
    QVERIFY(strip.accessibleDescription().endsWith(u"1 gap, 0 notes, polled once"_s));
    QVERIFY(strip.textAt(0).isEmpty()); // the margin is no time
}

void TestActivityStrip::rebuildsAtMostOnceASecond()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(818, 48);
    strip.show();
    const int last = 818 - 9 - 2;
    fixture.clock.advance(1s);
    fixture.log.add({fixture.fact(FactKind::FlagUpdated, u"a"_s)}); // after a quiet second: at once
    QVERIFY(strip.textAt(last).endsWith(u"1 event"_s));
    fixture.log.add(
        {fixture.fact(FactKind::FlagUpdated, u"b"_s), fixture.fact(FactKind::FlagUpdated, u"c"_s)});
    strip.tick();
    QVERIFY(strip.textAt(last).endsWith(u"1 event"_s));
    fixture.clock.advance(999ms);
    QVERIFY(strip.textAt(last).endsWith(u"1 event"_s));
    fixture.clock.advance(1ms);
    QVERIFY(strip.textAt(last).endsWith(u"3 events"_s));
}

void TestActivityStrip::pressAsksForTheMoment()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(818, 48);
    strip.show();
    QSignalSpy chosen(&strip, &ActivityStrip::momentChosen);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {818 - 9 - 2, 20});
    QCOMPARE(chosen.count(), 1);
    const auto from = chosen.at(0).at(0).value<WallTime>();
    QCOMPARE(toDateTime(from).toString(u"HH:mm:ss"_s), u"14:19:48"_s);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {2, 20}); // left of the first bar
    QCOMPARE(chosen.count(), 1);
}

void TestActivityStrip::commandMarksStandAboveTheBars_data()
{
    QTest::addColumn<ActivityStrip::Zoom>("zoom");
    QTest::newRow("5 min") << ActivityStrip::Zoom::FiveMinutes;
    QTest::newRow("30 min") << ActivityStrip::Zoom::HalfHour;
    QTest::newRow("24 h") << ActivityStrip::Zoom::Day;
}

void TestActivityStrip::commandMarksStandAboveTheBars()
{
    QFETCH(ActivityStrip::Zoom, zoom);
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(818, 48);
    strip.show();
    strip.setZoom(zoom);
    for (int i = 0; i < 3; ++i)
        fixture.add(fixture.fact(FactKind::Command, u"a"_s, CommandDetail{}));
    fixture.addUpdates(40); // the highest bar of the strip
    fixture.clock.advance(1s);
    const QImage picture = strip.grab().toImage();
    const QColor empty = m_theme.colors().base;
    const auto inked = [&](int y) {
        int pixels = 0;
        for (int x = 0; x < picture.width(); ++x)
            pixels += picture.pixelColor(x, y) != empty ? 1 : 0;
        return pixels;
    };
    QVERIFY(inked(9) > 0); // the marks, close to their base
    QCOMPARE(inked(12), 0);
    QVERIFY(inked(15) > 0); // the bar, close to its top
    // Marks that would lie on each other are one: a shape of its own would mean nothing.
    if (zoom == ActivityStrip::Zoom::Day)
        QVERIFY2(inked(9) <= 8, qPrintable(QString::number(inked(9))));
}

void TestActivityStrip::saysWhatItShows()
{
    ConsoleFixture fixture;
    ActivityStrip strip(fixture.activity, fixture.clock, m_theme);
    strip.resize(818, 48);
    strip.show();
    fixture.addUpdates(1'204 / 2);
    fixture.addUpdates(1'204 / 2);
    fixture.clock.advance(1s);
    QCOMPARE(strip.accessibleName(), u"Activity of the last 30 min"_s);
    QCOMPARE(strip.accessibleDescription(), u"1,204 events, 0 commands, 0 gaps, 0 notes"_s);
}

QTEST_MAIN(TestActivityStrip)
#include "tst_activitystrip.moc"
