// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/faultclient.h"
#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"

#include <optional>

namespace signalbox {

/// `faults`: looks at the faults of a practice server or changes them, and shows what it does from then on.
class FaultsTask final : public Task
{
    Q_OBJECT

public:
    FaultsTask(const FaultsOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);
    void start() override;

private:
    void set(const QByteArray &json);
    void add(const FaultState &now);
    void show(const Result<FaultState> &state);
    void fail(const QString &text, ExitCode code);
    void fail(const Error &error);

    FaultsOptions m_options;
    Surroundings m_surroundings;
    std::optional<FaultClient> m_client;
    Pending m_pending;
};

} // namespace signalbox
