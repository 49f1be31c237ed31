// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/logentry.h"

#include "server/storage/dbjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

tl::unexpected<Error> unreadable(const QString &detail)
{
    return tl::unexpected(Error{ErrorKind::BadAnswer, detail, {}, {}});
}

Result<LoggedStatement> statementFrom(const QJsonObject &object)
{
    LoggedStatement statement{object[u"sql"_s].toString(), {}};
    if (!isReplicable(statement.sql))
        return unreadable(u"a statement that no server of this kind makes"_s);
    if (!object[u"values"_s].isArray())
        return unreadable(u"a statement without values"_s);
    const QJsonArray values = object[u"values"_s].toArray();
    for (const QJsonValue &json : values) {
        const auto value = dbValueFromJson(json);
        if (!value)
            return unreadable(u"a value of an unknown kind"_s);
        statement.values.append(*value);
    }
    return statement;
}

} // namespace

const QStringList &replicatedTables()
{
    static const QStringList tables = {
        u"secrets"_s,     u"users"_s,         u"organizations"_s, u"members"_s,  u"sessions"_s,
        u"projects"_s,    u"environments"_s,  u"flags"_s,         u"rules"_s,    u"schedules"_s,
        u"configs"_s,     u"config_values"_s, u"ai_configs"_s,    u"api_keys"_s, u"access_tokens"_s,
        u"outbox_head"_s, u"outbox"_s};
    return tables;
}

bool isReplicable(const QString &sql)
{
    static const QRegularExpression form(u"\\A(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)(?:\\z|[ (])"_s);
    const auto match = form.match(sql);
    return match.hasMatch() && replicatedTables().contains(match.captured(1)) && !sql.contains(u';');
}

QByteArray entryText(const LogEntry &entry)
{
    if (!entry.endedCredential.isEmpty())
        return QJsonDocument(QJsonObject{{u"ended"_s, entry.endedCredential}}).toJson(QJsonDocument::Compact);
    QJsonArray statements;
    for (const LoggedStatement &statement : entry.statements) {
        QJsonArray values;
        for (const QVariant &value : statement.values)
            values.append(dbJson(value));
        statements.append(QJsonObject{{u"sql"_s, statement.sql}, {u"values"_s, values}});
    }
    return QJsonDocument(QJsonObject{{u"statements"_s, statements}}).toJson(QJsonDocument::Compact);
}

Result<LogEntry> entryFromJson(const QJsonObject &object)
{
    LogEntry entry;
    entry.endedCredential = object[u"ended"_s].toString();
    if (!entry.endedCredential.isEmpty())
        return entry;
    if (!object[u"statements"_s].isArray())
        return unreadable(u"an entry that is none"_s);
    const QJsonArray statements = object[u"statements"_s].toArray();
    for (const QJsonValue &json : statements) {
        auto statement = statementFrom(json.toObject());
        if (!statement)
            return tl::unexpected(statement.error());
        entry.statements.append(std::move(*statement));
    }
    return entry;
}

} // namespace signalbox
