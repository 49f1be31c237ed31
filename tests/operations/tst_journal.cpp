// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/journal.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr WallTime pressed{std::chrono::milliseconds(1'781'187'600'123)};
const QUrl server(u"https://togul.example"_s);
const EnvironmentId production(u"env-prod"_s);

JournalEntry entryFor(const QString &flag, const QString &reason = u"incident 7"_s)
{
    JournalEntry entry;
    entry.id = CommandId(QUuid::createUuid().toString(QUuid::WithoutBraces));
    entry.server = server;
    entry.project = ProjectId(u"shop"_s);
    entry.environment = production;
    entry.environmentName = u"production"_s;
    entry.flag = FlagKey(flag);
    entry.wanted.enabled = false;
    entry.enabledBefore = true;
    entry.reason = reason;
    entry.orderedAt = pressed;
    return entry;
}

QStringList flagsOf(const QVector<JournalEntry> &entries)
{
    QStringList keys;
    for (const JournalEntry &entry : entries)
        keys.append(entry.flag.text());
    return keys;
}

/// A connection that shares nothing with the journal but the file.
template <typename Use>
auto withDatabase(const QString &path, Use use)
{
    const QString name = QUuid::createUuid().toString();
    const auto cleanUp = qScopeGuard([&name] { QSqlDatabase::removeDatabase(name); });
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    database.setDatabaseName(path);
    if (!database.open())
        qFatal("cannot open the test's own connection");
    return use(database);
}

QVariant ask(const QString &path, const QString &sql)
{
    return withDatabase(path, [&sql](QSqlDatabase &database) {
        QSqlQuery query(database);
        return query.exec(sql) && query.next() ? query.value(0) : QVariant();
    });
}

/// What the child process does: write down one intent and die as hard as a process can.
[[noreturn]] void writeIntentAndDie(const QString &path)
{
    const auto journal = Journal::open(path);
    if (journal && (*journal)->writeIntent(entryFor(u"killed"_s)))
        ::kill(::getpid(), SIGKILL);
    ::_exit(1);
}

} // namespace

class TestJournal final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_path = m_folder->filePath(u"deep/er/journal.sqlite"_s);
    }
    void cleanup() { m_folder.reset(); }

    void makesFolderAndFileForTheOwnerOnly()
    {
        const auto journal = open();
        const QFileDevice::Permissions group =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY((*journal)->writeIntent(entryFor(u"a"_s)));
        const QFileInfoList files =
            QFileInfo(m_path).dir().entryInfoList({u"journal.sqlite*"_s}, QDir::Files);
        QVERIFY(files.size() >= 2); // the write-ahead log is beside it
        for (const QFileInfo &file : files) {
            if (file.suffix() != u"lock")
                QVERIFY2(!(file.permissions() & group), qPrintable(file.fileName()));
        }
        QCOMPARE(ask(m_path, u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
    }

    void takesAwayTheRightsOfOthersOnAnOldFile()
    {
        open();
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        open();
        QVERIFY(!(QFile::permissions(m_path) & QFile::ReadOther));
    }

    void intentIsOnDiskWhenTheCallReturns()
    {
        const auto journal = open();
        const JournalEntry entry = entryFor(u"checkout"_s);
        QVERIFY((*journal)->writeIntent(entry));
        QCOMPARE(
            ask(m_path, u"SELECT id FROM command WHERE stage = 'sent' AND settled_at IS NULL"_s).toString(),
            entry.id.text());
    }

    void keepsEveryField()
    {
        JournalEntry entry = entryFor(u"größe/<b>\n\u202e"_s, u"wegen 'Ausfall'; DROP TABLE command"_s);
        entry.wanted.defaultValue = FlagValue(JsonText{uR"({"a":[1,2,{"b":null}]})"_s});
        entry.defaultBefore.emplace(0.1);
        {
            const auto journal = open();
            QVERIFY((*journal)->writeIntent(entry));
            QVERIFY((*journal)->writeStage(entry.id, CommandStage::Accepted, pressed + 96ms, {}, {}));
            QVERIFY((*journal)->writeStage(entry.id, CommandStage::Confirmed, pressed + 412ms, 412ms, {}));
        }
        const auto journal = open();
        const auto recent = (*journal)->recent(10);
        QVERIFY(recent);
        QCOMPARE(recent->size(), 1);
        const JournalEntry &kept = recent->constFirst();
        QCOMPARE(kept.id, entry.id);
        QCOMPARE(kept.server, entry.server);
        QCOMPARE(kept.project, entry.project);
        QCOMPARE(kept.environment, entry.environment);
        QCOMPARE(kept.environmentName, entry.environmentName);
        QCOMPARE(kept.flag, entry.flag);
        QCOMPARE(kept.wanted, entry.wanted);
        QCOMPARE(kept.enabledBefore, entry.enabledBefore);
        QVERIFY(kept.defaultBefore == entry.defaultBefore);
        QCOMPARE(kept.reason, entry.reason);
        QVERIFY(kept.orderedAt == entry.orderedAt);
        QCOMPARE(kept.stage, CommandStage::Confirmed);
        QVERIFY(kept.settledAt == pressed + 412ms);
        QVERIFY(kept.latency == 412ms);
    }

    void keepsValuesOfEveryKind_data()
    {
        QTest::addColumn<FlagValue>("value");
        QTest::newRow("null") << FlagValue(nullptr);
        QTest::newRow("false") << FlagValue(false);
        QTest::newRow("number") << FlagValue(1e300);
        QTest::newRow("text that looks like JSON") << FlagValue(u"{\"bool\":true}"_s);
        QTest::newRow("empty text") << FlagValue(u""_s);
        QTest::newRow("JSON") << FlagValue(JsonText{u"[]"_s});
    }
    void keepsValuesOfEveryKind()
    {
        QFETCH(const FlagValue, value);
        const auto journal = open();
        JournalEntry entry = entryFor(u"a"_s);
        entry.wanted = {{}, value};
        entry.defaultBefore = value;
        QVERIFY((*journal)->writeIntent(entry));
        const auto recent = (*journal)->recent(1);
        QVERIFY(recent);
        QCOMPARE(recent->constFirst().wanted, entry.wanted);
        QVERIFY(recent->constFirst().defaultBefore == entry.defaultBefore);
    }

    void writesDownNoCredentialOfTheAddress()
    {
        const auto journal = open();
        JournalEntry entry = entryFor(u"a"_s);
        entry.server = QUrl(u"https://mia:hunter2@togul.example/?token=abc#frag"_s);
        QVERIFY((*journal)->writeIntent(entry));
        QCOMPARE((*journal)->recent(1)->constFirst().server, server);
    }

    void anEntryWithNothingButAFlagIsWritten()
    {
        const auto journal = open();
        JournalEntry entry;
        entry.id = CommandId(u"1"_s);
        entry.flag = FlagKey(u"a"_s);
        QVERIFY((*journal)->writeIntent(entry));
        QCOMPARE((*journal)->unfinished(QUrl(), EnvironmentId())->size(), 1);
    }

    void unfinishedAfterReopening()
    {
        const JournalEntry settled = entryFor(u"settled"_s);
        const JournalEntry unknown = entryFor(u"unknown"_s);
        {
            const auto journal = open();
            JournalEntry elsewhere = entryFor(u"other environment"_s);
            elsewhere.environment = EnvironmentId(u"env-dev"_s);
            JournalEntry foreign = entryFor(u"other server"_s);
            foreign.server = QUrl(u"https://other.example"_s);
            for (const JournalEntry &entry : {entryFor(u"sent"_s), settled, unknown, elsewhere, foreign})
                QVERIFY((*journal)->writeIntent(entry));
            QVERIFY((*journal)->writeStage(settled.id, CommandStage::Refused, pressed, {}, u"forbidden"_s));
            QVERIFY((*journal)->writeStage(unknown.id, CommandStage::Unknown, pressed, {}, u"timeout"_s));
        }
        const auto journal = open();
        const auto unfinished = (*journal)->unfinished(server, production);
        QVERIFY(unfinished);
        QCOMPARE(flagsOf(*unfinished), QStringList({u"sent"_s, u"unknown"_s}));
        QCOMPARE(unfinished->constLast().stage, CommandStage::Unknown);
        QCOMPARE(unfinished->constLast().outcome, u"timeout"_s);
    }

    void anIntentSurvivesAKill()
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write-intent-and-die"_s, m_path});
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        QCOMPARE(child.exitCode(), SIGKILL);
        const auto journal = open();
        QCOMPARE(flagsOf(*(*journal)->unfinished(server, production)), QStringList({u"killed"_s}));
        // The mark of the dead process is cleared away; ours is the one that is left.
        QCOMPARE(QFileInfo(m_path).dir().entryList({u"*.lock"_s}, QDir::Files).size(), 1);
    }

    void twoJournalsOnOneFile()
    {
        const auto first = open();
        const auto second = open();
        const JournalEntry mine = entryFor(u"mine"_s);
        QVERIFY((*first)->writeIntent(mine));
        QVERIFY((*second)->writeIntent(entryFor(u"theirs"_s)));
        QVERIFY((*first)->writeStage(mine.id, CommandStage::Accepted, pressed, {}, {}));
        QCOMPARE(flagsOf(*(*first)->recent(9)), QStringList({u"theirs"_s, u"mine"_s}));
        QCOMPARE(flagsOf(*(*second)->recent(9)), QStringList({u"theirs"_s, u"mine"_s}));
    }

    void aCommandInFlightElsewhereIsNotUnfinished()
    {
        const auto first = open();
        auto second = open();
        QVERIFY((*first)->writeIntent(entryFor(u"mine"_s)));
        QVERIFY((*second)->writeIntent(entryFor(u"theirs"_s)));
        QCOMPARE(flagsOf(*(*first)->unfinished(server, production)), QStringList({u"mine"_s}));
        second->reset();
        QCOMPARE(flagsOf(*(*first)->unfinished(server, production)), QStringList({u"mine"_s, u"theirs"_s}));
    }

    void recentReasonsAreNewestFirstWithoutRepeats()
    {
        const auto journal = open();
        for (const auto &reason : {u"drill"_s, u"incident 7"_s, QString(), u"drill"_s, u"release"_s})
            QVERIFY((*journal)->writeIntent(entryFor(u"a"_s, reason)));
        QCOMPARE(*(*journal)->recentReasons(2), QStringList({u"release"_s, u"drill"_s}));
        QCOMPARE(*(*journal)->recentReasons(9), QStringList({u"release"_s, u"drill"_s, u"incident 7"_s}));
    }

    void aStageOfAnUnwrittenCommandIsAnError()
    {
        const auto journal = open();
        const auto written =
            (*journal)->writeStage(CommandId(u"nobody"_s), CommandStage::Confirmed, pressed, {}, {});
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Storage);
    }

    void refusesWhatItCannotUse_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("a folder that cannot be made") << u"no folder"_s << u"folder"_s;
        QTest::newRow("a folder where the file should be") << u"folder"_s << u"not a file"_s;
        QTest::newRow("not a database") << u"corrupt"_s << u"not a database"_s;
        QTest::newRow("somebody else's database") << u"foreign"_s << u"not a journal"_s;
        QTest::newRow("a newer version's journal") << u"newer"_s << u"newer version"_s;
        QTest::newRow("a file that may not be written") << u"read-only"_s << u"cannot be"_s;
    }
    void refusesWhatItCannotUse()
    {
        QFETCH(const QString, what);
        QFETCH(const QString, says);
        m_path = m_folder->filePath(u"journal.sqlite"_s);
        if (what == u"no folder") {
            m_path = u"/proc/self/nowhere/journal.sqlite"_s;
        } else if (what == u"folder") {
            QVERIFY(QDir().mkpath(m_path));
        } else if (what == u"corrupt") {
            QFile file(m_path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(8192, 'x'));
        } else if (what == u"foreign") {
            ask(m_path, u"CREATE TABLE somebody (else_ TEXT)"_s);
        } else if (what == u"newer") {
            open();
            ask(m_path, u"PRAGMA user_version=9"_s);
        } else {
            // Root may write to any file, whatever its mode; the kernel's own files are the exception.
            m_path = u"/proc/version"_s;
        }
        const auto journal = Journal::open(m_path);
        QVERIFY(!journal);
        QCOMPARE(journal.error().kind, ErrorKind::Storage);
        QVERIFY2(journal.error().detail.contains(says), qPrintable(journal.error().detail));
        QVERIFY(journal.error().detail.contains(QFileInfo(m_path).path()));
    }

    void keepsARolloutAndWhatWasBefore()
    {
        JournalEntry entry = entryFor(u"a"_s);
        entry.wanted = {.enabled = {}, .defaultValue = {}, .rollout = 0};
        entry.rolloutBefore = 25;
        {
            const auto journal = open();
            QVERIFY((*journal)->writeIntent(entry));
            QVERIFY((*journal)->writeIntent(entryFor(u"b"_s)));
        }
        const auto kept = (*open())->recent(2);
        QVERIFY(kept);
        QVERIFY(kept->at(1).wanted == entry.wanted);
        QCOMPARE(kept->at(1).rolloutBefore, std::optional(25));
        QVERIFY(!kept->at(0).wanted.rollout && !kept->at(0).rolloutBefore);
    }

    void aConfigIsNoFlagOfTheSameName()
    {
        JournalEntry entry = entryFor(u"limits"_s);
        entry.flag = FlagKey(u"limits"_s, FlagKind::Config);
        entry.wanted = {.enabled = {}, .defaultValue = JsonText{u"{\"a\":1}"_s}};
        entry.defaultBefore = u"before"_s;
        {
            const auto journal = open();
            QVERIFY((*journal)->writeIntent(entry));
            QVERIFY((*journal)->writeIntent(entryFor(u"limits"_s)));
        }
        const auto kept = (*open())->recent(2);
        QVERIFY(kept);
        QCOMPARE(kept->at(0).flag, FlagKey(u"limits"_s));
        QCOMPARE(kept->at(1).flag, FlagKey(u"limits"_s, FlagKind::Config));
        QVERIFY(kept->at(1).wanted == entry.wanted);
        QVERIFY(kept->at(1).defaultBefore == entry.defaultBefore);
    }

    /// As the first version made it.
    void anOlderJournalIsReadAndGoneOnWith()
    {
        const QString path = m_folder->filePath(u"journal.sqlite"_s);
        withDatabase(path, [](QSqlDatabase &database) {
            QSqlQuery query(database);
            for (const char *sql :
                 {"CREATE TABLE command (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
                  "owner TEXT NOT NULL, server TEXT NOT NULL, project TEXT NOT NULL, environment TEXT NOT "
                  "NULL, "
                  "environment_name TEXT NOT NULL, flag TEXT NOT NULL, wanted TEXT NOT NULL, "
                  "enabled_before INTEGER, default_before TEXT, reason TEXT NOT NULL, "
                  "ordered_at INTEGER NOT NULL, stage TEXT NOT NULL, settled_at INTEGER, latency_ms INTEGER, "
                  "outcome TEXT NOT NULL)",
                  "CREATE INDEX command_unfinished ON command (server, environment) WHERE settled_at IS NULL",
                  "INSERT INTO command (id, owner, server, project, environment, environment_name, flag, "
                  "wanted, enabled_before, reason, ordered_at, stage, outcome) VALUES ('old', 'nobody', "
                  "'https://togul.example', 'shop', 'env-prod', 'production', 'a', '{\"enabled\":false}', 1, "
                  "'incident 3', 1781187600123, 'sent', '')",
                  "PRAGMA user_version=1"})
                QVERIFY2(query.exec(QString::fromLatin1(sql)), sql);
        });
        m_path = path;
        for (int start = 0; start < 2; ++start) { // and once it is of this version
            const auto journal = open();
            QVERIFY(journal);
            const auto unfinished = (*journal)->unfinished(server, production);
            QVERIFY(unfinished && !unfinished->isEmpty());
            const JournalEntry &old = unfinished->constFirst();
            QCOMPARE(old.id, CommandId(u"old"_s));
            QCOMPARE(old.wanted.enabled, std::optional(false));
            QCOMPARE(old.enabledBefore, std::optional(true));
            QVERIFY(!old.rolloutBefore);
            QCOMPARE(old.flag, FlagKey(u"a"_s)); // a flag: it knew nothing else
            QCOMPARE(old.reason, u"incident 3"_s);
            JournalEntry entry = entryFor(u"new"_s);
            entry.wanted = {.enabled = {}, .defaultValue = {}, .rollout = 50};
            entry.rolloutBefore = start;
            QVERIFY((*journal)->writeIntent(entry));
            QCOMPARE((*journal)->recent(1)->constFirst().rolloutBefore, std::optional(start));
        }
        QCOMPARE(ask(path, u"PRAGMA user_version"_s).toInt(), 3);
    }

    void aTableThatWasTakenAwayIsAnErrorNotACrash()
    {
        const auto journal = open();
        ask(m_path, u"DROP TABLE command"_s);
        const auto written = (*journal)->writeIntent(entryFor(u"a"_s));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Storage);
        QVERIFY(!(*journal)->recent(1));
        QVERIFY(!(*journal)->unfinished(server, production));
    }

private:
    Result<std::unique_ptr<Journal>> open() const
    {
        auto journal = Journal::open(m_path);
        if (!journal)
            qFatal("%s", qPrintable(journal.error().detail));
        return journal;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == u"--write-intent-and-die")
        writeIntentAndDie(arguments.at(2));
    TestJournal test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_journal.moc"
