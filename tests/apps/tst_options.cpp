// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/options.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestOptions : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void demoTakesItsOptions()
    {
        const auto options =
            parseOptions({u"signalbox"_s, u"--demo"_s, u"--life"_s, u"50"_s, u"--class"_s, u"production"_s,
                          u"--environment"_s, u"staging"_s, u"--theme"_s, u"dark"_s});
        QVERIFY(options);
        QVERIFY(options->demo);
        QCOMPARE(options->demoLife, std::optional<double>(50));
        QCOMPARE(options->treatAs, std::optional(EnvironmentClass::Production));
        QCOMPARE(options->environment, u"staging"_s);
        QCOMPARE(options->theme, std::optional(ThemeChoice::Dark));
    }

    void aRecordedSessionIsNamedInEitherWay()
    {
        const auto plain = parseOptions({u"signalbox"_s, u"a b.sbsession"_s});
        QVERIFY(plain);
        QCOMPARE(plain->sessionFile, u"a b.sbsession"_s);
        const auto named = parseOptions({u"signalbox"_s, u"--open"_s, u"-odd.sbsession"_s});
        QVERIFY(named);
        QCOMPARE(named->sessionFile, u"-odd.sbsession"_s);
    }

    void wrongUsageIsExitCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{u"--frobnicate"_s};
        QTest::newRow("two files") << QStringList{u"a.sbsession"_s, u"b.sbsession"_s};
        QTest::newRow("a file twice") << QStringList{u"--open"_s, u"a.sbsession"_s, u"b.sbsession"_s};
        QTest::newRow("open without a file") << QStringList{u"--open"_s, QString()};
        QTest::newRow("a file and the demo") << QStringList{u"--demo"_s, u"a.sbsession"_s};
        QTest::newRow("rate is a word") << QStringList{u"--demo"_s, u"--life"_s, u"fast"_s};
        QTest::newRow("rate below zero") << QStringList{u"--demo"_s, u"--life"_s, u"-1"_s};
        QTest::newRow("unknown class") << QStringList{u"--demo"_s, u"--class"_s, u"prod"_s};
        QTest::newRow("class without demo") << QStringList{u"--class"_s, u"lab"_s};
        QTest::newRow("unknown theme") << QStringList{u"--theme"_s, u"sepia"_s};
        QTest::newRow("too few log rows") << QStringList{u"--log-rows"_s, u"1"_s};
    }
    void wrongUsageIsExitCode2()
    {
        QFETCH(QStringList, arguments);
        const auto options = parseOptions(QStringList{u"signalbox"_s} + arguments);
        QVERIFY(!options);
        QCOMPARE(options.error().code, 2);
        QVERIFY(!options.error().text.isEmpty());
    }

    void helpAndVersionEndWellAndShowNoWindow()
    {
        const auto help = parseOptions({u"signalbox"_s, u"--help"_s});
        QVERIFY(!help);
        QCOMPARE(help.error().code, 0);
        QVERIFY(help.error().text.contains(u"--demo"_s));
        const auto version = parseOptions({u"signalbox"_s, u"--version"_s});
        QVERIFY(!version);
        QCOMPARE(version.error().text, u"signalbox " SIGNALBOX_VERSION ""_s);
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
