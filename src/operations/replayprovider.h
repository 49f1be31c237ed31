// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "operations/sessionline.h"

namespace signalbox {

/// Stands where a vendor would in a replay: says what the recording says of it, and refuses whatever would
/// need a server. Nothing leaves through it.
class ReplayProvider final : public Provider
{
public:
    explicit ReplayProvider(const SessionHeader &header);

    [[nodiscard]] const ProviderTraits &traits() const override { return m_traits; }
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override;
    void selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment) override;
    [[nodiscard]] EnvironmentId selectedEnvironment() const override { return m_connection.environment; }
    [[nodiscard]] QString environmentName(const EnvironmentId &environment) const override;
    Pending readFlags(Callback<Snapshot> done) override;
    Pending readFlag(const FlagRef &flag, Callback<Flag> done) override;
    Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) override;
    Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) override;
    [[nodiscard]] FlagChange decode(const StreamEvent &event) override;
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override;
    [[nodiscard]] QString lastExchange(const FlagRef &flag) const override;

private:
    ProviderTraits m_traits;
    ConnectionInfo m_connection;
};

} // namespace signalbox
