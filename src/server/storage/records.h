// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"
#include "core/time.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

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
    QString entityType; ///< flag, rule, environment, project, api_key
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
    QString type; ///< flag.created ... rule.deleted
    QString flagKey;
    WallTime createdAt;
    QString aspect =
        {}; ///< which part of a flag or its rules, for dialects that tell them apart; may be empty
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
} // namespace changeaspect

} // namespace signalbox
