// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/factjson.h"

#include "model/facttext.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void addDetail(QJsonObject &object, const FactDetail &detail)
{
    if (const auto *change = std::get_if<ChangeDetail>(&detail)) {
        if (change->enabledNow)
            object.insert(u"enabled"_s, *change->enabledNow);
    } else if (const auto *command = std::get_if<CommandDetail>(&detail)) {
        object.insert(u"command"_s, command->id.text());
        object.insert(u"stage"_s, word(command->stage));
        if (command->wanted.enabled)
            object.insert(u"wanted"_s, *command->wanted.enabled);
        if (command->wanted.rollout)
            object.insert(u"wantedRollout"_s, *command->wanted.rollout);
        if (!command->reason.isEmpty())
            object.insert(u"reason"_s, command->reason);
    } else if (const auto *link = std::get_if<LinkDetail>(&detail)) {
        object.insert(u"state"_s, word(link->state));
    } else if (const auto *gap = std::get_if<GapDetail>(&detail)) {
        object.insert(u"from"_s, toDateTime(gap->from).toString(Qt::ISODateWithMs));
        object.insert(u"until"_s, toDateTime(gap->until).toString(Qt::ISODateWithMs));
        object.insert(u"differing"_s, gap->differing);
        object.insert(u"reason"_s, word(gap->reason));
    } else if (const auto *clock = std::get_if<ClockDetail>(&detail)) {
        object.insert(u"clockSetByMs"_s, qint64(clock->by.count()));
    } else if (const auto *resync = std::get_if<ResyncDetail>(&detail)) {
        if (resync->difference.after)
            object.insert(u"enabled"_s, resync->difference.after->enabled);
    } else if (const auto *text = std::get_if<TextDetail>(&detail)) {
        object.insert(u"text"_s, text->text);
    }
}

} // namespace

QString factEnvironment(const Fact &fact, const QString &shown)
{
    const auto *change = fact.detail ? std::get_if<ChangeDetail>(fact.detail.get()) : nullptr;
    return change && !change->elsewhere.isEmpty() ? change->elsewhere : shown;
}

QString factJsonLine(const Fact &fact, const QString &environment, bool withRaw)
{
    QJsonObject object;
    object.insert(u"time"_s, toDateTime(fact.time).toString(Qt::ISODateWithMs));
    object.insert(u"kind"_s, word(fact.kind, fact.flag.kind()));
    object.insert(u"source"_s, word(fact.source));
    object.insert(u"environment"_s, factEnvironment(fact, environment));
    object.insert(u"what"_s, factText(fact));
    if (!fact.flag.isEmpty())
        object.insert(u"flag"_s, fact.flag.text());
    if (fact.flag.kind() != FlagKind::Flag)
        object.insert(u"record"_s, word(fact.flag.kind()));
    if (!fact.by.isEmpty())
        object.insert(u"by"_s, fact.by);
    if (fact.lag)
        object.insert(u"lagMs"_s, qint64(fact.lag->count()));
    if (fact.detail)
        addDetail(object, *fact.detail);
    if (withRaw && !fact.raw.isEmpty())
        object.insert(u"raw"_s, QString::fromUtf8(fact.raw));
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace signalbox
