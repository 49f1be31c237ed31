// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/command.h"

#include <algorithm>

namespace signalbox {

std::optional<std::chrono::nanoseconds> CommandView::timeTo(CommandStage wantedStage) const
{
    const auto step = std::find_if(steps.cbegin(), steps.cend(),
                                   [wantedStage](const CommandStep &s) { return s.stage == wantedStage; });
    if (step == steps.cend())
        return std::nullopt;
    return step->at;
}

bool CommandView::isUnchanged() const
{
    return stage == CommandStage::Refused && !nothingSent && error && mayHaveBeenApplied(*error);
}

CommandDetail detailOf(const CommandView &view)
{
    CommandDetail detail;
    detail.id = view.id;
    detail.stage = view.stage;
    detail.wanted = view.order.wanted;
    if (view.before) {
        detail.enabledBefore = view.before->enabled;
        if (view.order.wanted.defaultValue)
            detail.valueBefore = view.before->defaultValue;
    }
    detail.rolloutBefore = view.rolloutBefore;
    detail.reason = view.order.reason;
    detail.error = view.error;
    return detail;
}

} // namespace signalbox
