// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/agenda.h"
#include "chaos/imaginednetwork.h"
#include "chaos/imaginedvendor.h"
#include "faults/faultset.h"

#include <QRandomGenerator>
#include <QSet>

#include <map>

namespace signalbox {

/// A vendor's API over an imagined network, in virtual time, with the faults of a plan in between: the same
/// kinds and the same words as signalboxd's own.
class ImaginedServer final
{
public:
    /// All must outlive this.
    ImaginedServer(ImaginedVendor &vendor, const ManualClock &clock, Agenda &agenda, quint32 seed);
    ~ImaginedServer();

    void setFaults(const FaultPlan &plan);
    /// So many of the changes lose their connection at once and arrive all the same, seconds later.
    void setStrays(double probability) { m_strays = probability; }
    /// All is well from now on. Streams that were struck are reset.
    void endFaults();
    /// Breaks every open stream.
    void resetStreams();

    void receive(ImaginedReply *reply);

    [[nodiscard]] int streamCount() const { return int(m_streams.size()); }
    struct CarriedOut
    {
        FlagRef flag;
        FlagPatch madeSo;     ///< what it is since
        MonotonicTime sentAt; ///< when the order left the client
        MonotonicTime at;
    };
    /// Orders that really changed something (or set it to what it was), in their order.
    [[nodiscard]] const std::vector<CarriedOut> &carriedOut() const { return m_carriedOut; }
    /// Something was lost in a way that no client can notice before its stream breaks.
    [[nodiscard]] bool lostSilently() const { return m_lostSilently; }

private:
    struct Stream
    {
        QPointer<ImaginedReply> reply;
        bool silent = false;
        bool dirty = false; ///< ends in the middle of an event
        MonotonicTime lastDue;
        QSet<quint64> drawn; ///< faults that had their throw at this stream
        std::optional<std::pair<QByteArray, std::size_t>> swapped;
    };
    static constexpr std::size_t noChange = std::size_t(-1);

    void arrive(const ImaginedRequest &request, const QPointer<ImaginedReply> &reply);
    [[nodiscard]] ImaginedAnswer carryOut(const ImaginedRequest &request);
    void goAstray(const ImaginedRequest &request, const QPointer<ImaginedReply> &reply);
    void answer(const QPointer<ImaginedReply> &reply, const ImaginedAnswer &answer, FaultTarget target);
    void trickle(const QPointer<ImaginedReply> &reply, const QByteArray &body, int bytesPerSecond,
                 qsizetype end, bool breaksOff);
    void openStream(const QPointer<ImaginedReply> &reply);

    void announce(std::size_t change);
    void tell(quint64 stream, const QByteArray &frame, std::size_t change);
    void deliver(quint64 stream, QByteArray frame, std::size_t change, bool isWhole);
    void beat();
    void strike(quint64 number);
    void hangUp(quint64 number);
    [[nodiscard]] std::chrono::milliseconds way();

    ImaginedVendor &m_vendor;
    const ManualClock &m_clock;
    Agenda &m_agenda;
    FaultSet m_faults;
    QRandomGenerator m_random;
    std::map<quint64, Stream> m_streams;
    quint64 m_lastStream = 0;
    double m_strays = 0;
    std::vector<CarriedOut> m_carriedOut;
    bool m_lostSilently = false;
};

} // namespace signalbox
