// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "operations/doctorstep.h"

#include <QObject>

#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace signalbox {

class Clock;
class NetworkProbe;

/// Whom the doctor looks at.
struct DoctorPatient
{
    QUrl url;            ///< the server's base address
    QString proxy;       ///< how it is reached, for the report; without the user
    QStringList secrets; ///< what must not appear in any text, beside what looks like one
    /// Why signing in can not be tried at all, a whole sentence; empty when it can.
    QString missingCredentials;

    struct Place
    {
        ProjectEntry project;
        EnvironmentEntry environment;
    };
    /// Which environment's flags to read; the error's detail is a whole sentence.
    std::function<Result<Place>(const QVector<ProjectEntry> &)> choose;
};

/// Walks the way to a server step by step and says where it ends, why, and what to do: name, TCP, proxy, TLS,
/// credentials, event stream, first byte, first heartbeat, snapshot, permission. Changes nothing anywhere. A
/// step whose ground is missing is skipped and says so. Main thread only.
class Doctor final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    Doctor(NetworkProbe &probe, QNetworkAccessManager &network, Provider &provider, const Clock &clock,
           DoctorPatient patient, QObject *parent = nullptr);
    ~Doctor() override;

    /// From the first step on; forgets an earlier run.
    void start();
    /// Ends the run; nothing is signalled afterwards.
    void cancel();
    /// Gives up waiting for the first byte or the heartbeat; nothing in any other step.
    void skip();

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool canSkip() const;
    [[nodiscard]] const QVector<DoctorFinding> &findings() const;
    /// Finished, and nothing failed.
    [[nodiscard]] bool isHealthy() const;
    /// The first failure, else the first warning; absent when there is none.
    [[nodiscard]] std::optional<DoctorFinding> diagnosis() const;
    /// All of it as text to hand on. Holds no secret and no account.
    [[nodiscard]] QString report() const;
    [[nodiscard]] const DoctorPatient &patient() const;

signals:
    void stepStarted(signalbox::DoctorStep step);
    /// About once a second while a step waits; @p atMost is when it gives up.
    void waiting(signalbox::DoctorStep step, std::chrono::milliseconds elapsed,
                 std::chrono::milliseconds atMost);
    void stepFinished(const signalbox::DoctorFinding &finding);
    void finished(bool healthy);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
