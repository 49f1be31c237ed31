// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashevents.h"

#include "core/limits.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

namespace {

using Kind = FlagChange::Kind;

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// "Flag_Updated" and "flag.updated" are one name; what follows the first dot keeps its underscores.
QString normalized(QString name)
{
    name = name.toLower();
    if (!name.contains(u'.')) {
        // The longer first: ai_config_updated is not the "config_updated" of "ai".
        for (const QLatin1String subject :
             {"ai_config"_L1, "ai"_L1, "flag"_L1, "config"_L1, "translation"_L1}) {
            if (name.startsWith(subject) && name.size() > subject.size() && name.at(subject.size()) == u'_') {
                name[subject.size()] = u'.';
                break;
            }
        }
    }
    return name;
}

/// What happened to a config or an AI config; the first dot parts its kind from it.
std::optional<std::pair<FlagKind, Kind>> configChange(const QString &name)
{
    const QString subject = name.section(u'.', 0, 0);
    const QString what = name.section(u'.', 1);
    const bool isConfig = subject == u"config";
    if (!isConfig && subject != u"ai_config" && subject != u"ai")
        return std::nullopt;
    const FlagKind kind = isConfig ? FlagKind::Config : FlagKind::AiConfig;
    if (what == u"created")
        return std::pair(kind, Kind::FlagCreated);
    if (what == u"deleted")
        return std::pair(kind, Kind::FlagDeleted);
    if (what == u"updated" || what == u"toggled" || what == u"value_updated")
        return std::pair(kind, Kind::FlagUpdated);
    return std::nullopt;
}

/// The first of the names that vendor and clients have for it.
QString keyIn(const QJsonObject &data, FlagKind kind)
{
    const auto names = kind == FlagKind::AiConfig ? QStringList{u"file"_s, u"file_name"_s, u"key"_s}
                                                  : QStringList{u"key"_s, u"flag_key"_s, u"config_key"_s};
    for (const QString &name : names) {
        if (const QString key = data.value(name).toString(); !key.isEmpty())
            return key;
    }
    return {};
}

std::optional<Kind> flagKind(const QString &name)
{
    if (name == u"flag.created")
        return Kind::FlagCreated;
    if (name == u"flag.deleted")
        return Kind::FlagDeleted;
    if (name == u"flag.rules_updated")
        return Kind::RuleUpdated;
    for (const QLatin1String update :
         {"flag.updated"_L1, "flag.toggled"_L1, "flag.rollout_updated"_L1, "flag.variations_updated"_L1}) {
        if (name == update)
            return Kind::FlagUpdated;
    }
    return std::nullopt;
}

bool isSignOfLife(const QString &name)
{
    constexpr std::array names{"connected"_L1, "ping"_L1, "heartbeat"_L1, "keep-alive"_L1, "keepalive"_L1};
    return std::any_of(names.begin(), names.end(), [&name](QLatin1String known) { return name == known; });
}

} // namespace

FlagChange decodeEvent(const StreamEvent &event)
{
    const QJsonObject data =
        QJsonDocument::fromJson(QByteArray::fromRawData(event.data.data(), qsizetype(event.data.size())))
            .object();
    QString name = toText(event.type);
    if (name == u"message") // no name of its own: some proxies and samples put it into the data
        name = data.value(u"type"_s).toString(data.value(u"event"_s).toString(name));
    FlagChange change;
    name = normalized(name);
    if (isSignOfLife(name)) {
        change.kind = Kind::Nothing;
        return change;
    }
    if (name == u"resync") { // signalboxd's: what was missed is not kept
        change.kind = Kind::Everything;
        return change;
    }
    const auto flag = flagKind(name);
    const auto config = configChange(name);
    if (!flag && !config) {
        change.text = name.left(limits::errorDetailLength);
        return change;
    }
    const FlagKind kind = config ? config->first : FlagKind::Flag;
    change.kind = config ? config->second : *flag;
    change.flag.key = FlagKey(keyIn(data, kind), kind);
    if (change.flag.key.isEmpty())
        change.kind = Kind::Everything;
    return change;
}

} // namespace signalbox::flagdash
