// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/notes.h"

#include "core/limits.h"

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

} // namespace

Notes::Notes(const Clock &clock, FactSerials &serials, const QString &author, QObject *parent)
    : QObject(parent), m_clock(clock), m_serials(serials), m_author(author)
{}

quint64 Notes::add(const QString &text, const FlagKey &flag, std::optional<WallTime> about)
{
    const QString note = bounded(text);
    if (note.isEmpty())
        return 0;
    Fact fact;
    fact.serial = m_serials.next();
    fact.time = m_clock.wallTime();
    fact.kind = FactKind::Note;
    fact.source = FactSource::Person;
    fact.flag = flag;
    fact.by = m_author;
    fact.detail = makeDetail(TextDetail{note, about});
    m_own.insert(fact.serial, about);
    emit factsAdded({fact});
    return fact.serial;
}

void Notes::edit(quint64 serial, const QString &text)
{
    const QString note = bounded(text);
    if (note.isEmpty()) {
        remove(serial);
        return;
    }
    if (isOwn(serial))
        emit factAmended({serial, TextDetail{note, m_own.value(serial)}, {}});
}

void Notes::remove(quint64 serial)
{
    if (m_own.remove(serial))
        emit factAmended({serial, TextDetail{}, {}});
}

} // namespace signalbox
