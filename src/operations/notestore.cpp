// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/notestore.h"

#include "core/limits.h"
#include "operations/sqlitefile.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::NoteStore", text);
}

SqliteFile::Words fileWords()
{
    return {
        .noFolder = tr("The folder %1 for the notes cannot be created."),
        .noFile = tr("%1 is not a file, so it cannot hold the notes."),
        .cannotOpen = tr("The notes in %1 cannot be opened."),
        .cannotWrite = tr("The notes in %1 cannot be written."),
        .cannotRead = tr("The notes in %1 cannot be read."),
        .foreign = tr("%1 is a database, but not one with notes of Signalbox."),
        .newer = tr("The notes in %1 were written by a newer version of Signalbox (format %2, this one "
                    "knows %3). Use that version, or move the file away."),
    };
}

const QVector<QStringList> &formatSteps()
{
    static const QVector<QStringList> steps{
        {u"CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, "
         "time INTEGER NOT NULL, about INTEGER, flag TEXT NOT NULL, author TEXT NOT NULL, "
         "text TEXT NOT NULL)"_s,
         u"CREATE INDEX note_place ON note (place, id)"_s},
        {u"ALTER TABLE note ADD COLUMN kind TEXT NOT NULL DEFAULT 'flag'"_s}};
    return steps;
}

WallTime wallTime(const QVariant &value)
{
    return WallTime(std::chrono::milliseconds(value.toLongLong()));
}

// An empty string of ours is a null QString half of the time, and SQL tells the two apart.
QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

} // namespace

NoteStore::NoteStore(std::unique_ptr<SqliteFile> file) : m_file(std::move(file)) {}

NoteStore::~NoteStore() = default;

Result<std::unique_ptr<NoteStore>> NoteStore::open(const QString &path)
{
    auto file = std::make_unique<SqliteFile>(path, fileWords());
    if (const auto opened = file->open(formatSteps()); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<NoteStore>(new NoteStore(std::move(file)));
}

Result<qint64> NoteStore::add(const QString &place, const KeptNote &note)
{
    QSqlQuery query = m_file->query();
    query.prepare(u"INSERT INTO note (place, time, about, flag, author, text, kind) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)"_s);
    query.addBindValue(notNull(place));
    query.addBindValue(qint64(note.time.time_since_epoch().count()));
    query.addBindValue(note.about ? QVariant(qint64(note.about->time_since_epoch().count())) : QVariant());
    query.addBindValue(notNull(note.flag.text()));
    query.addBindValue(notNull(note.by));
    query.addBindValue(notNull(note.text));
    query.addBindValue(word(note.flag.kind()));
    if (!query.exec())
        return m_file->writeFailure(query);
    const qint64 row = query.lastInsertId().toLongLong();
    QSqlQuery shorten = m_file->query();
    shorten.prepare(u"DELETE FROM note WHERE place = ? AND id <= "
                    "(SELECT id FROM note WHERE place = ? ORDER BY id DESC LIMIT 1 OFFSET ?)"_s);
    shorten.addBindValue(notNull(place));
    shorten.addBindValue(notNull(place));
    shorten.addBindValue(limits::notesKept);
    if (!shorten.exec())
        return m_file->writeFailure(shorten);
    return row;
}

Result<void> NoteStore::edit(qint64 row, const QString &text)
{
    QSqlQuery query = m_file->query();
    query.prepare(u"UPDATE note SET text = ? WHERE id = ?"_s);
    query.addBindValue(notNull(text));
    query.addBindValue(row);
    if (!query.exec())
        return m_file->writeFailure(query);
    return {};
}

Result<void> NoteStore::remove(qint64 row)
{
    QSqlQuery query = m_file->query();
    query.prepare(u"DELETE FROM note WHERE id = ?"_s);
    query.addBindValue(row);
    if (!query.exec())
        return m_file->writeFailure(query);
    return {};
}

Result<QVector<KeptNote>> NoteStore::notes(const QString &place)
{
    QSqlQuery query = m_file->query();
    query.setForwardOnly(true);
    query.prepare(u"SELECT id, time, about, flag, author, text, kind FROM note "
                  "WHERE place = ? ORDER BY id"_s);
    query.addBindValue(notNull(place));
    if (!query.exec())
        return m_file->readFailure(query);
    QVector<KeptNote> notes;
    while (query.next() && notes.size() < limits::notesKept) {
        KeptNote note;
        note.row = query.value(0).toLongLong();
        note.time = wallTime(query.value(1));
        if (!query.isNull(2))
            note.about = wallTime(query.value(2));
        note.flag = FlagKey(query.value(3).toString(),
                            flagKindFromWord(query.value(6).toString()).value_or(FlagKind::Flag));
        note.by = query.value(4).toString();
        note.text = query.value(5).toString().left(limits::noteLength);
        notes.append(note);
    }
    return notes;
}

QString noteStorePath()
{
    // Not AppDataLocation: it depends on the program's name, and this file is the person's.
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
           + u"/signalbox/notes.sqlite"_s;
}

} // namespace signalbox
