// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/random.h"
#include "server/storage/changerepository.h"
#include "server/storage/configrepository.h"
#include "server/storage/flagrepository.h"
#include "server/storage/schema.h"
#include "server/storage/valuetext.h"
#include "server/storefixture.h"

#include <QDir>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

// A second connection, as another program would look at the file.
QVariant ask(const QString &file, const QString &sql)
{
    QVariant answer;
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        other.setDatabaseName(file);
        if (other.open()) {
            QSqlQuery query(other);
            if (query.exec(sql) && query.next())
                answer = query.value(0);
        }
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    return answer;
}

/// A file of the first version, which knew neither FlagDash's words nor tokens.
void makeOldFile(const QString &file)
{
    for (const QString &sql : schemaSteps().first())
        ask(file, sql);
    ask(file, u"INSERT INTO organizations VALUES ('o', 'o', 'O', 1, 1)"_s);
    ask(file, u"INSERT INTO projects VALUES ('p', 'o', 'p', 'P', NULL, 1, 1)"_s);
    ask(file, u"INSERT INTO environments VALUES ('e', 'p', 'e', 'E', NULL, 1, 1)"_s);
    ask(file, u"INSERT INTO flags VALUES ('f', 'e', 'k', 'K', NULL, 1, 'true', 's', 1, 1)"_s);
    ask(file, u"INSERT INTO outbox VALUES (41, 'o', 'e', 'flag.updated', 'k', 1)"_s);
    ask(file, u"PRAGMA application_id = 1399276152"_s); // "SgBx"
    ask(file, u"PRAGMA user_version = 1"_s);
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aFileIsMadeSafeAndKeptPrivate()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"flags.db"_s);
        Database database;
        QVERIFY(database.open(file));
        QCOMPARE(ask(file, u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
        QCOMPARE(ask(file, u"PRAGMA user_version"_s).toInt(), int(schemaSteps().size()));
        const auto number = [](const Row &row) { return row.integer(0); };
        QCOMPARE(database.find(u"PRAGMA synchronous"_s, number)->value_or(0), qint64(2)); // FULL
        QCOMPARE(database.find(u"PRAGMA foreign_keys"_s, number)->value_or(0), qint64(1));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(file) & others));
    }

    void whatWasStoredIsThereAfterwards()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"flags.db"_s);
        const ManualClock clock;
        QVERIFY(prepareCryptography());
        {
            Database database;
            QVERIFY(database.open(file));
            QVERIFY(Seeder(database, clock, PasswordCost::Minimal).run(Seed::Demo, u"a"_s));
        }
        Database database;
        QVERIFY(database.open(file));
        const auto flags = FlagRepository(database).flagsOfProject(Seeder::demoProjectId());
        QVERIFY(flags);
        QVERIFY(flags->size() > 100);
        // A second seeding changes credentials only.
        const auto again = Seeder(database, clock, PasswordCost::Minimal).run(Seed::Demo, u"a"_s);
        QVERIFY(again);
        QCOMPARE(FlagRepository(database).flagsOfProject(Seeder::demoProjectId())->size(), flags->size());
        QCOMPARE(again->keys.size(), 12);
    }

    void anOlderFileIsBroughtUpToDate()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"old.db"_s);
        makeOldFile(file);
        Database database;
        QVERIFY(database.open(file));
        QCOMPARE(*ChangeRepository(database).latestVersion(), 41);
        const auto flag = FlagRepository(database).flagByKey(u"e"_s, u"k"_s);
        QVERIFY(flag && *flag);
        QCOMPARE((*flag)->enabled, true);
        QCOMPARE((*flag)->type, QString());
        QCOMPARE((*flag)->tags, QStringList());
        QCOMPARE((*flag)->archived, false);
        QVERIFY((*flag)->variations.isEmpty());
        QVERIFY(ConfigRepository(database).configs(u"p"_s).value_or(QVector<ConfigRecord>(1)).isEmpty());
        // As it was, it lies beside it, for nobody else to read.
        const QString kept = file + u".version-1"_s;
        QCOMPARE(ask(kept, u"PRAGMA user_version"_s).toInt(), 1);
        QCOMPARE(ask(kept, u"SELECT version FROM outbox"_s).toInt(), 41);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(kept) & others));
    }

    void aBackupNeverTakesThePlaceOfAnother()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"old.db"_s);
        makeOldFile(file);
        QFile earlier(file + u".version-1"_s);
        QVERIFY(earlier.open(QFile::WriteOnly) && earlier.write("precious") == 8);
        earlier.close();
        Database database;
        QVERIFY(database.open(file));
        QVERIFY(earlier.open(QFile::ReadOnly));
        QCOMPARE(earlier.readAll(), QByteArray("precious"));
        QCOMPARE(ask(file + u".version-1-2"_s, u"PRAGMA user_version"_s).toInt(), 1);
    }

    void withoutABackupNothingIsBroughtUpToDate()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"old.db"_s);
        makeOldFile(file);
        // In a folder that is a place for no further file.
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        const bool isRoot = ::geteuid() == 0; // who may write everywhere cannot be kept from it like that
        {
            Database database;
            const auto opened = database.open(file);
            QCOMPARE(opened.has_value(), isRoot);
            if (!isRoot)
                QVERIFY2(opened.error().detail.contains(u"Nothing was changed"_s),
                         qPrintable(opened.error().detail));
        }
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(ask(file, u"PRAGMA user_version"_s).toInt(), isRoot ? int(schemaSteps().size()) : 1);
    }

    /// Looking at it is all that happens to a file that is not ours.
    void whatIsNotOursStaysAsItIs_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("says");
        QTest::newRow("another program's") << u"PRAGMA application_id = 7"_s << u"another program"_s;
        QTest::newRow("newer") << u"PRAGMA user_version = 999"_s << u"newer signalboxd"_s;
        QTest::newRow("of no version") << u"PRAGMA user_version = 0"_s << u"which version"_s;
        QTest::newRow("a table is missing") << u"DROP TABLE rules"_s << u"rules."_s;
        QTest::newRow("a column is missing") << u"ALTER TABLE flags DROP COLUMN tags"_s << u"flags.tags"_s;
    }

    void whatIsNotOursStaysAsItIs()
    {
        QFETCH(QString, change);
        QFETCH(QString, says);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"x.db"_s);
        {
            Database database;
            QVERIFY(database.open(file));
        }
        ask(file, u"PRAGMA journal_mode = DELETE"_s);
        ask(file, change);
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        QFile bytes(file);
        QVERIFY(bytes.open(QFile::ReadOnly));
        const QByteArray before = bytes.readAll();
        const auto permissions = bytes.permissions();
        {
            Database database;
            const auto opened = database.open(file);
            QVERIFY(!opened);
            QVERIFY2(opened.error().detail.contains(says) && opened.error().detail.contains(file),
                     qPrintable(opened.error().detail));
        }
        bytes.seek(0);
        QCOMPARE(bytes.readAll(), before);
        QCOMPARE(QFile::permissions(file), permissions);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"x.db"_s});
    }

    void whatOthersAddIsTolerated()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"x.db"_s);
        {
            Database database;
            QVERIFY(database.open(file));
        }
        ask(file, u"CREATE TABLE notes (text TEXT)"_s);
        ask(file, u"ALTER TABLE flags ADD COLUMN ticket TEXT"_s);
        Database database;
        QVERIFY(database.open(file));
    }

    void unusableFilesAreNamedWithANextStep_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such folder") << u"folder"_s << u"cannot be opened"_s;
        QTest::newRow("not a database") << u"text"_s << u"cannot be used as a database"_s;
        QTest::newRow("another program's") << u"foreign"_s << u"another program"_s;
        QTest::newRow("of a newer version") << u"newer"_s << u"newer signalboxd"_s;
    }

    void unusableFilesAreNamedWithANextStep()
    {
        QFETCH(QString, kind);
        QFETCH(QString, says);
        const QTemporaryDir folder;
        QString file = folder.filePath(u"x.db"_s);
        if (kind == u"folder") {
            file = folder.filePath(u"missing/x.db"_s);
        } else if (kind == u"text") {
            QFile text(file);
            QVERIFY(text.open(QFile::WriteOnly));
            text.write(QByteArray(2000, 'x'));
        } else if (kind == u"foreign") {
            ask(file, u"CREATE TABLE recipes (name TEXT)"_s);
        } else {
            {
                Database database;
                QVERIFY(database.open(file));
            }
            ask(file, u"PRAGMA user_version = 999"_s);
        }
        Database database;
        const auto opened = database.open(file);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::Storage);
        QVERIFY2(opened.error().detail.contains(says), qPrintable(opened.error().detail));
        QVERIFY(opened.error().detail.contains(file));
    }

    void aTransactionThatIsNotCommittedLeavesNothing()
    {
        StoreFixture store;
        FlagRecord flag = store.flag(u"dark-mode"_s).flag;
        const bool before = flag.enabled;
        {
            Transaction transaction(store.database);
            flag.enabled = !before;
            QVERIFY(FlagRepository(store.database).update(flag));
        }
        QCOMPARE(store.flag(u"dark-mode"_s).flag.enabled, before);
    }

    void whereATransactionCannotBeginNothingSlipsThrough()
    {
        StoreFixture store;
        const Transaction outer(store.database);
        {
            Transaction inner(store.database); // SQLite has no nested ones: stands for "database is locked"
            QVERIFY(!store.database.change(u"DELETE FROM flags"_s));
            QVERIFY(!inner.commit());
        }
        QVERIFY(!store.flag(u"dark-mode"_s).flag.id.isEmpty());
    }

    void deletingTakesWhatBelongsAlong()
    {
        StoreFixture store;
        const FlagRecord flag = store.flag(u"checkout-v2"_s).flag;
        QCOMPARE(FlagRepository(store.database).rules(flag.id)->size(), 3);
        QVERIFY(FlagRepository(store.database).removeFlag(flag.id));
        QCOMPARE(FlagRepository(store.database).rules(flag.id)->size(), 0);
    }

    void outboxVersionsGrowAndAreNeverReused()
    {
        Database database;
        QVERIFY(database.open(u":memory:"_s));
        ChangeRepository changes(database);
        const auto announce = [&] {
            return changes.announce({0, u"o"_s, u"e"_s, u"flag.updated"_s, u"f"_s, {}});
        };
        QCOMPARE(*changes.oldestVersion(), 1);
        QVERIFY(announce());
        QVERIFY(announce());
        QCOMPARE(*changes.latestVersion(), 2);
        QCOMPARE(*changes.oldestVersion(), 1);
        {
            const Transaction rolledBack(database);
            QVERIFY(announce());
        }
        QVERIFY(database.change(u"DELETE FROM outbox"_s));
        QCOMPARE(*changes.latestVersion(), 2);
        QCOMPARE(*changes.oldestVersion(), 3);
        QVERIFY(announce());
        QCOMPARE(*changes.latestVersion(), 3);
        QCOMPARE(changes.changesAfter(0, 10)->size(), 1);
    }

    void oldChangesAreTrimmed()
    {
        Database database;
        QVERIFY(database.open(u":memory:"_s));
        ChangeRepository changes(database);
        for (int i = 0; i < 50; ++i)
            QVERIFY(changes.announce({0, u"o"_s, u"e"_s, u"flag.updated"_s, QString::number(i), {}}));
        QVERIFY(changes.trim(10, 10));
        const auto left = changes.changesAfter(0, 100);
        QCOMPARE(left->size(), 10);
        QCOMPARE(left->first().flagKey, u"40"_s);
    }

    void valuesSurviveAsTheyAre_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"true", "false", "null", "0", "-1.5", "\"\"", "\"a\\\"b\"", "[1,2]",
                                 "{\"a\":{\"b\":[null,true]}}"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void valuesSurviveAsTheyAre()
    {
        QFETCH(QString, text);
        QCOMPARE(jsonText(valueFromJsonText(text)), text);
        QCOMPARE(valueFromJson(jsonValue(valueFromJsonText(text))), valueFromJsonText(text));
    }

    void emptyTextIsNotNull()
    {
        StoreFixture store;
        FlagRecord flag = store.flag(u"dark-mode"_s).flag;
        flag.description = QString();
        QVERIFY(FlagRepository(store.database).update(flag));
        QCOMPARE(store.flag(u"dark-mode"_s).flag.description, std::optional<QString>(QString()));
        flag.description.reset();
        QVERIFY(FlagRepository(store.database).update(flag));
        QVERIFY(!store.flag(u"dark-mode"_s).flag.description);
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
