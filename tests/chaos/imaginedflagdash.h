// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/flagdashtruth.h"
#include "chaos/imaginedvendor.h"
#include "providers/flagdash/flagdashprovider.h"

#include <QHash>

namespace signalbox {

/// FlagDash as its API is (providers/flagdash.md): lists of flags, configs and AI configs, a switch that can
/// only be flipped, absolute rollouts and values, and a stream of one environment whose events are named in
/// two ways and sometimes carry a value that nobody may trust.
class ImaginedFlagDash final : public ImaginedVendor
{
public:
    /// What the console signs in with.
    enum class Credential {
        PersonalToken, ///< pat_…, for everything
        StreamKey,     ///< the same, and an sk_… of the environment for its stream
        OAuth,         ///< a token that runs out every few seconds and is renewed
    };

    /// @p network and @p clock must outlive this. @p seed: what is left to a server's whim is drawn from it.
    ImaginedFlagDash(QNetworkAccessManager &network, const ManualClock &clock, quint32 seed);

    [[nodiscard]] Truth &truth() override { return m_truth; }

    [[nodiscard]] FaultTarget targetOf(const ImaginedRequest &request) const override;
    [[nodiscard]] bool isKnown(const ImaginedRequest &request) const override;
    [[nodiscard]] QByteArray refusal(const QString &code, const QString &message) const override;
    [[nodiscard]] ImaginedOutcome carryOut(const ImaginedRequest &request, const DrawLie &lie) override;
    [[nodiscard]] QByteArray frameOf(const Truth::Change &change, WallTime stamp) override;
    [[nodiscard]] QByteArray greeting() const override;
    [[nodiscard]] QByteArray heartbeat() const override;
    [[nodiscard]] qsizetype visibleCut(const QByteArray &frame) const override;

    void populate(int size) override;
    [[nodiscard]] QVector<FlagKey> keys(int size) const override;
    [[nodiscard]] FlagKey anyShown(QRandomGenerator &random, int size) const override;
    QString colleagueActs(QRandomGenerator &random, int size) override;
    void colleagueRivals(QRandomGenerator &random, Agenda &agenda, const CommandOrder &order) override;
    [[nodiscard]] FlagPatch wish(QRandomGenerator &random, const Flag &shown) const override;

    [[nodiscard]] ConnectionInfo connection() const override;
    [[nodiscard]] Provider &provider() override { return m_provider; }
    [[nodiscard]] Pending signIn(Callback<bool> done) override;

private:
    struct Place;

    [[nodiscard]] ImaginedAnswer renew(const QByteArray &body);
    [[nodiscard]] ImaginedAnswer list(const Place &place) const;
    [[nodiscard]] ImaginedAnswer one(const Place &place) const;
    [[nodiscard]] ImaginedOutcome change(const Place &place, const QByteArray &body, const DrawLie &lie);
    [[nodiscard]] QByteArray stateAfter(const Flag &flag, const FlagPatch &patch);
    void make(const Flag &before, const FlagPatch &patch, bool announced);
    [[nodiscard]] FlagDashCredentials newTokens();

    void changeFlag(QRandomGenerator &random, const FlagRef &flag, int what);
    void changeConfig(QRandomGenerator &random, const FlagRef &config, int what);
    void changeFile(QRandomGenerator &random, const FlagRef &file, int what);

    const ManualClock &m_clock;
    const Credential m_credential;
    QRandomGenerator m_whim;
    FlagDashTruth m_truth;
    QHash<QByteArray, MonotonicTime> m_tokens; ///< until when each is good
    QByteArray m_refreshToken;
    int m_lastToken = 0;
    FlagDashProvider m_provider;
};

} // namespace signalbox
