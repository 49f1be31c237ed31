// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/activity.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "providers/togul/togulevents.h"
#include "session/session.h"

#include <QNetworkAccessManager>

namespace signalbox::bench {

/// Togul's decoder on the stream of a StreamSource; what is read comes from memory, at once.
class StreamProvider final : public Provider
{
public:
    explicit StreamProvider(quint16 port);

    [[nodiscard]] const ProviderTraits &traits() const override { return m_traits; }
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override;
    void selectEnvironment(const ProjectEntry &, const EnvironmentId &) override {}
    [[nodiscard]] EnvironmentId selectedEnvironment() const override;
    [[nodiscard]] QString environmentName(const EnvironmentId &environment) const override;
    Pending readFlags(Callback<Snapshot> done) override;
    Pending readFlag(const FlagRef &flag, Callback<Flag> done) override;
    Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) override;
    Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) override;
    [[nodiscard]] FlagChange decode(const StreamEvent &event) override { return m_decoder.decode(event); }
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override;
    [[nodiscard]] QString lastExchange(const FlagRef &) const override { return {}; }

private:
    ProviderTraits m_traits;
    QUrl m_url;
    togul::EventDecoder m_decoder;
};

/// Session, store, log and activity, joined up as the program does it.
class BenchConsole final
{
public:
    BenchConsole(quint16 port, int logRows);

    SystemClock clock;
    StreamProvider provider;
    QNetworkAccessManager network;
    FactSerials serials;
    Session session;
    FlagStore flags;
    EventLog log;
    Activity activity;
};

/// Memory of this process that is its own, in bytes: now, and the most since the mark was set.
[[nodiscard]] double residentBytes();
[[nodiscard]] double peakResidentBytes();
void resetPeak();

/// Seconds that `curl -sN` needs to write the stream into a pipe that is read and thrown away.
[[nodiscard]] double secondsOfCurl(quint16 port);

} // namespace signalbox::bench
