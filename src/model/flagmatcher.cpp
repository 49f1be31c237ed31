// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagmatcher.h"

#include "model/kindwords.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto recently = std::chrono::minutes(10);

bool isReported(const FlagRow &row)
{
    return row.knowledge == Knowledge::Fresh || row.knowledge == Knowledge::Aged;
}

QString stateField(const FlagRow &row)
{
    switch (row.knowledge) {
    case Knowledge::Fresh:
    case Knowledge::Aged: return row.flag.enabled ? u"on"_s : u"off"_s;
    case Knowledge::Unverified: return u"unverified"_s;
    case Knowledge::Unknown: return u"unknown"_s;
    case Knowledge::Gone: return u"deleted"_s;
    }
    return {};
}

} // namespace

const QStringList &FlagMatcher::fields()
{
    static const QStringList names = {u"key"_s, u"flag"_s,  u"name"_s,   u"state"_s, u"type"_s,
                                      u"by"_s,  u"users"_s, u"pinned"_s, u"kind"_s};
    return names;
}

bool FlagMatcher::accepts(int sourceRow) const
{
    const FlagRow &row = m_source.rowAt(sourceRow);
    if (!passesChip(row))
        return false;
    return m_query.evaluate([this, &row, sourceRow](int index) {
        const FilterQuery::Term &term = m_query.terms().at(index);
        return !term.isComparison() && acceptsTerm(term, row, sourceRow);
    });
}

bool FlagMatcher::passesChip(const FlagRow &row) const
{
    switch (m_chip) {
    case FlagChip::All: return true;
    case FlagChip::Pinned: return row.marks.pinned;
    case FlagChip::On: return isReported(row) && row.flag.enabled;
    case FlagChip::Off: return isReported(row) && !row.flag.enabled;
    case FlagChip::OffNormal: return isOffNormal(row);
    case FlagChip::ChangedRecently: {
        const auto age = changeAge(row, m_source.store().clock());
        return age && *age < recently;
    }
    case FlagChip::Unverified:
        return row.knowledge == Knowledge::Unverified || row.knowledge == Knowledge::Unknown;
    case FlagChip::KillSwitches: return row.marks.safeState.has_value();
    case FlagChip::Configs: return row.flag.kind() != FlagKind::Flag;
    }
    return true;
}

bool FlagMatcher::acceptsTerm(const FilterQuery::Term &term, const FlagRow &row, int sourceRow) const
{
    const auto cell = [this, sourceRow](FlagTableModel::Column column) {
        return m_source.data(m_source.index(sourceRow, column), Qt::DisplayRole).toString();
    };
    const QString &field = term.field;
    if (field.isEmpty()) // one after the other: putting them together would cost more than looking
        return term.matches(row.flag.key.text()) || term.matches(row.flag.name)
               || term.matches(row.flag.updatedBy);
    if (field == u"key" || field == u"flag")
        return term.matches(row.flag.key.text());
    if (field == u"name")
        return term.matches(row.flag.name);
    if (field == u"state")
        return term.matches(stateField(row));
    if (field == u"kind")
        return term.matches(filterWord(row.flag.kind()));
    if (field == u"type")
        return term.matches(cell(FlagTableModel::Type));
    if (field == u"by")
        return term.matches(cell(FlagTableModel::By));
    if (field == u"users")
        return term.matches(cell(FlagTableModel::UsersGet));
    return term.matches(row.marks.pinned ? u"yes"_s : u"no"_s);
}

} // namespace signalbox
