// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the flag table's cells.
#include "core/effect.h"
#include "core/limits.h"
#include "core/plaintext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FlagText", text);
}

/// A value on one line: of a text with lines what they say, one after the other. What an AI config holds is
/// never anything but text, so no quotes tell it from a number.
QString lineOf(const FlagValue &value, FlagKind kind)
{
    const auto *text = std::get_if<QString>(&value);
    if (!text || (kind != FlagKind::AiConfig && !text->contains(u'\n')))
        return plainLine(displayText(value, limits::displayedNameLength));
    return plainLine(text->left(2 * limits::displayedNameLength).simplified());
}

} // namespace

QString stateWord(const FlagRow &row)
{
    const QString said = switchWord(row.flag.enabled, row.flag.kind());
    const bool disagrees = row.lamp && row.lamp->stage == CommandStage::Disagrees;
    switch (row.knowledge) {
    case Knowledge::Fresh:
        if (disagrees)
            return tr("≠ %1").arg(said);
        return said;
    case Knowledge::Aged:
        if (disagrees)
            return tr("≠ %1?").arg(said);
        return tr("%1?").arg(said);
    case Knowledge::Unverified: return u"…"_s;
    case Knowledge::Unknown: return u"— ?"_s;
    case Knowledge::Gone: return tr("DELETED");
    }
    return {};
}

QString usersGetText(const Flag &flag, bool enabled)
{
    const Effect effect = effectOf(flag, enabled);
    if (flag.kind() != FlagKind::Flag && effect.kind == Effect::Kind::Everyone)
        return lineOf(effect.value, flag.kind()); // nothing to divide users by
    switch (effect.kind) {
    case Effect::Kind::Everyone: return tr("%1 for all").arg(plainLine(displayText(effect.value)));
    case Effect::Kind::Share:
        if (effect.rulePosition == 0) {
            return tr("%1 for %2 %")
                .arg(plainLine(displayText(effect.value)), QString::number(effect.percentage));
        }
        return tr("%1 for %2 % (rule %3)")
            .arg(plainLine(displayText(effect.value)), QString::number(effect.percentage),
                 QString::number(effect.rulePosition));
    case Effect::Kind::Depends:
        return effect.ruleCount == 1 ? tr("depends on 1 rule")
                                     : tr("depends on %1 rules").arg(effect.ruleCount);
    case Effect::Kind::Unknown: return u"—"_s;
    }
    return {};
}

std::optional<std::chrono::milliseconds> changeAge(const FlagRow &row, const Clock &clock)
{
    using std::chrono::milliseconds;
    if (row.markedAt)
        return std::chrono::duration_cast<milliseconds>(clock.now() - *row.markedAt);
    if (row.changedAt)
        return std::max(clock.wallTime() - *row.changedAt, milliseconds(0));
    return std::nullopt;
}

QString ageText(std::chrono::milliseconds age)
{
    using namespace std::chrono;
    if (age < 1s)
        return tr("now");
    if (age < 1min)
        return tr("%1 s").arg(duration_cast<seconds>(age).count());
    if (age < 1h)
        return tr("%1 m").arg(duration_cast<minutes>(age).count());
    if (age < days(1))
        return tr("%1 h").arg(duration_cast<hours>(age).count());
    return tr("%1 d").arg(duration_cast<days>(age).count());
}

QString momentText(WallTime moment, WallTime now)
{
    const QDateTime then = toDateTime(moment);
    const QDate today = toDateTime(now).date();
    if (then.date() == today)
        return then.time().toString(u"HH:mm:ss"_s);
    if (then.date().year() == today.year())
        return QLocale::c().toString(then.date(), u"MMM d"_s);
    return QLocale::c().toString(then.date(), u"MMM d yyyy"_s);
}

} // namespace signalbox
