// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace signalbox {

enum class Permission {
    OrganizationRead,
    MembersRead,
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
    Count,
};

/// flags.write and so on: the word in roles and refusals.
[[nodiscard]] QString word(Permission permission);

/// Built-in roles: owner and admin may everything here, developer works on flags, rules and keys, analyst and
/// viewer look. An unknown role may nothing.
[[nodiscard]] bool mayDo(const QString &role, Permission permission);
[[nodiscard]] QStringList permissionsOf(const QString &role);

} // namespace signalbox
