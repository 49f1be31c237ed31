// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"
#include "core/time.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

/// What the tables hold, as values. Times are UTC with milliseconds; ids are uuids as text.
namespace signalbox {

struct UserRecord
{
    QString id;
    QString name;
    QString email;
    QString passwordHash; ///< crypto_pwhash_str; empty for who cannot sign in
    QString platformRole; ///< admin or read_only
    std::optional<WallTime> emailVerifiedAt;
    WallTime createdAt;
    WallTime updatedAt;
};

struct OrganizationRecord
{
    QString id;
    QString slug;
    QString name;
    WallTime createdAt;
    WallTime updatedAt;
};

struct MemberRecord
{
    QString id;
    QString organizationId;
    QString userId;
    QString role; ///< owner, admin, developer, analyst, viewer
    WallTime createdAt;
    WallTime updatedAt;
};

/// One sign-in. Its refresh token is replaced with each use.
struct SessionRecord
{
    QString id;
    QString userId;
    QString organizationId;
    QByteArray refreshHash;
    WallTime expiresAt;
    WallTime createdAt;
    std::optional<WallTime> revokedAt;
};

struct ProjectRecord
{
    QString id;
    QString organizationId;
    QString slug;
    QString name;
    std::optional<QString> description;
    WallTime createdAt;
    WallTime updatedAt;
};

struct EnvironmentRecord
{
    QString id;
    QString projectId;
    QString key;
    QString name;
    std::optional<QString> description;
    WallTime createdAt;
    WallTime updatedAt;
};

/// One of the values between which a flag's rollout divides its users.
struct VariationRecord
{
    QString id;
    QString key;
    QString name;
    FlagValue value;
    int weight = 0; ///< percent; those of one flag are 100 together

    bool operator==(const VariationRecord &) const = default;
};

struct FlagRecord
{
    QString id;
    QString environmentId;
    QString key;
    QString name;
    std::optional<QString> description;
    bool enabled = true;
    FlagValue defaultValue = false;
    QString salt;
    WallTime createdAt;
    WallTime updatedAt;
    QString type = {}; ///< boolean, string, number or json; empty: whatever the default is
    QStringList tags = {};
    bool archived = false; ///< put aside by people; changes nothing that users get
    QVector<VariationRecord> variations = {};
};

struct RuleRecord
{
    QString id;
    QString flagId;
    int priority = 0;
    QString type; ///< boolean, attribute, percentage
    std::optional<QString> attribute;
    std::optional<QString> comparison;  ///< eq, neq, in, not_in, contains, starts_with, ends_with
    std::optional<QString> operandJson; ///< JSON text: a scalar, or an array for in and not_in
    std::optional<int> percentage;
    QString bucketBy;
    FlagValue value = true;
    bool active = true;
    WallTime createdAt;
    WallTime updatedAt;
};

struct FlagWithRules
{
    FlagRecord flag;
    QVector<RuleRecord> rules; ///< in the order they run
};

/// A change of one flag that is planned for later.
struct ScheduleRecord
{
    QString id;
    QString flagId;
    QString action; ///< enable or disable
    WallTime scheduledAt;
    QString status; ///< pending, executed or cancelled
    std::optional<WallTime> executedAt;
    QString actorId; ///< who planned it
    bool actorIsKey = false;
    WallTime createdAt;
};

/// A value of a project that programs read: not about users, but it may differ by environment.
struct ConfigRecord
{
    QString id;
    QString projectId;
    QString key;
    QString name;
    std::optional<QString> description;
    QString type; ///< json, string, number or boolean
    FlagValue defaultValue;
    QStringList tags;
    bool archived = false; ///< put aside by people; changes nothing that programs get
    WallTime createdAt;
    WallTime updatedAt; ///< also of a value
};

/// What a config is in one environment.
struct ConfigValueRecord
{
    QString id;
    QString configId;
    QString environmentId;
    std::optional<FlagValue> value; ///< absent: the config's default
};

/// A file that an AI assistant reads.
struct AiConfigRecord
{
    QString id;
    QString environmentId;
    QString fileName;
    QString fileType; ///< agent, skill or rule
    QString content;
    bool active = true;                   ///< programs that ask for values do not get the others
    std::optional<QString> metadata = {}; ///< a JSON object
    std::optional<QString> folder = {};
    WallTime createdAt;
    WallTime updatedAt;
};

struct ApiKeyRecord
{
    QString id;
    QString projectId;
    QString environmentId;
    QString name;
    QString scope;  ///< server, sdk, stream, or those of keyscope
    QString prefix; ///< first characters of the secret, for people and for looking it up
    QByteArray secretHash;
    std::optional<WallTime> lastUsedAt;
    std::optional<QString> lastUsedAddress;
    std::optional<WallTime> expiresAt;
    std::optional<WallTime> revokedAt;
    WallTime createdAt;
    WallTime updatedAt;
};

/// What lets a program act as a person.
struct AccessTokenRecord
{
    QString id;
    QString userId;
    QString organizationId;
    QString name;
    QString prefix; ///< first characters of the secret, for people and for looking it up
    QByteArray secretHash;
    std::optional<WallTime> lastUsedAt;
    std::optional<WallTime> expiresAt;
    std::optional<WallTime> revokedAt;
    WallTime createdAt;
};

struct AuditRecord
{
    QString id;
    QString organizationId;
    QString actorType;
    std::optional<QString> actorId;
    QString action;     ///< create, update, delete, rotate
    QString entityType; ///< flag, rule, schedule, config, ai_config, environment, project, api_key
    QString entityId;
    std::optional<QString> projectId;
    std::optional<QString> environmentId;
    std::optional<QString> beforeJson;
    std::optional<QString> afterJson;
    std::optional<QString> requestId;
    std::optional<QString> address;
    WallTime createdAt;
};

/// A change as the streams tell it. Written in the transaction of the change itself.
struct OutboxRecord
{
    qint64 version = 0; ///< grows by each change, never reused
    QString organizationId;
    QString environmentId;
    QString type;    ///< flag.created ... rule.deleted, config.created ... ai_config.deleted
    QString flagKey; ///< or the config's key, or the file's name
    WallTime createdAt;
    QString aspect =
        {}; ///< which part of a flag or its rules, or a file's type, for dialects that tell; may be empty
};

/// Words of OutboxRecord::aspect.
namespace changeaspect {
[[nodiscard]] inline QString toggled()
{
    return QStringLiteral("toggled");
}
[[nodiscard]] inline QString rollout()
{
    return QStringLiteral("rollout");
}
[[nodiscard]] inline QString variations()
{
    return QStringLiteral("variations");
}
} // namespace changeaspect

} // namespace signalbox
