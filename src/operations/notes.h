// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "core/fact.h"

#include <QHash>
#include <QObject>

namespace signalbox {

class NoteStore;

/// Notes that a person adds to the event log: rows like others, that their author may edit and delete. Plain
/// text. A deleted note leaves a row that says so: the log forgets nothing silently. With a store they
/// survive a restart. Main thread only.
class Notes final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p author as the log names people; may be empty.
    Notes(const Clock &clock, FactSerials &serials, const QString &author, QObject *parent = nullptr);

    /// From now on they are kept in @p store, for @p place; what was kept there earlier comes into the log,
    /// each with the time at which it was written. The store must outlive this.
    void keepIn(NoteStore &store, const QString &place);

    /// Adds one now, about @p flag where that is not empty and about what was at @p about where that is
    /// given. Text beyond limits::noteLength is cut; an empty text adds nothing. The serial of its row, 0
    /// where nothing was added.
    quint64 add(const QString &text, const FlagKey &flag, std::optional<WallTime> about = {});
    /// Nothing happens to what is not a note of ours. An empty text deletes.
    void edit(quint64 serial, const QString &text);
    void remove(quint64 serial);
    /// Written here and not deleted.
    [[nodiscard]] bool isOwn(quint64 serial) const { return m_own.contains(serial); }

signals:
    void factsAdded(const QVector<signalbox::Fact> &facts);
    void factAmended(const signalbox::FactAmendment &amendment);
    /// What was just done counts in the log, and will be forgotten with it.
    void notKept(const signalbox::Error &error);

private:
    struct Own
    {
        std::optional<WallTime> about;
        qint64 row = 0; ///< in the store; 0: not there
    };

    const Clock &m_clock;
    FactSerials &m_serials;
    QString m_author;
    NoteStore *m_store = nullptr;
    QString m_place;
    QHash<quint64, Own> m_own;
};

} // namespace signalbox
