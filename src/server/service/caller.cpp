// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/caller.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Caller actingKey(const KeyCaller &key, const Origin &origin)
{
    return Caller{key.keyId,
                  key.organizationId,
                  key.scope,
                  key.keyId,
                  key.expiresAt.value_or(WallTime::max()),
                  origin,
                  true,
                  key.projectId,
                  key.environmentId};
}

Outcome<void> require(const Caller &caller, Permission permission)
{
    if (caller.isKey) {
        if (scopesAllow(caller.role, permission))
            return {};
        const QString scope = scopeOf(permission);
        return refuse(RefusalKind::Forbidden,
                      scope.isEmpty() ? u"an API key does not reach this"_s : u"requires "_s + scope);
    }
    if (mayDo(caller.role, permission))
        return {};
    return refuse(RefusalKind::Forbidden, u"missing permission "_s + word(permission));
}

Outcome<void> requireProject(const Caller &caller, const QString &projectId)
{
    if (caller.projectId.isEmpty() || caller.projectId == projectId)
        return {};
    return refuse(RefusalKind::Forbidden, u"this API key belongs to another project"_s);
}

} // namespace signalbox
