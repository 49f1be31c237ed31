// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "faults/faultplan.h"
#include "server/http/httplimits.h"
#include "server/security/passwords.h"
#include "server/security/ratelimiter.h"
#include "server/seed/seeder.h"
#include "server/status/serverstatus.h"

#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace signalbox {

class ServerGraph;

struct ServerOptions
{
    QHostAddress address{QHostAddress::LocalHost};
    quint16 port = 0;                              ///< 0 takes a free one
    QString database = QStringLiteral(":memory:"); ///< or a file
    Seed seed = Seed::None;
    QString demoPassword; ///< of seeded sign-ins; random when empty
    std::chrono::milliseconds heartbeat{30'000};
    std::optional<double> lifeChangesPerSecond; ///< simulated colleagues; needs Seed::Demo
    QString region;                             ///< this server's name among its kind
    QUrl primary;              ///< follow this server, as a region; invalid: this server is a primary
    QString primaryCaFile;     ///< certificates to trust besides the system's
    QByteArray replicationKey; ///< of a primary: lets regions follow it; of a region: the primary's
    PasswordCost passwordCost = PasswordCost::Interactive;
    quint64 streamLagBytes = 1 << 20;
    RateLimit flagDashRate; ///< per credential
    HttpLimits limits;
    QString tlsCertificateFile; ///< with the key: everything is encrypted; empty: in the clear
    QString tlsKeyFile;
    std::optional<FaultPlan> faults; ///< from the start; the control is offered as well
    QByteArray monitorToken;         ///< for /metrics and the status; empty: this machine may ask without
};

/// The whole flag server on the caller's event loop: signalboxd is this and a command line, tests run it in
/// their own process. One start() per object.
class Server final : public QObject
{
    Q_OBJECT

public:
    /// @p clock must outlive this.
    Server(const Clock &clock, ServerOptions options, QObject *parent = nullptr);
    ~Server() override;

    /// Opens the database, seeds it where asked, listens. Returns the port. Errors: Storage and Network, each
    /// with a sentence and a next step as detail.
    [[nodiscard]] Result<quint16> start();
    /// Ends streams properly and stops listening. The destructor does it as well.
    void stop();

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] QString region() const;
    /// Absent for a database that was not seeded.
    [[nodiscard]] std::optional<SeededLogin> login() const;
    [[nodiscard]] QVector<SeededKey> keys() const;
    /// Empty when there is none.
    [[nodiscard]] QString key(const QString &environment, const QString &scope) const;
    /// Of both dialects.
    [[nodiscard]] int streamCount() const;
    /// After start().
    [[nodiscard]] ServerStatus status() const;
    /// Opens /signalbox/faults: for a practice shop and where faults were asked for, on a loopback address.
    /// Empty: there is no such control.
    [[nodiscard]] QByteArray controlToken() const;
    /// Absent without faults at the start.
    [[nodiscard]] std::optional<quint32> faultSeed() const;

private:
    std::unique_ptr<ServerGraph> d;
};

} // namespace signalbox
