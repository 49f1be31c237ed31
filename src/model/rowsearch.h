// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventfiltermodel.h"

#include <QObject>

#include <memory>
#include <optional>

namespace signalbox {

/// Looks for the next row that holds a text, in slices from the event loop: however long the list is, the
/// window stays alive. Goes by serials, since rows move while it looks. Main thread only.
class RowSearch final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    RowSearch(const EventFilterModel &rows, const EventLog &log, const Clock &clock,
              QObject *parent = nullptr);

    /// Looks from the row after (before) that of @p serial, goes round once, and answers later with found()
    /// or notFound(). Serial 0 stands before the first row, or behind the last. Replaces an earlier run.
    void start(const QString &text, quint64 serial, bool backwards);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_run.has_value(); }

signals:
    /// @p wrapped: it went round to get there.
    void found(quint64 serial, bool wrapped);
    void notFound();

private:
    struct Run
    {
        EventMatcher matcher;
        quint64 from; ///< where it began
        quint64 last; ///< looked at last
        bool backwards;
        bool wrapped = false;
    };

    void lookSlice();
    [[nodiscard]] int nextRow() const;
    [[nodiscard]] int rowFrom(quint64 serial) const;
    [[nodiscard]] bool isRoundDone(quint64 serial) const;
    void end(quint64 serial);

    const EventFilterModel &m_rows;
    const EventLog &m_log;
    const Clock &m_clock;
    std::unique_ptr<Timer> m_timer;
    std::optional<Run> m_run;
};

} // namespace signalbox
