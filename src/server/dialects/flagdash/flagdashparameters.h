// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/flagdash/flagdashrouter.h"
#include "server/dialects/jsonbody.h"
#include "server/service/projectflagservice.h"
#include "server/service/wholeedit.h"

/// What FlagDash's requests say besides their subject: project, environment, and what is known of the user.
namespace signalbox::flagdashdialect {

/// Official clients put project and environment into the query, or into the body of what has one. The query
/// counts where both say something. A key that says nothing means its own.
[[nodiscard]] Outcome<QString> projectOf(const FlagDashCall &call, const FlagDashCaller &caller,
                                         JsonBody &body);
[[nodiscard]] Outcome<QString> projectOf(const FlagDashCall &call, const FlagDashCaller &caller);

struct ProjectPlace
{
    QString projectId;
    QString environmentId;
};
[[nodiscard]] Outcome<ProjectPlace> environmentOf(const FlagDashCall &call, const FlagDashCaller &caller,
                                                  JsonBody &body);

/// And the key, which is the path's first place.
[[nodiscard]] Outcome<FlagPlace> placeOf(const FlagDashCall &call, const FlagDashCaller &caller,
                                         JsonBody &body);
[[nodiscard]] Outcome<FlagPlace> placeOf(const FlagDashCall &call, const FlagDashCaller &caller);

/// What @p body changes of a flag or a config as a whole; refused where that is nothing. The default value is
/// read by the kind of thing it is.
[[nodiscard]] Outcome<WholeEdit> wholeEditFrom(JsonBody &body, const std::optional<FlagValue> &defaultValue);

/// The read tiers know their environment from the key alone.
[[nodiscard]] Outcome<Caller> keyOf(const FlagDashCaller &caller);
/// Where a credential may stand in the query.
[[nodiscard]] const QString &keyArgument();
/// Every query argument but the credential says something about the user.
[[nodiscard]] Outcome<EvaluationContext> contextOf(const FlagDashCall &call);

} // namespace signalbox::flagdashdialect
