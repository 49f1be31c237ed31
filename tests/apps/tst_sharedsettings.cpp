// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/sharedsettings.h"

#include "apps/signalbox/settingsstore.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestSharedSettings final : public QObject
{
    Q_OBJECT

private slots:
    void noWindowUndoesWhatAnotherChanged()
    {
        SharedSettings shared({}, {}, nullptr);
        const Settings start = shared.now();
        Settings first = start;
        first.savedFilters = {{u"mine"_s, u"by:mia"_s}};
        Settings second = start; // has not heard of the first
        second.showUtc = false;
        QVERIFY(shared.change(start, first, this));
        QVERIFY(shared.change(start, second, this));
        QCOMPARE(shared.now().savedFilters, first.savedFilters);
        QCOMPARE(shared.now().showUtc, false);
    }

    void allOfThemAreTaken()
    {
        Settings all;
        all.theme = ThemeChoice::Dark;
        all.showUtc = false;
        all.reducedMotion = true;
        all.foldBursts = false;
        all.rowHeight = 44;
        all.logRows = 1'000;
        all.windowGeometry = "g";
        all.windowState = "s";
        all.windowLayout = LayoutChoice::LogOnly;
        all.flagHeader = "f";
        all.eventHeader = "e";
        all.compareGeometry = "c";
        all.compareHeader = "d";
        all.compareOnlyDifferences = true;
        all.recentReasons = {u"why"_s};
        all.savedFilters = {{u"a"_s, u"b"_s}};
        all.highlighters = {{u"flag:x"_s, RowMark::Circle}};
        all.exportFolder = u"/tmp"_s;
        all.lastVendor = Vendor::FlagDash;
        all.lastUrl = u"https://x"_s;
        all.lastEmail = u"a@b"_s;
        all.lastNetwork.allowPlainHttp = true;
        SharedSettings shared({}, {}, nullptr);
        QSignalSpy spy(&shared, &SharedSettings::changed);
        QVERIFY(shared.change({}, all, this));
        QCOMPARE(shared.now(), all);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.first().first().value<const QObject *>(), this);
    }

    void whatIsForOneRunIsNotKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"signalbox.ini"_s);
        SettingsStore store(path);
        Settings now;
        now.theme = ThemeChoice::Dark; // as the command line wants it
        SharedSettings shared({}, now, &store);
        Settings after = shared.now();
        after.rowHeight = 36;
        QVERIFY(shared.change(shared.now(), after, this));
        QCOMPARE(shared.now().theme, ThemeChoice::Dark);
        const Settings kept = SettingsStore(path).load();
        QCOMPARE(kept.theme, ThemeChoice::System);
        QCOMPARE(kept.rowHeight, 36);
    }
};

QTEST_GUILESS_MAIN(TestSharedSettings)
#include "tst_sharedsettings.moc"
