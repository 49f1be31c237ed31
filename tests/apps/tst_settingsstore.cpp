// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/settingsstore.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestSettingsStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void whatWasSavedIsLoaded()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"deeper/signalbox.ini"_s);
        Settings settings;
        settings.theme = ThemeChoice::Dark;
        settings.showUtc = false;
        settings.reducedMotion = true;
        settings.foldBursts = false;
        settings.rowHeight = 36;
        settings.logRows = 20'000;
        settings.windowLayout = LayoutChoice::LogOnly;
        settings.windowGeometry = QByteArray("\x00\x01geometry", 10);
        settings.compareGeometry = QByteArray("\x00\x02size", 6);
        settings.compareHeader = QByteArray("\x00widths", 7);
        settings.compareOnlyDifferences = true;
        settings.recentReasons = {u"queue depth, again"_s, u"INC-2041"_s};
        settings.savedFilters = {{u"Payments / odd, names"_s, u"flag:payments* -by:\"mia\""_s},
                                 {u"b"_s, u"b"_s}};
        settings.highlighters = {{u"type:gap"_s, RowMark::Diamond}, {u"by:mia"_s, RowMark::Square}};
        settings.exportFolder = u"/home/mia/incidents"_s;
        settings.lastUrl = u"https://api.togul.io"_s;
        settings.lastVendor = Vendor::FlagDash;
        settings.lastEmail = u"ops@northwind.example"_s;
        settings.lastNetwork.proxy = ProxyMode::Http;
        settings.lastNetwork.proxyHost = u"proxy.example"_s;
        settings.lastNetwork.proxyPort = 3128;
        settings.lastNetwork.proxyUser = u"mia"_s;
        settings.lastNetwork.caFile = u"/etc/ca.pem"_s;
        settings.lastNetwork.certificateFile = u"/etc/me.pem"_s;
        settings.lastNetwork.keyFile = u"/etc/me.key"_s;
        settings.lastNetwork.allowPlainHttp = true;
        QVERIFY(SettingsStore(path).save(settings));
        QCOMPARE(SettingsStore(path).load(), settings);
    }

    void nonsenseFallsBackToDefaults()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"signalbox.ini"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[General]\ntheme=purple\nrowHeight=-4\nlogRows=99999999999\nutc=maybe\n[window]\nlayout="
                   "\"../x\"\n[connection]\nproxy=tunnel\nproxyPort=-1\n[[[\n");
        file.close();
        const Settings settings = SettingsStore(path).load();
        QCOMPARE(settings.theme, ThemeChoice::System);
        QCOMPARE(settings.windowLayout, LayoutChoice::Watch);
        QCOMPARE(settings.rowHeight, 24);
        QCOMPARE(settings.lastNetwork, NetworkSettings());
        QVERIFY(settings.logRows >= limits::logRowsMinimum && settings.logRows <= limits::logRowsMaximum);
    }

    void marksBelongToOnePlaceAndSurviveOddKeys()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"signalbox.ini"_s);
        const QString here = u"https://api.togul.io/base#9d1b"_s;
        QHash<FlagKey, FlagMarks> marks;
        marks.insert(FlagKey(u"new-checkout"_s), FlagMarks{true, false});
        marks.insert(FlagKey(u"odd/key with %2F & ü"_s), FlagMarks{false, true});
        marks.insert(FlagKey(u"nothing-noted"_s), FlagMarks{});
        marks.insert(FlagKey(u"new-checkout"_s, FlagKind::Config), FlagMarks{true, {}});
        marks.insert(FlagKey(u"config!x"_s), FlagMarks{true, {}});
        marks.insert(FlagKey(u"a/b!c.md"_s, FlagKind::AiConfig), FlagMarks{true, {}});
        QVERIFY(SettingsStore(path).saveMarks(here, marks));

        SettingsStore again(path);
        marks.remove(FlagKey(u"nothing-noted"_s));
        QCOMPARE(again.loadMarks(here), marks);
        QVERIFY(again.loadMarks(u"https://elsewhere.example#9d1b"_s).isEmpty());

        QVERIFY(again.saveMarks(here, {}));
        QVERIFY(SettingsStore(path).loadMarks(here).isEmpty());
    }

    void theLimitOfSilenceBelongsToOnePlace()
    {
        using namespace std::chrono_literals;
        using std::chrono::milliseconds;
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"signalbox.ini"_s);
        const QString here = u"https://api.togul.io/base#9d1b"_s;
        QVERIFY(SettingsStore(path).saveWindow(here, 90s));
        SettingsStore again(path);
        QCOMPARE(again.loadWindow(here), std::optional<milliseconds>(90s));
        QVERIFY(!again.loadWindow(u"https://elsewhere.example#9d1b"_s));
        QVERIFY(again.saveWindow(here, 2h)); // written by hand, say
        QVERIFY(!again.loadWindow(here));
        for (int i = 0; i < limits::windowsFixed + 5; ++i)
            QVERIFY(again.saveWindow(u"https://one.example#%1"_s.arg(i), 60s));
        QSettings file(path, QSettings::IniFormat);
        file.beginGroup(u"normalSilence"_s);
        QCOMPARE(file.childKeys().size(), limits::windowsFixed);
        QVERIFY(again.saveWindow(here, {}));
        QVERIFY(!SettingsStore(path).loadWindow(here));
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        QVERIFY(!SettingsStore(u"/proc/signalbox/signalbox.ini"_s).save(Settings()));
    }
};

QTEST_GUILESS_MAIN(TestSettingsStore)
#include "tst_settingsstore.moc"
