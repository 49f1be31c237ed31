// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <functional>
#include <memory>

namespace signalbox {

class CompareModel;
class Feed;

/// Who made @p flag what a reading found, as far as @p last tells, the last order for it: the person who gave
/// it; somebody else; or nobody that is known, where the server answered as ordered and reports again what
/// was there before.
[[nodiscard]] ChangeOrigin originOf(const Flag &flag, const CommandDetail &last);

/// The same, for who knows the last orders.
using OriginOf = std::function<ChangeOrigin(const Flag &)>;

/// The store hears from now on what the feed reports, until one of the two is gone. @p originOf is asked for
/// each reading of a single flag. Main thread.
void followFlags(FlagStore &flags, const Feed &feed, OriginOf originOf);
/// As above, with the same origin for all.
void followFlags(FlagStore &flags, const Feed &feed, ChangeOrigin origin);

/// The environments of the feed's project, one beside the other: a model that goes on hearing what the feed
/// reports of them. @p flags follows the same feed; both must outlive the model.
[[nodiscard]] std::unique_ptr<CompareModel> compareEnvironments(FlagStore &flags, const Feed &feed,
                                                                const QString &shownName);

} // namespace signalbox
