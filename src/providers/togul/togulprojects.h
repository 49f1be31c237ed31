// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "providers/togul/togulrequests.h"

namespace signalbox::togul {

/// Reads the projects and, four at a time, the environments of each. A project whose environments this
/// credential may not see stays in the list without any. @p requests must outlive the Pending.
Pending readProjectTree(Requests &requests, Callback<QVector<ProjectEntry>> done);

} // namespace signalbox::togul
