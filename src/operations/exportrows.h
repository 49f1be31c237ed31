// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QVector>

#include <functional>
#include <optional>

namespace signalbox {

class EventLog;

/// The rows that an export or a search goes through, one step after the other, while the log lives on: rows
/// that arrive later do not belong to it, rows that leave the log before their turn are counted as lost.
class ExportRows
{
public:
    ExportRows() = default;
    virtual ~ExportRows() = default;
    ExportRows(const ExportRows &) = delete;
    ExportRows &operator=(const ExportRows &) = delete;

    /// Steps in all; what a progress bar counts to.
    [[nodiscard]] virtual qint64 steps() const = 0;
    [[nodiscard]] virtual qint64 stepsDone() const = 0;
    [[nodiscard]] bool atEnd() const { return stepsDone() >= steps(); }
    /// One step on; absent where it yields no row. Not to be called at the end.
    [[nodiscard]] virtual std::optional<Fact> next() = 0;
    [[nodiscard]] virtual qint64 lost() const = 0;
};

/// What stands in the log now, of which @p accepts takes all or some.
class LogRows final : public ExportRows
{
public:
    /// @p log must outlive this. Without @p accepts every row belongs to it.
    explicit LogRows(const EventLog &log, std::function<bool(const Fact &)> accepts = {});

    [[nodiscard]] qint64 steps() const override { return qint64(m_end - m_first); }
    [[nodiscard]] qint64 stepsDone() const override { return qint64(m_place - m_first); }
    [[nodiscard]] std::optional<Fact> next() override;
    [[nodiscard]] qint64 lost() const override { return m_lost; }

private:
    const EventLog &m_log;
    std::function<bool(const Fact &)> m_accepts;
    quint64 m_first; ///< place (see EventLog::droppedCount) of the first row
    quint64 m_end;
    quint64 m_place;
    qint64 m_lost = 0;
};

/// Rows named one by one.
class ChosenRows final : public ExportRows
{
public:
    /// @p log must outlive this.
    ChosenRows(const EventLog &log, QVector<quint64> serials);

    [[nodiscard]] qint64 steps() const override { return m_serials.size(); }
    [[nodiscard]] qint64 stepsDone() const override { return m_done; }
    [[nodiscard]] std::optional<Fact> next() override;
    [[nodiscard]] qint64 lost() const override { return m_lost; }

private:
    const EventLog &m_log;
    QVector<quint64> m_serials;
    qint64 m_done = 0;
    qint64 m_lost = 0;
};

} // namespace signalbox
