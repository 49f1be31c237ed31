// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/linkchip.h"
#include "theme/theme.h"

#include <QDir>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const MonotonicTime start{1h};

LinkStatus status(LinkState state)
{
    LinkStatus made;
    made.state = state;
    made.since = start;
    made.lastByte = start;
    return made;
}

} // namespace

class TestLinkChip : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void saysWordAndAge()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        LinkChip chip(theme);
        QCOMPARE(chip.text(), u"Not connected"_s);
        chip.showLink(status(LinkState::Live), start + 4s, Qt::UTC);
        QCOMPARE(chip.text(), u"Live · 4 s"_s);
        QVERIFY(chip.accessibleName().startsWith(u"Live"_s));
        chip.showLink(status(LinkState::Retrying), start + 4s, Qt::UTC);
        QVERIFY(chip.accessibleName().startsWith(u"Retrying"_s));
    }

    void doesNotMoveTheToolbarWithEverySecond()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        LinkChip chip(theme);
        chip.showLink(status(LinkState::Live), start + 1s, Qt::UTC);
        const int width = chip.sizeHint().width();
        chip.showLink(status(LinkState::Live), start + 58s, Qt::UTC);
        QCOMPARE(chip.sizeHint().width(), width);
    }

    void everyStateHasAShapeOfItsOwn()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QSet<QString> shapes;
        for (int state = 0; state <= int(LinkState::Polling); ++state) {
            const QString name = linkIconName(LinkState(state));
            QVERIFY2(QFile::exists(u":/signalbox/icons/%1.svg"_s.arg(name)), qPrintable(name));
            QVERIFY(linkColor(LinkState(state), theme).isValid());
            shapes.insert(name);
        }
        QCOMPARE(shapes.size(), int(LinkState::Polling) + 1);
    }

    void shapeIsSeenAlsoWithoutColour()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        const auto shape = [&theme](LinkState state) {
            LinkChip chip(theme);
            chip.showLink(status(state), start + 4s, Qt::UTC);
            chip.resize(chip.sizeHint());
            return chip.grab(QRect(9, 5, 18, 18)).toImage().convertToFormat(QImage::Format_Mono);
        };
        QVERIFY(shape(LinkState::Live) != shape(LinkState::Late));
        QVERIFY(shape(LinkState::Live) != shape(LinkState::Stale));
        QVERIFY(shape(LinkState::Late) != shape(LinkState::Stale));
    }

    void canBePressedFromTheKeyboard()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        LinkChip chip(theme);
        QSignalSpy spy(&chip, &LinkChip::clicked);
        chip.show();
        QTest::keyClick(&chip, Qt::Key_Space);
        QCOMPARE(spy.size(), 1);
    }
};

QTEST_MAIN(TestLinkChip)
#include "tst_linkchip.moc"
