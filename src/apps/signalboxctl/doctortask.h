// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/checkup.h"
#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"

#include <memory>

namespace signalbox {

/// `doctor`: looks at the way to a server step by step, one line for each as it ends.
class DoctorTask final : public Task
{
    Q_OBJECT

public:
    DoctorTask(const DoctorOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);
    ~DoctorTask() override;

    void start() override;

private:
    void show(const DoctorFinding &finding);
    void wait(DoctorStep step, std::chrono::milliseconds atMost);

    DoctorOptions m_options;
    Surroundings m_surroundings;
    std::unique_ptr<Checkup> m_checkup;
    std::optional<DoctorStep> m_waitingFor; ///< was said
};

} // namespace signalbox
