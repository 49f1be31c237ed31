// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connection.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "theme/themestyle.h"

#include <QAccessible>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>

#include <cmath>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

/// Relative luminance and contrast of WCAG 2.1.
double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double one = luminance(a) + 0.05;
    const double two = luminance(b) + 0.05;
    return std::max(one, two) / std::min(one, two);
}

QPalette paletteOf(const QColor &window, const QColor &text)
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    return palette;
}

QImage painted(const QIcon &icon, int side, qreal scale)
{
    QImage image(QSize(side, side) * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    icon.paint(&painter, QRect(0, 0, side, side));
    return image;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void textCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("ground");
        for (const ThemeColors &c : {lightColors(), darkColors()}) {
            const auto add = [&c](const char *name, const QColor &ink, const QColor &ground) {
                QTest::addRow("%s, %s", c.dark ? "dark" : "light", name)
                    << c.dark << QString::fromLatin1(name) << ink << ground;
            };
            for (const auto &[ground, onGround] : {std::pair(c.base, " on base"), {c.panel, " on panel"}}) {
                const auto both = [&](const char *name, const QColor &ink) {
                    add(QByteArray(name).append(onGround).constData(), ink, ground);
                };
                both("text", c.text);
                both("muted text", c.mutedText);
                both("on", c.on);
                both("off", c.off);
                both("pending", c.pending);
                both("fault", c.fault);
                both("stale", c.stale);
            }
            const ThemeColors chosen = onSelection(c);
            for (const auto &[name, ink] : {std::pair("text", chosen.text),
                                            {"muted text", chosen.mutedText},
                                            {"on", chosen.on},
                                            {"off", chosen.off},
                                            {"pending", chosen.pending},
                                            {"fault", chosen.fault},
                                            {"stale", chosen.stale}})
                add(QByteArray(name).append(" on selection").constData(), ink, chosen.selection);
            add("text on change tint", c.text, c.changeTint);
            add("text on hover", c.text, c.hover);
            add("text on button", c.text, c.button);
            add("text on the ON pill", c.onText, c.on);
            add("text on the dangerous button", c.dangerText, c.dangerFill);
        }
    }

    void textCanBeRead()
    {
        QFETCH(QColor, ink);
        QFETCH(QColor, ground);
        const double ratio = contrast(ink, ground);
        QVERIFY2(ratio >= 4.5, qPrintable(u"%1:1"_s.arg(ratio, 0, 'f', 2)));
    }

    void whatAFieldAsksForCanBeRead_data()
    {
        QTest::addColumn<int>("choice");
        QTest::newRow("light") << int(ThemeChoice::Light);
        QTest::newRow("dark") << int(ThemeChoice::Dark);
    }

    void whatAFieldAsksForCanBeRead()
    {
        QFETCH(int, choice);
        const Theme theme(*qApp, ThemeChoice(choice));
        QLineEdit field;
        QPlainTextEdit text;
        for (QWidget *widget : {static_cast<QWidget *>(&field), static_cast<QWidget *>(&text)}) {
            widget->ensurePolished();
            const QColor ink = widget->palette().color(QPalette::PlaceholderText);
            QCOMPARE(ink.alpha(), 255); // a half transparent one is not what was measured
            QVERIFY(contrast(ink, theme.colors().base) >= 4.5);
        }
    }

    void whatCanNotBeChosenLooksLikeIt()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QRadioButton choice(u"Selected"_s);
        choice.ensurePolished();
        const QColor usual = choice.palette().color(QPalette::Active, QPalette::WindowText);
        choice.setEnabled(false);
        QVERIFY(choice.palette().color(QPalette::Disabled, QPalette::WindowText) != usual);
    }

    void bandsCarryWhiteText()
    {
        for (const EnvironmentClass one : {EnvironmentClass::Lab, EnvironmentClass::Development,
                                           EnvironmentClass::Staging, EnvironmentClass::Production}) {
            QVERIFY(contrast(Qt::white, bandColor(one)) >= 10.9);
        }
    }

    void meaningTokensAreThoseOfTheSpecification()
    {
        const ThemeColors light = lightColors();
        const ThemeColors dark = darkColors();
        const QStringList tokens{light.on.name(),    dark.on.name(),       light.off.name(),
                                 dark.off.name(),    light.pending.name(), dark.pending.name(),
                                 light.fault.name(), dark.fault.name(),    light.stale.name(),
                                 dark.stale.name()};
        const QStringList wanted{u"#246b9b"_s, u"#7fa8cc"_s, u"#5a5a5a"_s, u"#d6d6d6"_s, u"#8c6a01"_s,
                                 u"#fcd137"_s, u"#7a1206"_s, u"#e0806f"_s, u"#33103f"_s, u"#ff5cfc"_s};
        QCOMPARE(tokens, wanted);
    }

    void everyColourOfTheSheetIsFilledIn()
    {
        for (const ThemeColors &colors : {lightColors(), darkColors()}) {
            const QString sheet = themeStyleSheet(colors);
            QVERIFY(!sheet.contains(u'@'));
            QVERIFY(sheet.contains(colors.panel.name()));
        }
    }

    void choiceIsAppliedAndAnnouncedOnce()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        QSignalSpy spy(&theme, &Theme::changed);
        QVERIFY(!theme.isDark());
        theme.setChoice(ThemeChoice::Dark);
        QVERIFY(theme.isDark());
        QCOMPARE(spy.size(), 1);
        QCOMPARE(qApp->palette().color(QPalette::Base), darkColors().base);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(spy.size(), 1);
    }

    void followsTheSystemWithoutGoingRound()
    {
        Theme theme(*qApp, ThemeChoice::System);
        QSignalSpy spy(&theme, &Theme::changed);
        const bool before = theme.isDark();
        QApplication::setPalette(before ? paletteOf(Qt::white, Qt::black) : paletteOf(Qt::black, Qt::white));
        QCOMPARE(theme.isDark(), !before);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(qApp->palette().color(QPalette::Window), (before ? lightColors() : darkColors()).panel);
    }

    void aFixedChoiceIgnoresTheSystem()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        QSignalSpy spy(&theme, &Theme::changed);
        QApplication::setPalette(paletteOf(Qt::black, Qt::white));
        QVERIFY(!theme.isDark());
        QCOMPARE(spy.size(), 0);
    }

    void iconsFollowTheThemeAndTheScale()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        const QIcon icon = theme.icon(u"link-live"_s);
        QCOMPARE(painted(icon, 16, 1).pixelColor(8, 8), lightColors().text);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(painted(icon, 16, 1).pixelColor(8, 8), darkColors().text);
        QCOMPARE(painted(icon, 16, 2).pixelColor(16, 16), darkColors().text);
        QCOMPARE(painted(theme.icon(u"link-live"_s, Qt::white), 16, 1).pixelColor(8, 8), QColor(Qt::white));
    }

    void everyDrawingIsReadable()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        const QStringList files = QDir(u":/signalbox/icons"_s).entryList();
        QVERIFY(files.size() > 20);
        for (const QString &file : files)
            QVERIFY2(QSvgRenderer(u":/signalbox/icons/"_s + file).isValid(), qPrintable(file));
    }

    void bandSaysWhereOneIs()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        EnvironmentBand band(theme, EnvironmentBand::Size::Full);
        ConnectionInfo connection;
        connection.projectName = u"shop"_s;
        connection.environmentName = u"production"_s;
        connection.url = QUrl(u"https://flags.example.com"_s);
        band.setConnection(connection);
        QCOMPARE(band.accessibleName(), u"PRODUCTION shop / production"_s);
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&band);
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::StaticText);
        QStringList texts;
        for (const QLabel *label : band.findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            texts += label->text();
        }
        QCOMPARE(texts, QStringList({u"PRODUCTION"_s, u"shop / production · flags.example.com"_s}));

        connection.environmentClass = EnvironmentClass::Lab;
        band.setConnection(connection);
        QCOMPARE(band.accessibleName(), u"PRACTICE shop / production"_s);
    }

    void bandsDifferWithoutTheirColour()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QVector<QImage> seen;
        for (const EnvironmentClass one : {EnvironmentClass::Lab, EnvironmentClass::Development,
                                           EnvironmentClass::Staging, EnvironmentClass::Production}) {
            EnvironmentBand band(theme, EnvironmentBand::Size::Full);
            ConnectionInfo connection;
            connection.environmentClass = one;
            band.setConnection(connection);
            band.resize(600, 28);
            const QImage image = band.grab(QRect(0, 0, 110, 28)).toImage();
            // Where the pattern is, and where it is not: the fill itself is taken out.
            const QRgb fill = bandColor(one).rgb();
            QImage pattern(image.size(), QImage::Format_Mono);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    pattern.setPixel(x, y, image.pixel(x, y) == fill ? 0 : 1);
            }
            QVERIFY(!seen.contains(pattern));
            seen.append(pattern);
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
