// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "operations/notes.h"
#include "operations/notestore.h"
#include "support/manualclock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString here = u"https://togul.example#env-prod"_s;
const QString elsewhere = u"https://togul.example#env-stage"_s;

QStringList textsOf(const QVector<KeptNote> &notes)
{
    QStringList texts;
    for (const KeptNote &note : notes)
        texts.append(note.text);
    return texts;
}

/// What a log would show of a place after a restart.
QVector<Fact> factsAfterRestart(NoteStore &store, const QString &place)
{
    const ManualClock clock;
    FactSerials serials;
    Notes notes(clock, serials, u"other"_s);
    QVector<Fact> facts;
    QObject::connect(&notes, &Notes::factsAdded, &notes,
                     [&facts](const QVector<Fact> &added) { facts += added; });
    notes.keepIn(store, place);
    return facts;
}

} // namespace

class TestNoteStore final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"below/notes.sqlite"_s);
    }

    void whatWasWrittenIsThereAfterARestart()
    {
        const WallTime about = m_clock.wallTime() - 3min;
        {
            auto store = NoteStore::open(m_path);
            QVERIFY(store);
            Notes notes(m_clock, m_serials, u"mia"_s);
            notes.keepIn(**store, here);
            notes.add(u"first"_s, FlagKey(u"new-checkout"_s), about);
            const quint64 second = notes.add(u"second"_s, {});
            notes.edit(second, u"second, corrected"_s);
            notes.remove(notes.add(u"third"_s, {}));
        }
        auto store = NoteStore::open(m_path);
        QVERIFY(store);
        const QVector<Fact> facts = factsAfterRestart(**store, here);
        QCOMPARE(facts.size(), 2);
        QCOMPARE(facts.at(0).kind, FactKind::Note);
        QCOMPARE(facts.at(0).flag.text(), u"new-checkout"_s);
        QCOMPARE(facts.at(0).by, u"mia"_s);
        QCOMPARE(facts.at(0).time, m_clock.wallTime());
        QVERIFY(*facts.at(0).detail == FactDetail(TextDetail{u"first"_s, about}));
        QVERIFY(*facts.at(1).detail == FactDetail(TextDetail{u"second, corrected"_s}));
        QVERIFY(facts.at(1).flag.isEmpty());
        QVERIFY(facts.at(0).serial < facts.at(1).serial);
        QVERIFY(factsAfterRestart(**store, elsewhere).isEmpty());
    }

    /// As the first version made it, and a note about a config beside one about a flag.
    void anOlderFileIsReadAndGoneOnWith()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
            database.setDatabaseName(m_path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const char *sql :
                 {"CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, "
                  "time INTEGER NOT NULL, about INTEGER, flag TEXT NOT NULL, author TEXT NOT NULL, "
                  "text TEXT NOT NULL)",
                  "CREATE INDEX note_place ON note (place, id)", "PRAGMA user_version=1"})
                QVERIFY2(query.exec(QString::fromLatin1(sql)), sql);
            query.prepare(u"INSERT INTO note (place, time, flag, author, text) "
                          "VALUES (?, 5, 'limits', 'mia', 'old')"_s);
            query.addBindValue(here);
            QVERIFY(query.exec());
        }
        QSqlDatabase::removeDatabase(u"older"_s);
        const FlagKey config(u"limits"_s, FlagKind::Config);
        for (int start = 0; start < 2; ++start) {
            auto store = NoteStore::open(m_path);
            QVERIFY(store);
            const auto notes = (*store)->notes(here);
            QVERIFY(notes);
            QCOMPARE(notes->size(), 1 + start);
            QCOMPARE(notes->at(0).flag, FlagKey(u"limits"_s));
            if (start > 0)
                QCOMPARE(notes->at(1).flag, config);
            else
                QVERIFY((*store)->add(here, {0, m_clock.wallTime(), {}, config, {}, u"new"_s}));
        }
    }

    void whatIsOldIsEditedAndDeletedAsWhatIsNew()
    {
        auto store = NoteStore::open(m_path);
        QVERIFY(store);
        QVERIFY((*store)->add(here, {0, m_clock.wallTime(), {}, {}, {}, u"old"_s}));
        QVERIFY((*store)->add(here, {0, m_clock.wallTime(), {}, {}, {}, u"older"_s}));
        Notes notes(m_clock, m_serials, {});
        QSignalSpy added(&notes, &Notes::factsAdded);
        notes.keepIn(**store, here);
        const auto facts = added.constFirst().constFirst().value<QVector<Fact>>();
        notes.edit(facts.at(0).serial, u"new"_s);
        notes.remove(facts.at(1).serial);
        QCOMPARE(textsOf(*(*store)->notes(here)), QStringList{u"new"_s});
    }

    void onlyTheLastOfAPlaceAreKept()
    {
        auto store = NoteStore::open(m_path);
        QVERIFY(store);
        QVERIFY((*store)->add(elsewhere, {0, m_clock.wallTime(), {}, {}, {}, u"not yours"_s}));
        for (int i = 0; i < limits::notesKept + 3; ++i)
            QVERIFY((*store)->add(here, {0, m_clock.wallTime(), {}, {}, {}, QString::number(i)}));
        const auto kept = (*store)->notes(here);
        QCOMPARE(kept->size(), limits::notesKept);
        QCOMPARE(kept->constFirst().text, u"3"_s);
        QCOMPARE((*store)->notes(elsewhere)->size(), 1);
    }

    void theFileIsItsOwnersOnly()
    {
        QVERIFY(NoteStore::open(m_path));
        QCOMPARE(QFileInfo(m_path).permissions()
                     & (QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                        | QFileDevice::WriteOther),
                 QFileDevice::Permissions());
    }

    void whatIsNotOursIsNotTouched_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("said");
        QTest::newRow("another program's") << u"CREATE TABLE song (name TEXT)"_s << u"not one with notes"_s;
        QTest::newRow("newer") << u"PRAGMA user_version=9"_s << u"newer version"_s;
    }
    void whatIsNotOursIsNotTouched()
    {
        QFETCH(const QString, sql);
        QFETCH(const QString, said);
        const QString path = m_folder->filePath(u"other.sqlite"_s);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(sql));
        }
        QSqlDatabase::removeDatabase(u"other"_s);
        const auto store = NoteStore::open(path);
        QVERIFY(!store);
        QCOMPARE(store.error().kind, ErrorKind::Storage);
        QVERIFY2(store.error().detail.contains(said), qPrintable(store.error().detail));
    }

    void aNoteThatCannotBeKeptIsInTheLogAllTheSame()
    {
        auto store = NoteStore::open(m_path);
        QVERIFY(store);
        Notes notes(m_clock, m_serials, {});
        notes.keepIn(**store, here);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            database.setDatabaseName(m_path);
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(u"DROP TABLE note"_s));
        }
        QSqlDatabase::removeDatabase(u"other"_s);
        QSignalSpy added(&notes, &Notes::factsAdded);
        QSignalSpy notKept(&notes, &Notes::notKept);
        const quint64 serial = notes.add(u"still said"_s, {});
        QVERIFY(serial != 0);
        QCOMPARE(added.count(), 1);
        QCOMPARE(notKept.count(), 1);
        QCOMPARE(notKept.constFirst().constFirst().value<Error>().kind, ErrorKind::Storage);
        notes.edit(serial, u"changed"_s); // it was never there: nothing more to say
        QCOMPARE(notKept.count(), 1);
    }

private:
    ManualClock m_clock;
    FactSerials m_serials;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestNoteStore)
#include "tst_notestore.moc"
