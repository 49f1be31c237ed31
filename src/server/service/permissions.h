// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace signalbox {

enum class Permission {
    OrganizationRead,
    MembersRead,
    RolesRead,
    ProjectsRead,
    ProjectsWrite,
    ProjectsDelete,
    EnvironmentsRead,
    EnvironmentsWrite,
    EnvironmentsDelete,
    FlagsRead,
    FlagsWrite,
    FlagsDelete,
    RulesRead,
    RulesWrite,
    RulesDelete,
    ApiKeysRead,
    ApiKeysWrite,
    ApiKeysDelete,
    AuditRead,
    ConfigsRead, ///< from here on: of FlagDash alone, see permissionsOf()
    ConfigsWrite,
    AiConfigsRead,
    AiConfigsWrite,
    Count,
};

/// flags.write and so on: the word in roles and refusals.
[[nodiscard]] QString word(Permission permission);

/// Built-in roles: owner and admin may everything here, developer works on flags, rules and keys, analyst and
/// viewer look. An unknown role may nothing.
[[nodiscard]] bool mayDo(const QString &role, Permission permission);
/// The one that may most first.
[[nodiscard]] QStringList builtInRoles();
/// In the words of Togul, which knows no configs.
[[nodiscard]] QStringList permissionsOf(const QString &role);

/// Scopes of keys that act, in the words of FlagDash; a key has one or several, with a space between.
namespace keyscope {
[[nodiscard]] QStringList all();
[[nodiscard]] QString everything();
/// Known scopes, none of them twice.
[[nodiscard]] bool isValid(const QString &scopes);
} // namespace keyscope

/// The scope a key needs for @p permission; empty where no scope gives it.
[[nodiscard]] QString scopeOf(Permission permission);
[[nodiscard]] bool scopesAllow(const QString &scopes, Permission permission);

} // namespace signalbox
