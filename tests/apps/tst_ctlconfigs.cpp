// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"
#include "apps/startedpractice.h"
#include "operations/journal.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;
using namespace signalbox;

/// signalboxctl and the configs of a whole practice server, through FlagDash's interface.
class TestCtlConfigs final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_practice = std::make_unique<StartedPractice>(QStringLiteral(SIGNALBOXD),
                                                       QStringList{u"--heartbeat"_s, u"1"_s});
        QVERIFY(m_practice->isReady());
    }
    void cleanupTestCase() { m_practice.reset(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_folder.reset(); }

    void theListTellsThemApart()
    {
        auto ctl = program();
        QCOMPARE(ctl->run(command({u"list"_s})), 0);
        const auto of = [&ctl](const QString &kind) { return ctl->lines(u"kind"_s, kind); };
        QVERIFY(of(u"flag"_s).size() > 10);
        QCOMPARE(of(u"config"_s).size(), 6);
        QCOMPARE(of(u"ai-config"_s).size(), 4);
        const QJsonObject limits = ctl->lines(u"flag"_s, u"checkout/timeouts"_s).constFirst();
        QCOMPARE(limits.value(u"type"_s), u"json"_s);
        QCOMPARE(limits.value(u"serves"_s).toObject().value(u"payment"_s), 30'000);
        QVERIFY(limits.value(u"enabled"_s).toBool());

        auto forPeople = program();
        QCOMPARE(forPeople->run(command({u"list"_s}, false)), 0);
        QVERIFY2(forPeople->output().contains("config     ACTIVE    search-page-size"),
                 forPeople->output().constData());
        QCOMPARE(forPeople->messages(), QByteArray());
    }

    void aValueIsSetProvenAndWatched()
    {
        auto watch = program();
        watch->start(command({u"watch"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"state"_s, u"live"_s).isEmpty(), 60'000);
        auto ctl = program();
        QCOMPARE(ctl->run(command({u"set"_s, u"search-page-size"_s, u"--config"_s, u"--value"_s, u"48"_s})),
                 0);
        QCOMPARE(ctl->lines().constLast().value(u"stage"_s), u"confirmed"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"kind"_s, u"config.updated"_s).isEmpty(), 20'000);
        const QJsonObject seen = watch->lines(u"kind"_s, u"config.updated"_s).constFirst();
        QCOMPARE(seen.value(u"flag"_s), u"search-page-size"_s);
        QCOMPARE(seen.value(u"record"_s), u"config"_s);
        QCOMPARE(seen.value(u"valueBefore"_s), 24);
        QCOMPARE(seen.value(u"value"_s), 48);
        const auto journal = Journal::open(m_folder->filePath(u"signalbox/journal.sqlite"_s));
        QVERIFY(journal);
        const JournalEntry entry = (*journal)->recent(1)->constFirst();
        QCOMPARE(entry.flag, FlagKey(u"search-page-size"_s, FlagKind::Config));
        QVERIFY(entry.defaultBefore == FlagValue(24.0));

        QCOMPARE(ctl->run(command({u"set"_s, u"search-page-size"_s, u"--config"_s, u"--value"_s, u"48"_s})),
                 0);
        QVERIFY(ctl->lines().constLast().value(u"nothingSent"_s).toBool());
        watch->signal(SIGINT);
        QTRY_VERIFY(!watch->isRunning());
    }

    void aFileIsSetFromAFileAndSwitched()
    {
        const QString name = m_folder->filePath(u"tone.md"_s);
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# Tone\n\nGrüße.\n");
        file.close();
        auto ctl = program();
        QCOMPARE(ctl->run(command(
                     {u"set"_s, u"tone.md"_s, u"off"_s, u"--ai-config"_s, u"--value"_s, u'@' + name})),
                 0);
        QCOMPARE(ctl->lines().constLast().value(u"stage"_s), u"confirmed"_s);
        QCOMPARE(ctl->run(command({u"list"_s})), 0);
        const QJsonObject tone = ctl->lines(u"flag"_s, u"tone.md"_s).constFirst();
        QCOMPARE(tone.value(u"serves"_s).toString(), u"# Tone\n\nGrüße.\n"_s);
        QVERIFY(!tone.value(u"enabled"_s).toBool());
    }

    void whatCannotBeIsSaidAndNotSent_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char *name, const QStringList &arguments, int code, const char *said) {
            QTest::newRow(name) << arguments << code << QByteArray(said);
        };
        row("a text for a number", {u"search-page-size"_s, u"--config"_s, u"--value"_s, u"many"_s}, 2,
            "Line 1, column 1");
        row("a comma too many", {u"shipping-rates"_s, u"--config"_s, u"--value"_s, u"{\n\"a\":1,}"_s}, 2,
            "Line 2, column 7");
        row("not there", {u"nope"_s, u"--config"_s, u"--value"_s, u"1"_s}, 3, "There is no config nope");
        row("a flag's key", {u"new-checkout"_s, u"--config"_s, u"--value"_s, u"1"_s}, 3,
            "There is a flag of this name: leave out --config");
        row("a config's key", {u"search-page-size"_s, u"on"_s}, 3,
            "There is a config of this name: --config");
        row("activate a config", {u"search-page-size"_s, u"off"_s, u"--config"_s}, 2,
            "no request that activates a config");
        row("no value", {u"search-page-size"_s, u"--config"_s}, 2, "--value VALUE");
        row("a value for a flag", {u"new-checkout"_s, u"--value"_s, u"1"_s}, 2, "--value is for configs");
        row("both kinds", {u"x"_s, u"--config"_s, u"--ai-config"_s, u"--value"_s, u"1"_s}, 2, "give one");
        row("no such file", {u"tone.md"_s, u"--ai-config"_s, u"--value"_s, u"@/nowhere.md"_s}, 2,
            "/nowhere.md cannot be read");
    }
    void whatCannotBeIsSaidAndNotSent()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QByteArray, said);
        auto ctl = program();
        QCOMPARE(ctl->run(command(QStringList{u"set"_s} + arguments)), code);
        QVERIFY2(ctl->messages().contains(said), ctl->messages().constData());
        QVERIFY(ctl->lines(u"stage"_s, u"sent"_s).isEmpty());
    }

    void productionIsGuarded()
    {
        auto ctl = program();
        m_environment = u"production"_s;
        const int code =
            ctl->run(command({u"set"_s, u"search-page-size"_s, u"--config"_s, u"--value"_s, u"1"_s}));
        m_environment = u"development"_s;
        QCOMPARE(code, 3);
    }

private:
    /// With the practice server's person signed in.
    [[nodiscard]] std::unique_ptr<CtlProcess> program() const
    {
        auto ctl = std::make_unique<CtlProcess>(m_folder->path());
        ctl->setEnvironment(u"SIGNALBOX_TOKEN"_s, QString::fromLatin1((*m_practice)->token));
        return ctl;
    }

    QStringList command(const QStringList &arguments, bool json = true) const
    {
        QStringList all = arguments;
        all += {u"--provider"_s,    u"flagdash"_s, u"--url"_s, (*m_practice)->url.toString(),
                u"--environment"_s, m_environment};
        if (arguments.constFirst() == u"set")
            all += {u"--reason"_s, u"a test"_s};
        if (json)
            all += u"--json"_s;
        return all;
    }

    std::unique_ptr<StartedPractice> m_practice;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_environment = u"development"_s;
};

QTEST_GUILESS_MAIN(TestCtlConfigs)
#include "tst_ctlconfigs.moc"
