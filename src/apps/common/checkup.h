// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/connector.h"
#include "operations/doctor.h"
#include "protocol/networkprobe.h"

namespace signalbox {

/// A doctor for a connection that is not open, with what it stands on. Main thread only.
class Checkup final
{
public:
    /// References must outlive this. @p options name what to read; where they leave it open, the first that
    /// there is. @p credentials may be an error: the doctor then says so at that step.
    Checkup(NetworkAccess &network, const Clock &clock, const ConnectionOptions &options,
            const Result<Credentials> &credentials);

    [[nodiscard]] Doctor &doctor() { return m_doctor; }

private:
    SocketProbe m_probe;
    std::unique_ptr<Provider> m_provider;
    Doctor m_doctor;
};

/// What a report may say about how a connection reaches its server.
[[nodiscard]] DoctorPatient doctorPatient(const QUrl &url, const NetworkAccess &network);

} // namespace signalbox
