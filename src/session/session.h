// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "session/feed.h"

#include <functional>
#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace signalbox {

class NetworkWatch;

struct SessionOptions
{
    /// W of ux.md, fixed by a person. Default: learned, beginning with 2.5 x the provider's heartbeat, 75 s
    /// where none is known. See fixWindow().
    std::optional<std::chrono::milliseconds> window;
    /// Read the rules of every flag in the background, where the list does not hold them.
    bool readDetails = true;
};

/// Makes the truth of one (connection, environment): opens the stream, buffers it, reads the snapshot,
/// applies the buffered changes, says Live; after every gap does it again and tells what changed while blind.
/// While no stream can be had it reads all flags again and again (Polling; StreamLink says when). Sleep and a
/// leap of the clock are noticed and answered with a new connection and a new reading.
/// An event that carries no value invalidates and is read back, coalesced: at most one read in flight per
/// flag, and one snapshot instead of many reads. Holds what was last reported, never a wish. Main thread
/// only.
class Session final : public Feed
{
    Q_OBJECT

public:
    /// All references must outlive this. Nothing happens before start().
    Session(Provider &provider, QNetworkAccessManager &network, const Clock &clock, FactSerials &serials,
            SessionOptions options, std::function<double()> jitter, QObject *parent = nullptr);
    ~Session() override;

    void start();
    /// Another network, as @p watch says, replaces the connection at once. @p watch may go away first.
    void watchNetwork(NetworkWatch &watch);
    /// Credentials were renewed: leaves SignInNeeded.
    void signedIn();

    void pause() override;
    void retryNow() override;
    void pollInstead() override;
    void fixWindow(std::optional<std::chrono::milliseconds> window) override;
    Pending readFlag(const FlagKey &key, Callback<FlagReading> done) override;
    void setPrompt(const FlagKey &key, bool prompt) override;
    void rereadAll() override;
    void preferDetails(const QVector<FlagKey> &keys) override;
    void preferElsewhere(const QVector<FlagKey> &keys) override;
    void applyAnswer(const Flag &flag, MonotonicTime askedAt) override;

    [[nodiscard]] const LinkStatus &link() const override;
    [[nodiscard]] const QVector<LinkStatus> &linkHistory() const override;
    [[nodiscard]] const WireTap *wire() const override;
    [[nodiscard]] std::optional<Flag> reported(const FlagKey &key) const override;
    [[nodiscard]] bool everRead() const override;
    [[nodiscard]] QVector<UnreadKind> unreadKinds() const override;
    [[nodiscard]] QVector<Flag> elsewhere(const FlagKey &key) const override;
    [[nodiscard]] QVector<ElsewhereReading> elsewhereReadings(const FlagKey &key) const override;
    [[nodiscard]] QVector<FlagKey> elsewhereKeys() const override;
    [[nodiscard]] std::optional<MonotonicTime> elsewhereReadAt() const override;
    [[nodiscard]] const Provider &provider() const override;
    [[nodiscard]] const Counters &counters() const override;
    [[nodiscard]] StreamFacts streamFacts() const override;

    /// What is under way or waits; all 0 once everything is known.
    struct Backlog
    {
        int rows = 0;     ///< of the log, whose value is still to be read
        int reads = 0;    ///< of single flags, waiting or in flight
        int buffered = 0; ///< changes that wait for the list
    };
    [[nodiscard]] Backlog backlog() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// What changed between two complete readings, ordered by key.
[[nodiscard]] QVector<FlagDifference> differences(const QHash<FlagKey, Flag> &before,
                                                  const QVector<Flag> &after);

} // namespace signalbox
