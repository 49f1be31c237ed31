// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtGlobal>

#include <set>

namespace signalbox {

class EventLog;

/// Rows of the event log that a person marked to come back to. Bounded by limits::bookmarks; rows that have
/// left the log lose theirs. Main thread only.
class Bookmarks final : public QObject
{
    Q_OBJECT

public:
    /// @p log must outlive this.
    explicit Bookmarks(const EventLog &log, QObject *parent = nullptr);

    /// False when there are as many as there may be, and nothing was changed.
    bool toggle(quint64 serial);
    [[nodiscard]] bool contains(quint64 serial) const { return m_serials.count(serial) > 0; }
    /// The one after (before) @p serial, going round; 0 when there is none in the log.
    [[nodiscard]] quint64 next(quint64 serial, bool backwards);
    [[nodiscard]] int count() const { return int(m_serials.size()); }

signals:
    void changed();

private:
    void forgetLeft();

    const EventLog &m_log;
    std::set<quint64> m_serials;
};

} // namespace signalbox
