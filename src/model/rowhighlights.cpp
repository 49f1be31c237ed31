// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowhighlights.h"

#include "core/limits.h"

namespace signalbox {

namespace {

constexpr qsizetype rememberedRows = 1'024; ///< several screens full

} // namespace

RowHighlights::RowHighlights(const EventLog &log, const QString &environment, QObject *parent)
    : QObject(parent), m_log(log), m_environment(environment)
{
    connect(&log, &EventLog::amended, this, [this](int row) { m_known.remove(m_log.recordAt(row).serial); });
    connect(&log, &EventLog::cleared, this, [this] { m_known.clear(); });
}

void RowHighlights::setRules(const QVector<Highlighter> &rules)
{
    m_rules.clear();
    m_known.clear();
    for (const Highlighter &rule : rules.mid(0, limits::highlighters)) {
        auto query = FilterQuery::parse(rule.filter, EventMatcher::fields());
        if (!query || query->isEmpty())
            continue;
        auto matcher = std::make_unique<EventMatcher>(m_log);
        matcher->setShownEnvironment(m_environment);
        matcher->setQuery(std::move(*query));
        m_rules.push_back({std::move(matcher), rule.mark});
    }
    emit changed();
}

std::optional<RowMark> RowHighlights::markOf(quint64 serial) const
{
    if (m_rules.empty())
        return std::nullopt;
    if (const auto known = m_known.constFind(serial); known != m_known.cend())
        return *known;
    const int row = m_log.rowOf(serial);
    if (row < 0)
        return std::nullopt;
    std::optional<RowMark> found;
    for (const Rule &rule : m_rules) {
        if (rule.matcher->accepts(row)) {
            found = rule.mark;
            break;
        }
    }
    if (m_known.size() >= rememberedRows)
        m_known.clear();
    m_known.insert(serial, found);
    return found;
}

} // namespace signalbox
