// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/caller.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Outcome<void> require(const Caller &caller, Permission permission)
{
    if (mayDo(caller.role, permission))
        return {};
    return refuse(RefusalKind::Forbidden, u"missing permission "_s + word(permission));
}

} // namespace signalbox
