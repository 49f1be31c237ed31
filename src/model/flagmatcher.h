// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"
#include "model/flagtablemodel.h"

namespace signalbox {

enum class FlagChip { All, Pinned, On, Off, OffNormal, ChangedRecently, Unverified, KillSwitches, Configs };

/// Says which rows of the flag table a chip and a query accept. Fields: key, flag (the same), name, state
/// (on, off, unverified, unknown, deleted), type, by, users, pinned (yes, no), kind (flag, config, ai); words
/// are looked for in key, name and author. Main thread only.
class FlagMatcher final
{
public:
    /// @p source must outlive this. Accepts everything until told otherwise.
    explicit FlagMatcher(const FlagTableModel &source) : m_source(source) {}

    /// Names for FilterQuery::parse().
    [[nodiscard]] static const QStringList &fields();

    void setQuery(FilterQuery query) { m_query = std::move(query); }
    void setChip(FlagChip chip) { m_chip = chip; }
    [[nodiscard]] FlagChip chip() const { return m_chip; }

    [[nodiscard]] bool accepts(int sourceRow) const;

private:
    [[nodiscard]] bool passesChip(const FlagRow &row) const;
    [[nodiscard]] bool acceptsTerm(const FilterQuery::Term &term, const FlagRow &row, int sourceRow) const;

    const FlagTableModel &m_source;
    FilterQuery m_query;
    FlagChip m_chip = FlagChip::All;
};

} // namespace signalbox
