// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "operations/doctor.h"
#include "operations/doctorstream.h"
#include "protocol/networkprobe.h"

namespace signalbox {

/// The run of a Doctor: which step it is at, and what the steps have found that others need. Split over
/// doctor.cpp (the run), doctorway.cpp (below HTTP) and doctorserver.cpp (the server itself).
class Doctor::Private
{
public:
    Private(Doctor &doctor, NetworkProbe &usedProbe, QNetworkAccessManager &usedNetwork,
            Provider &usedProvider, const Clock &usedClock, DoctorPatient usedPatient)
        : q(doctor)
        , probe(usedProbe)
        , network(usedNetwork)
        , provider(usedProvider)
        , clock(usedClock)
        , patient(std::move(usedPatient))
        , tick(clock.createTimer([this] { whileWaiting(); }))
    {}

    void begin(std::size_t index);
    void run();
    void finish(DoctorVerdict verdict, const QString &detail, const QString &next = {});
    void fail(const Error &error, const QString &where = {});
    void halt();
    /// The step has nothing to do but wait; it gives up after @p atMost.
    void wait(std::chrono::milliseconds atMost);
    void whileWaiting();
    [[nodiscard]] DoctorStep step() const { return doctorSteps.at(at); }
    [[nodiscard]] QString obstacle() const;

    void lookUpName();
    void connectTcp();
    void passProxy();
    void shakeHands();
    void judgePeer(const TlsPeer &peer);
    void signIn();
    void openStream();
    void awaitByte();
    void awaitHeartbeat();
    void readFlags();
    void askPermission();

    /// Whom name and TCP are about: the proxy where there is one.
    [[nodiscard]] QString hopHost() const;
    [[nodiscard]] quint16 hopPort() const;
    [[nodiscard]] QString hopText() const;
    [[nodiscard]] QString serverText() const;

    Doctor &q;
    NetworkProbe &probe;
    QNetworkAccessManager &network;
    Provider &provider;
    const Clock &clock;
    const DoctorPatient patient;

    bool running = false;
    std::size_t at = 0;
    QVector<DoctorFinding> findings;
    MonotonicTime startedAt;
    std::optional<ProxyHop> hop;
    std::optional<DoctorStep> brokenWay; ///< nothing above it can be tried
    std::optional<Result<DoctorPatient::Place>> place;
    std::unique_ptr<DoctorStream> stream;
    bool streamOpen = false;
    bool gotByte = false;
    std::optional<bool> beat; ///< true: an event
    std::optional<Error> streamEnd;
    std::chrono::milliseconds patience{0}; ///< of the step that waits
    std::unique_ptr<Timer> tick;
    Pending pending;
};

/// "4.2", "31": seconds for people.
[[nodiscard]] QString doctorSeconds(std::chrono::milliseconds time);

} // namespace signalbox
