// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "model/eventmatcher.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

/// Which rows of the event log carry a person's marks: the first rule whose filter accepts a row marks it.
/// Looks at a row when it is painted and remembers what it found. Main thread only.
class RowHighlights final : public QObject
{
    Q_OBJECT

public:
    /// @p log must outlive this. @p environment is the name of the one shown.
    RowHighlights(const EventLog &log, const QString &environment, QObject *parent = nullptr);

    /// At most limits::highlighters; a rule whose filter is empty or wrong marks nothing.
    void setRules(const QVector<Highlighter> &rules);
    [[nodiscard]] std::optional<RowMark> markOf(quint64 serial) const;

signals:
    void changed();

private:
    struct Rule
    {
        std::unique_ptr<EventMatcher> matcher;
        RowMark mark;
    };

    const EventLog &m_log;
    const QString m_environment;
    std::vector<Rule> m_rules;
    mutable QHash<quint64, std::optional<RowMark>> m_known; ///< by serial
};

} // namespace signalbox
