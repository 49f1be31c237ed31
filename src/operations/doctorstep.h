// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <array>
#include <chrono>

namespace signalbox {

/// What the doctor looks at, in this order.
enum class DoctorStep {
    Name,        ///< of the server, or of the proxy in front of it
    Tcp,         ///< to the same
    Proxy,       ///< the way through it
    Tls,         ///< peer, authority, validity
    Credentials, ///< sign-in or token, and what they see
    ContentType, ///< of the event stream
    FirstByte,
    Heartbeat,
    Snapshot,   ///< all flags of one environment
    Permission, ///< to change flags, without changing one
};

inline constexpr std::array doctorSteps{
    DoctorStep::Name,        DoctorStep::Tcp,         DoctorStep::Proxy,     DoctorStep::Tls,
    DoctorStep::Credentials, DoctorStep::ContentType, DoctorStep::FirstByte, DoctorStep::Heartbeat,
    DoctorStep::Snapshot,    DoctorStep::Permission};

enum class DoctorVerdict { Ok, Warning, Failed, Skipped };

/// How one step went. Texts are whole sentences, plain and free of secrets.
struct DoctorFinding
{
    DoctorStep step = DoctorStep::Name;
    DoctorVerdict verdict = DoctorVerdict::Ok;
    std::chrono::milliseconds took{0};
    QString detail;
    QString next; ///< what to do about it; empty when all is well

    bool operator==(const DoctorFinding &) const = default;
};

/// name, tcp, proxy, tls, credentials, content-type, first-byte, heartbeat, snapshot, permission
[[nodiscard]] QString word(DoctorStep step);
/// ok, warning, failed, skipped
[[nodiscard]] QString word(DoctorVerdict verdict);
/// For people: "Name", "Connection", ...
[[nodiscard]] QString title(DoctorStep step);
/// ✔ ! ✖ –
[[nodiscard]] QString mark(DoctorVerdict verdict);

} // namespace signalbox

Q_DECLARE_METATYPE(signalbox::DoctorFinding)
