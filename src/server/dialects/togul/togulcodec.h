// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"
#include "server/refusal.h"
#include "server/service/accountservice.h"
#include "server/service/evaluation.h"
#include "server/storage/records.h"
#include "server/stream/streamwords.h"

#include <QJsonObject>

/// Togul's JSON shapes, as the vendor documents them.
namespace signalbox::toguldialect {

[[nodiscard]] QJsonObject toJson(const Profile &profile);
[[nodiscard]] QJsonObject toJson(const SignIn &signIn);
[[nodiscard]] QJsonObject toJson(const OrganizationRecord &organization);
[[nodiscard]] QJsonObject toJson(const AccountRepository::Member &member);
[[nodiscard]] QJsonObject roleJson(const QString &role);
[[nodiscard]] QJsonObject toJson(const ProjectRecord &project);
[[nodiscard]] QJsonObject toJson(const EnvironmentRecord &environment);
[[nodiscard]] QJsonObject toJson(const FlagRecord &flag);
[[nodiscard]] QJsonObject toJson(const RuleRecord &rule);
[[nodiscard]] QJsonObject toJson(const ApiKeyRecord &key);
[[nodiscard]] QJsonObject toJson(const AuditRecord &audit);
[[nodiscard]] QJsonObject evaluationJson(const FlagRecord &flag, const Evaluation &evaluation);

template <typename Record>
[[nodiscard]] QJsonArray toJsonArray(const QVector<Record> &records)
{
    QJsonArray array;
    for (const Record &record : records)
        array.append(toJson(record));
    return array;
}

[[nodiscard]] HttpAnswer answer(const QJsonObject &object, int status = 200);
/// code, message, details; the status follows the kind.
[[nodiscard]] HttpAnswer answer(const Refusal &refusal);

/// Its stream: bare data lines without an event name, as the vendor's clients look for them, and before each
/// the id that a client which comes back names. The resync names no flag: those clients forget all values
/// then.
[[nodiscard]] StreamWords streamWords();

} // namespace signalbox::toguldialect
