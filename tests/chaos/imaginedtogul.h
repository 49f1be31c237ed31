// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/imaginedvendor.h"
#include "chaos/togultruth.h"
#include "providers/togul/togulprovider.h"

#include <QSet>

namespace signalbox {

/// Togul as its API is: sign-in with two tokens, flags of all environments in one list, absolute changes, one
/// stream for the whole organisation whose events carry no values.
class ImaginedTogul final : public ImaginedVendor
{
public:
    /// @p network and @p clock must outlive this.
    ImaginedTogul(QNetworkAccessManager &network, const ManualClock &clock, bool rulesTouchRecord);

    [[nodiscard]] Truth &truth() override { return m_truth; }

    [[nodiscard]] FaultTarget targetOf(const ImaginedRequest &request) const override;
    [[nodiscard]] bool isKnown(const ImaginedRequest &request) const override;
    [[nodiscard]] ImaginedOutcome carryOut(const ImaginedRequest &request, const DrawLie &lie) override;
    [[nodiscard]] QByteArray frameOf(const Truth::Change &change, WallTime stamp) override;
    [[nodiscard]] qsizetype visibleCut(const QByteArray &frame) const override;

    void populate(int size) override;
    [[nodiscard]] QVector<FlagKey> keys(int size) const override;
    [[nodiscard]] FlagKey anyShown(QRandomGenerator &random, int size) const override;
    QString colleagueActs(QRandomGenerator &random, int size) override;
    [[nodiscard]] FlagPatch wish(QRandomGenerator &random, const Flag &shown) const override;

    [[nodiscard]] ConnectionInfo connection() const override;
    [[nodiscard]] Provider &provider() override { return m_provider; }
    [[nodiscard]] Pending signIn(Callback<bool> done) override;

private:
    [[nodiscard]] ImaginedAnswer refresh(const QByteArray &body);
    [[nodiscard]] ImaginedAnswer list() const;
    [[nodiscard]] ImaginedAnswer one(const QString &id) const;
    [[nodiscard]] ImaginedOutcome change(const QString &id, const QByteArray &body, const DrawLie &lie);
    [[nodiscard]] QByteArray newTokens();

    const ManualClock &m_clock;
    TogulTruth m_truth;
    TogulProvider m_provider;
    QSet<QByteArray> m_accessTokens;
    QByteArray m_refreshToken;
    int m_lastToken = 0;
};

} // namespace signalbox
