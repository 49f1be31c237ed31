// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/link.h"

#include <chrono>
#include <optional>

namespace signalbox {

/// How long a lost connection may stay lost before values count as stale (ux.md section 1).
inline constexpr auto staleAfterLoss = std::chrono::seconds(3);

/// The link table of ux.md section 1 as a state machine: fed with what happened, it says what a person has to
/// know. Reads the clock but arms nothing: whoever owns it calls update() after nextChange(). Only monotonic
/// time decides; the wall clock is noted for display. Main thread only.
class LinkMonitor final
{
public:
    /// @p clock must outlive this. @p window is W, the silence that is still normal.
    LinkMonitor(const Clock &clock, std::chrono::milliseconds window);

    /// A person (or the program) wants the link; what went wrong earlier is forgotten.
    void start();
    void pause();
    void needSignIn(const std::optional<Error> &error);
    void refuse(const std::optional<Error> &error);

    /// A connection attempt is under way; @p failures came before it in a row.
    void connecting(int failures);
    /// Headers are there and right; nothing has been read on this connection.
    void opened();
    /// The connection, or an attempt at one, ended.
    void lost(const std::optional<Error> &error, int failures,
              std::optional<std::chrono::milliseconds> retryIn);
    /// The stream gave a sign of life.
    void bytes();
    /// A read of all flags ended without a result; it will be tried again.
    void readFailed(const Error &error);
    /// All flags were read while the present connection was open: nothing is missing any more.
    void synced(int flags);
    /// How often the stream is heard when idle, and what silence is normal because of it.
    /// @p fixed: the latter is a person's wish.
    void setRhythm(const std::optional<std::chrono::milliseconds> &heartbeat,
                   std::chrono::milliseconds window, bool fixed = false);
    void setClump(const std::optional<Clump> &clump);
    /// There is no stream worth waiting for: readings of all flags, one every @p every, make it Polling until
    /// the stream is Live again.
    void poll(std::chrono::milliseconds every);
    /// All flags were read without a stream.
    void polled(int flags);

    /// Takes notice of the time that has passed.
    void update();
    /// Time until update() may matter; absent when time alone changes nothing.
    [[nodiscard]] std::optional<std::chrono::milliseconds> nextChange() const;

    [[nodiscard]] const LinkStatus &status() const { return m_status; }
    /// The connection is open and everything was read since it opened.
    [[nodiscard]] bool isSynced() const { return m_synced; }
    [[nodiscard]] bool isToPoll() const { return m_status.pollEvery.has_value(); }

private:
    enum class Mode { Idle, Running, SignInNeeded, Refused, Paused };
    enum class Phase { Connecting, Open, Waiting };

    void stop(Mode mode, const std::optional<Error> &error);
    void leaveConnection();
    void refresh();
    void noteReading(int flags, bool isPoll);
    [[nodiscard]] LinkState state() const;
    [[nodiscard]] LinkState streamState() const;
    [[nodiscard]] std::optional<MonotonicTime> polledUntil() const;
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] MonotonicTime quietSince() const;

    const Clock &m_clock;
    LinkStatus m_status;
    Mode m_mode = Mode::Idle;
    Phase m_phase = Phase::Connecting;
    MonotonicTime m_openedAt;
    bool m_byteOnStream = false; ///< the present connection gave a byte
    bool m_synced = false;
    bool m_everSynced = false;
    std::optional<MonotonicTime> m_polledAt; ///< last reading that counts under Polling
    std::optional<MonotonicTime> m_staleAt;  ///< when what was read before the loss counts as stale
    std::optional<Error> m_lossError;
    std::optional<Error> m_readError;
    std::optional<Error> m_stopError;
};

} // namespace signalbox
