// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/notes.h"

#include "core/limits.h"
#include "operations/notestore.h"

namespace signalbox {

namespace {

/// Cut so that no character is torn in two.
QString bounded(const QString &text)
{
    QString note = text.trimmed();
    if (note.size() <= limits::noteLength)
        return note;
    note.truncate(limits::noteLength);
    if (note.back().isHighSurrogate())
        note.chop(1);
    return note;
}

Fact factOf(quint64 serial, const KeptNote &note)
{
    Fact fact;
    fact.serial = serial;
    fact.time = note.time;
    fact.kind = FactKind::Note;
    fact.source = FactSource::Person;
    fact.flag = note.flag;
    fact.by = note.by;
    fact.detail = makeDetail(TextDetail{note.text, note.about});
    return fact;
}

} // namespace

Notes::Notes(const Clock &clock, FactSerials &serials, const QString &author, QObject *parent)
    : QObject(parent), m_clock(clock), m_serials(serials), m_author(author)
{}

void Notes::keepIn(NoteStore &store, const QString &place)
{
    m_store = &store;
    m_place = place;
    const auto kept = store.notes(place);
    if (!kept) {
        emit notKept(kept.error());
        return;
    }
    QVector<Fact> facts;
    for (const KeptNote &note : *kept) {
        facts.append(factOf(m_serials.next(), note));
        m_own.insert(facts.constLast().serial, {note.about, note.row});
    }
    if (!facts.isEmpty())
        emit factsAdded(facts);
}

quint64 Notes::add(const QString &text, const FlagKey &flag, std::optional<WallTime> about)
{
    const QString words = bounded(text);
    if (words.isEmpty())
        return 0;
    const KeptNote note{0, m_clock.wallTime(), about, flag, m_author, words};
    const Fact fact = factOf(m_serials.next(), note);
    Own &own = m_own.insert(fact.serial, {about, 0}).value();
    std::optional<Error> problem;
    if (m_store) {
        if (const auto row = m_store->add(m_place, note))
            own.row = *row;
        else
            problem = row.error();
    }
    emit factsAdded({fact});
    if (problem)
        emit notKept(*problem);
    return fact.serial;
}

void Notes::edit(quint64 serial, const QString &text)
{
    const QString note = bounded(text);
    if (note.isEmpty()) {
        remove(serial);
        return;
    }
    if (!isOwn(serial))
        return;
    const Own own = m_own.value(serial);
    emit factAmended({serial, TextDetail{note, own.about}, {}});
    if (own.row == 0)
        return;
    if (const auto done = m_store->edit(own.row, note); !done)
        emit notKept(done.error());
}

void Notes::remove(quint64 serial)
{
    if (!isOwn(serial))
        return;
    const Own own = m_own.take(serial);
    emit factAmended({serial, TextDetail{}, {}});
    if (own.row == 0)
        return;
    if (const auto done = m_store->remove(own.row); !done)
        emit notKept(done.error());
}

} // namespace signalbox
