// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fact.h"

using namespace Qt::StringLiterals;

namespace signalbox {

bool Fact::operator==(const Fact &other) const
{
    const bool sameDetail = detail == other.detail || (detail && other.detail && *detail == *other.detail);
    return sameDetail && serial == other.serial && time == other.time && kind == other.kind
           && source == other.source && flag == other.flag && by == other.by && lag == other.lag
           && raw == other.raw;
}

bool isStreamEvent(FactKind kind)
{
    switch (kind) {
    case FactKind::FlagCreated:
    case FactKind::FlagUpdated:
    case FactKind::FlagDeleted:
    case FactKind::RuleCreated:
    case FactKind::RuleUpdated:
    case FactKind::RuleDeleted:
    case FactKind::WideChange:
    case FactKind::Unknown:
    case FactKind::Unreadable: return true;
    case FactKind::Command:
    case FactKind::ReadBack:
    case FactKind::Link:
    case FactKind::Gap:
    case FactKind::Resync:
    case FactKind::Note: return false;
    }
    return false;
}

QString word(FactKind kind)
{
    switch (kind) {
    case FactKind::FlagCreated: return u"flag.created"_s;
    case FactKind::FlagUpdated: return u"flag.updated"_s;
    case FactKind::FlagDeleted: return u"flag.deleted"_s;
    case FactKind::RuleCreated: return u"rule.created"_s;
    case FactKind::RuleUpdated: return u"rule.updated"_s;
    case FactKind::RuleDeleted: return u"rule.deleted"_s;
    case FactKind::WideChange: return u"all.changed"_s;
    case FactKind::Command: return u"command"_s;
    case FactKind::ReadBack: return u"read-back"_s;
    case FactKind::Link: return u"link"_s;
    case FactKind::Gap: return u"gap"_s;
    case FactKind::Resync: return u"resync"_s;
    case FactKind::Note: return u"note"_s;
    case FactKind::Unknown: return u"unknown"_s;
    case FactKind::Unreadable: return u"unreadable"_s;
    }
    return {};
}

QString word(FactKind kind, FlagKind of)
{
    const QString text = word(kind);
    if (of == FlagKind::Flag || !text.startsWith(u"flag."))
        return text;
    return (of == FlagKind::Config ? u"config"_s : u"ai_config"_s) + text.mid(4);
}

QString word(FactSource source)
{
    switch (source) {
    case FactSource::Stream: return u"stream"_s;
    case FactSource::Snapshot: return u"snapshot"_s;
    case FactSource::ReadBack: return u"read-back"_s;
    case FactSource::Command: return u"command"_s;
    case FactSource::Link: return u"link"_s;
    case FactSource::Person: return u"person"_s;
    }
    return {};
}

QString word(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Draft: return u"draft"_s;
    case CommandStage::Sent: return u"sent"_s;
    case CommandStage::Accepted: return u"accepted"_s;
    case CommandStage::Seen: return u"seen"_s;
    case CommandStage::Confirmed: return u"confirmed"_s;
    case CommandStage::Refused: return u"refused"_s;
    case CommandStage::Unknown: return u"unknown"_s;
    case CommandStage::Disagrees: return u"disagrees"_s;
    case CommandStage::Overtaken: return u"overtaken"_s;
    case CommandStage::Unseen: return u"unseen"_s;
    case CommandStage::Cancelled: return u"cancelled"_s;
    }
    return {};
}

QString word(GapReason reason)
{
    switch (reason) {
    case GapReason::StreamLost: return u"stream-lost"_s;
    case GapReason::Sleep: return u"sleep"_s;
    case GapReason::ClockJump: return u"clock-jump"_s;
    case GapReason::NetworkChange: return u"network-change"_s;
    case GapReason::Paused: return u"paused"_s;
    case GapReason::Polling: return u"polling"_s;
    }
    return {};
}

bool isSettled(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Unknown: return false;
    case CommandStage::Confirmed:
    case CommandStage::Refused:
    case CommandStage::Disagrees:
    case CommandStage::Overtaken:
    case CommandStage::Unseen:
    case CommandStage::Cancelled: return true;
    }
    return true;
}

} // namespace signalbox
