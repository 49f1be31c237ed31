// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/commandtext.h"

#include "core/shelltext.h"
#include "operations/configvalue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// As signalboxctl takes it; empty for what it does not take.
QString scalarJson(const FlagValue &value)
{
    QJsonValue json;
    if (const bool *yes = std::get_if<bool>(&value))
        json = *yes;
    else if (const double *number = std::get_if<double>(&value))
        json = *number;
    else if (const QString *text = std::get_if<QString>(&value))
        json = *text;
    else
        return {};
    const QByteArray list = QJsonDocument(QJsonArray{json}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

/// A config's value as its type wants it on a command line.
QString configText(const CommandView &command)
{
    const auto &before = command.before;
    const QString type = before && before->config ? before->config->type : QString();
    return editableText(*command.order.wanted.defaultValue, command.order.flag.kind(), type);
}

} // namespace

QString controlLine(const CommandView &command, const ConnectionInfo &connection, const QString &provider)
{
    const FlagPatch &wanted = command.order.wanted;
    const QString flag = command.order.flag.text();
    const QString project =
        connection.projectName.isEmpty() ? connection.project.text() : connection.projectName;
    const QString environment =
        connection.environmentKey.isEmpty() ? connection.environmentName : connection.environmentKey.text();
    const FlagKind kind = command.order.flag.kind();
    const bool alone = !wanted.enabled && !wanted.defaultValue;
    if (wanted.rollout.has_value() != alone)
        return {};
    const bool isFlag = kind == FlagKind::Flag;
    const QString fallback = !wanted.defaultValue ? QString()
                             : isFlag             ? scalarJson(*wanted.defaultValue)
                                                  : configText(command);
    // An empty text is a value of a config; what begins with @ or is - would name a file.
    const bool isValue = isFlag ? !fallback.isEmpty() : !fallback.startsWith(u'@') && fallback != u"-";
    if (wanted.defaultValue && (!isValue || !fitsShell(fallback)))
        return {};
    for (const QString &argument : {flag, project, environment, command.order.reason}) {
        if (!fitsShell(argument))
            return {};
    }
    QStringList change{shellQuoted(flag)};
    if (wanted.enabled)
        change << (*wanted.enabled ? u"on"_s : u"off"_s);
    QStringList words{u"SIGNALBOX_TOKEN=\"$SIGNALBOX_TOKEN\""_s, u"signalboxctl"_s, u"set"_s};
    const bool looksLikeOption = flag.startsWith(u'-');
    if (!looksLikeOption)
        words << change;
    words << u"--provider"_s << shellQuoted(provider.toLower()) << u"--url"_s
          << shellQuoted(connection.url.toString(QUrl::FullyEncoded));
    if (wanted.rollout)
        words << u"--rollout"_s << QString::number(*wanted.rollout);
    if (!isFlag)
        words << u"--"_s + word(kind);
    if (wanted.defaultValue)
        words << (isFlag ? u"--default"_s : u"--value"_s) << shellQuoted(fallback);
    if (!project.isEmpty())
        words << u"--project"_s << shellQuoted(project);
    words << u"--environment"_s << shellQuoted(environment) << u"--reason"_s
          << shellQuoted(command.order.reason);
    if (connection.environmentClass == EnvironmentClass::Production)
        words << u"--confirm"_s << shellQuoted(environment);
    if (looksLikeOption)
        words << u"--"_s << change;
    return words.join(u' ');
}

std::optional<QString> undoTimeLeft(const CommandView &command, WallTime now)
{
    const auto confirmed =
        std::find_if(command.steps.cbegin(), command.steps.cend(),
                     [](const CommandStep &step) { return step.stage == CommandStage::Confirmed; });
    if (confirmed == command.steps.cend())
        return std::nullopt;
    const auto within = CommandTimings().undoWithin;
    const auto left = std::clamp(within - (now - confirmed->time), std::chrono::milliseconds(0), within);
    if (left.count() == 0)
        return std::nullopt;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

} // namespace signalbox
