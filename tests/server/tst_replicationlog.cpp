// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/replicationlog.h"

#include "server/region/tablecopy.h"
#include "server/storage/dbjson.h"
#include "server/storage/flagrepository.h"
#include "server/storefixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// What a primary writes down for its regions, and what a region makes of it.
class TestReplicationLog : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void onlyChangesOfCopiedTablesAreRun_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("good");
        QTest::newRow("insert") << u"INSERT INTO flags (id) VALUES (?)"_s << true;
        QTest::newRow("update") << u"UPDATE flags SET enabled = ? WHERE id = ?"_s << true;
        QTest::newRow("delete") << u"DELETE FROM rules WHERE flag_id = ?"_s << true;
        QTest::newRow("delete all") << u"DELETE FROM outbox"_s << true;
        QTest::newRow("the audit log stays") << u"INSERT INTO audit_logs (id) VALUES (?)"_s << false;
        QTest::newRow("the region's own place") << u"UPDATE replication_head SET position = 7"_s << false;
        QTest::newRow("another table") << u"INSERT INTO sqlite_master (name) VALUES (?)"_s << false;
        QTest::newRow("a longer name") << u"DELETE FROM flags_old"_s << false;
        QTest::newRow("two statements") << u"DELETE FROM flags; ATTACH '/tmp/x' AS x"_s << false;
        QTest::newRow("attach") << u"ATTACH '/tmp/x' AS x"_s << false;
        QTest::newRow("pragma") << u"PRAGMA user_version = 1"_s << false;
        QTest::newRow("drop") << u"DROP TABLE flags"_s << false;
        QTest::newRow("replace") << u"REPLACE INTO flags (id) VALUES (?)"_s << false;
        QTest::newRow("lower case") << u"delete from flags"_s << false;
        QTest::newRow("leading blank") << u" DELETE FROM flags"_s << false;
        QTest::newRow("nothing") << u""_s << false;
    }

    void onlyChangesOfCopiedTablesAreRun()
    {
        QFETCH(QString, sql);
        QFETCH(bool, good);
        QCOMPARE(isReplicable(sql), good);
        const QJsonObject json{
            {u"statements"_s, QJsonArray{QJsonObject{{u"sql"_s, sql}, {u"values"_s, QJsonArray()}}}}};
        QCOMPARE(entryFromJson(json).has_value(), good);
    }

    void entriesComeBackAsTheyWere()
    {
        LogEntry entry;
        entry.statements = {{u"UPDATE flags SET a = ?"_s,
                             {u"text \"\n\u2028"_s, QVariant(), qint64(1781187600123),
                              qint64(-9'007'199'254'740'993), QByteArray("\0\xff", 2), u""_s}},
                            {u"DELETE FROM outbox"_s, {}}};
        const auto back = entryFromJson(QJsonDocument::fromJson(entryText(entry)).object());
        QVERIFY(back);
        QCOMPARE(back->statements.size(), 2);
        QVERIFY(*back == entry);
        LogEntry ended;
        ended.endedCredential = u"k"_s;
        QVERIFY(entryFromJson(QJsonDocument::fromJson(entryText(ended)).object()) == ended);
    }

    void entriesOfAnotherShapeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const char *values) {
            QTest::newRow(name) << QByteArray(
                QByteArray("{'statements':[{'sql':'DELETE FROM flags','values':") + values + "}]}");
        };
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("no list") << QByteArray("{'statements':7}");
        QTest::newRow("no objects") << QByteArray("{'statements':[7]}");
        row("no values", "null");
        row("a fraction", "[1.5]");
        row("a truth", "[true]");
        row("a list", "[[1]]");
        row("bytes that are none", "[{'bytes':'*'}]");
        row("more than bytes", "[{'bytes':'AA==','x':1}]");
    }

    void entriesOfAnotherShapeAreRefused()
    {
        QFETCH(QByteArray, text);
        text.replace('\'', '"');
        const QJsonDocument json = QJsonDocument::fromJson(text);
        QVERIFY(json.isObject());
        QVERIFY(!entryFromJson(json.object()));
    }

    void everyTransactionIsOneEntry()
    {
        StoreFixture store;
        ReplicationLog log(store.database, store.clock);
        QVERIFY(log.start());
        int grown = 0;
        connect(&log, &ReplicationLog::grown, this, [&grown] { ++grown; });
        const FlagWithRules flag = store.flag(u"dark-mode"_s);
        FlagEdit edit;
        edit.enabled = true;
        QVERIFY(store.flags->editFlag(store.caller(u"owner"_s), store.projectId(), flag.flag.id, edit));
        QCOMPARE(grown, 1);
        // One without a transaction of its own is a change as well.
        QVERIFY(store.database.change(u"UPDATE flags SET name = ? WHERE id = ?"_s, u"x"_s, flag.flag.id));
        QCOMPARE(grown, 2);
        {
            const Transaction rolledBack(store.database);
            QVERIFY(store.database.change(u"UPDATE flags SET name = ? WHERE id = ?"_s, u"y"_s, flag.flag.id));
        }
        {
            Transaction ofNoInterest(store.database);
            QVERIFY(store.database.change(u"UPDATE audit_logs SET action = ?"_s, u"z"_s));
            QVERIFY(ofNoInterest.commit());
        }
        QCOMPARE(grown, 2);
        QCOMPARE(*log.head(), 2);
        const auto rows = log.after(0, 10);
        QCOMPARE(rows->size(), 2);
        QVERIFY(rows->first().text.contains("INSERT INTO outbox"));
        QVERIFY(!rows->first().text.contains("audit_logs"));
        QCOMPARE(rows->first().committedAt, qint64(store.clock.wallTime().time_since_epoch().count()));
    }

    void aCopyFollowsStatementByStatement()
    {
        StoreFixture primary;
        ReplicationLog log(primary.database, primary.clock);
        QVERIFY(log.start());
        Database copy;
        QVERIFY(copy.open(u":memory:"_s));
        const auto dump = dumpTables(primary.database, {log.identity(), *log.head()});
        QVERIFY(dump);
        const auto place = restoreTables(copy, *dump);
        QVERIFY2(place, place ? "" : qPrintable(place.error().detail));
        QCOMPARE(*copyPlace(copy), CopyPlace({log.identity(), 0}));
        QCOMPARE(*dumpTables(copy, *place), *dump);

        const Caller caller = primary.caller(u"owner"_s);
        const FlagWithRules flag = primary.flag(u"checkout-v2"_s);
        FlagEdit edit;
        edit.enabled = !flag.flag.enabled;
        QVERIFY(primary.flags->editFlag(caller, primary.projectId(), flag.flag.id, edit));
        QVERIFY(primary.flags->removeRule(caller, primary.projectId(), flag.rules.first().id));
        QVERIFY(primary.flags->removeFlag(caller, primary.projectId(), primary.flag(u"dark-mode"_s).flag.id));
        const auto rows = log.after(0, 100);
        QCOMPARE(rows->size(), 3);
        for (const ReplicationLog::Line &row : *rows) {
            const auto entry = entryFromJson(QJsonDocument::fromJson(row.text).object());
            QVERIFY(entry);
            for (const LoggedStatement &statement : entry->statements)
                QVERIFY(copy.changeRows(statement.sql, statement.values));
        }
        QCOMPARE(*dumpTables(copy, {u"x"_s, 1}), *dumpTables(primary.database, {u"x"_s, 1}));
    }

    void aCopyThatIsNotWholeChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("cut") << QByteArray("{\"rows\"") << QByteArray();
        QTest::newRow("miscounted") << QByteArray("{\"rows\":") << QByteArray("{\"rows\":1");
        QTest::newRow("another schema") << QByteArray("\"schema\":") << QByteArray("\"schema\":9");
        QTest::newRow("no place") << QByteArray("\"position\":") << QByteArray("\"x\":");
        QTest::newRow("another table")
            << QByteArray("\"table\":\"rules\"") << QByteArray("\"table\":\"audit_logs\"");
        QTest::newRow("another column") << QByteArray("\"bucket_by\"") << QByteArray("\"id) --\"");
        QTest::newRow("a row that does not fit") << QByteArray("\n[") << QByteArray("\n[1,");
        QTest::newRow("a line that is none") << QByteArray("\n[") << QByteArray("\n(");
    }

    void aCopyThatIsNotWholeChangesNothing()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        StoreFixture primary;
        StoreFixture other;
        QByteArray dump = *dumpTables(primary.database, {u"id"_s, 7});
        const QByteArray before = *dumpTables(other.database, {u"id"_s, 7});
        const qsizetype at = to.isEmpty() ? dump.lastIndexOf(from) : dump.indexOf(from);
        QVERIFY(at >= 0);
        dump = to.isEmpty() ? dump.left(at) : dump.replace(at, from.size(), to);
        const auto place = restoreTables(other.database, dump);
        QVERIFY(!place);
        QCOMPARE(place.error().kind, ErrorKind::BadAnswer);
        QCOMPARE(*dumpTables(other.database, {u"id"_s, 7}), before);
        QCOMPARE(copyPlace(other.database)->identity, QString());
    }

    void aLogThatWasInterruptedIsAnotherLog()
    {
        StoreFixture store;
        QString first;
        {
            ReplicationLog log(store.database, store.clock);
            QVERIFY(log.start());
            first = log.identity();
        }
        {
            ReplicationLog again(store.database, store.clock);
            QVERIFY(again.start());
            QCOMPARE(again.identity(), first);
        }
        QVERIFY(ReplicationLog::discard(store.database)); // a server that keeps no log ran in between
        ReplicationLog later(store.database, store.clock);
        QVERIFY(later.start());
        QVERIFY(later.identity() != first);
        // A copy that becomes a primary is another log as well.
        QVERIFY(setCopyPlace(store.database, {first, 9}));
        ReplicationLog promoted(store.database, store.clock);
        QVERIFY(promoted.start());
        QVERIFY(promoted.identity() != first && !promoted.identity().isEmpty());
        QCOMPARE(copyPlace(store.database)->identity, QString());
    }
};

QTEST_GUILESS_MAIN(TestReplicationLog)
#include "tst_replicationlog.moc"
