// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventfiltermodel.h"

#include "model/facttext.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

const QStringList &fields()
{
    static const QStringList names = {u"flag"_s, u"type"_s, u"source"_s, u"by"_s, u"env"_s};
    return names;
}

bool passesChip(const Fact &fact, EventFilterModel::Chip chip)
{
    switch (chip) {
    case EventFilterModel::Chip::All: return true;
    case EventFilterModel::Chip::Mine:
        return fact.source == FactSource::Command || fact.source == FactSource::Person;
    case EventFilterModel::Chip::Commands: return fact.kind == FactKind::Command;
    case EventFilterModel::Chip::Gaps: return fact.kind == FactKind::Gap || fact.kind == FactKind::Resync;
    }
    return true;
}

QString environmentOf(const Fact &fact)
{
    const auto *change = fact.detail ? std::get_if<ChangeDetail>(fact.detail.get()) : nullptr;
    return change && !change->elsewhere.isEmpty() ? change->elsewhere : u"this"_s;
}

QString wholeText(const Fact &fact)
{
    return fact.flag.text() + u'\n' + kindText(fact) + u'\n' + factText(fact) + u'\n' + sourceText(fact);
}

QStringList valueOf(const Fact &fact, const QString &field)
{
    if (field == u"flag")
        return {fact.flag.text()};
    if (field == u"type")
        return {word(fact.kind), kindText(fact)};
    if (field == u"source")
        return {word(fact.source)};
    if (field == u"by")
        return {sourceText(fact), fact.by};
    return {environmentOf(fact)};
}

} // namespace

EventFilterModel::EventFilterModel(EventLogModel &source, QObject *parent)
    : QSortFilterProxyModel(parent), m_source(source)
{
    setSourceModel(&source);
    m_announcedShown = rowCount();
    m_announcedTotal = source.rowCount();
    // The source's own signals too: rows that are hidden from the start change only the second number.
    connect(&source, &QAbstractItemModel::rowsInserted, this, &EventFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::rowsRemoved, this, &EventFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::dataChanged, this, &EventFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::modelReset, this, &EventFilterModel::announceCounts);
}

std::optional<FilterError> EventFilterModel::setFilterText(const QString &text)
{
    if (text == m_text)
        return std::nullopt;
    auto query = FilterQuery::parse(text, fields());
    if (!query)
        return query.error();
    m_text = text;
    m_query = std::move(*query);
    invalidateFilter();
    announceCounts();
    return std::nullopt;
}

QString EventFilterModel::filterText() const
{
    return m_text;
}

void EventFilterModel::setChip(Chip chip)
{
    if (std::exchange(m_chip, chip) == chip)
        return;
    invalidateFilter();
    announceCounts();
}

EventFilterModel::Chip EventFilterModel::chip() const
{
    return m_chip;
}

const Fact &EventFilterModel::factAt(const QModelIndex &proxyIndex) const
{
    return m_source.factAt(mapToSource(proxyIndex).row());
}

int EventFilterModel::hiddenCount() const
{
    return m_source.rowCount() - rowCount();
}

int EventFilterModel::find(const QString &text, int row, bool backwards) const
{
    const int rows = rowCount();
    if (text.isEmpty() || rows == 0)
        return -1;
    const int step = backwards ? rows - 1 : 1;
    int at = row >= 0 && row < rows ? row : (backwards ? 0 : rows - 1);
    for (int tried = 0; tried < rows; ++tried) {
        at = (at + step) % rows;
        if (wholeText(factAt(index(at, 0))).contains(text, Qt::CaseInsensitive))
            return at;
    }
    return -1;
}

bool EventFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const Fact &fact = m_source.factAt(sourceRow);
    if (!passesChip(fact, m_chip))
        return false;
    QString whole; // put together once, and only when a word needs it
    return m_query.matches([&fact, &whole](const QString &field) -> QStringList {
        if (!field.isEmpty())
            return valueOf(fact, field);
        if (whole.isEmpty())
            whole = wholeText(fact);
        return {whole};
    });
}

void EventFilterModel::announceCounts()
{
    const int shown = rowCount();
    const int total = m_source.rowCount();
    const bool same = shown == m_announcedShown && total == m_announcedTotal;
    m_announcedShown = shown;
    m_announcedTotal = total;
    if (!same)
        emit shownChanged();
}

} // namespace signalbox
