// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <QFlags>
#include <QString>

#include <optional>

namespace signalbox {

/// In what a flag of one environment is not what it is in the one shown.
enum class CompareAspect : quint8 {
    State = 1,  ///< ON here, OFF there
    Value = 2,  ///< the default value, where both are known
    Rules = 4,  ///< what its rules say, where both were read
    Record = 8, ///< only one of the two has a record of it
};
Q_DECLARE_FLAGS(CompareAspects, CompareAspect)
Q_DECLARE_OPERATORS_FOR_FLAGS(CompareAspects)

/// A flag in one environment, worked out once for painting.
struct CompareCell
{
    enum class Record : quint8 {
        NotRead, ///< nothing is known
        None,    ///< this environment has no record of the flag
        Off,
        On,
    };

    Record record = Record::NotRead;
    bool doubted = false;      ///< said to have changed, and not read since
    CompareAspects differs;    ///< from the environment shown
    bool rulesUnknown = false; ///< of this record or the one shown: they could not be compared
    bool namesRules = false;   ///< serves says how many there are
    FlagKind kind = FlagKind::Flag;
    int rules = -1;       ///< how many; -1 while they are not known
    int lossesBefore = 0; ///< how often the link had been lost when it was read
    MonotonicTime askedAt;
    QString serves; ///< what users get, else the default value; empty while neither is known. Plain text.

    bool operator==(const CompareCell &) const = default;
};

/// What a cell says of @p flag by itself, compared with nothing.
[[nodiscard]] CompareCell compareCell(const Flag &flag);
/// In what @p flag differs from @p shown; an absent one has no record.
[[nodiscard]] CompareAspects differencesOf(const Flag *shown, const Flag *flag);
/// Whether two sets of rules do the same: ids and the numbers of their priorities may differ.
[[nodiscard]] bool areAlike(const QVector<Rule> &a, const QVector<Rule> &b);

/// ON, OFF?, ACTIVE, …, — ?, DELETED, "no record": what a cell says first.
[[nodiscard]] QString compareWord(const CompareCell &cell, Knowledge knowledge);
/// "state, rules" of a record of kind @p of; empty for none.
[[nodiscard]] QString aspectWords(CompareAspects aspects, FlagKind of);
/// What stands beside the first word: "true for all · 2 rules". Plain text; empty where nothing is known.
[[nodiscard]] QString detailText(const CompareCell &cell);

} // namespace signalbox
