// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/provider.h"

#include <memory>

class QNetworkAccessManager;

namespace signalbox {

/// What a connection to FlagDash begins with. No credential is judged by its prefix: the server decides.
struct FlagDashCredentials
{
    QByteArray token =
        {}; ///< pat_… of a person, sk_… of one environment, or an access token of a browser's sign-in
    QByteArray streamKey = {}; ///< sk_… of the environment that is watched; empty: the token serves for both
    /// Ids, where a person knows them: keys may be refused the lists of projects and environments.
    QString project = {};
    QString environment = {};
    /// Of a sign-in through a browser: with these the token is renewed.
    QByteArray refreshToken = {};
    QByteArray client = {};
};

/// FlagDash, as in providers/flagdash.md. The vendor flips and does not set: an order is read, flipped only
/// where that is needed, compared with the answer, and never repeated. A key that reaches only its own
/// environment's reading tier gives a table that cannot be changed.
class FlagDashProvider final : public Provider
{
public:
    /// @p url without a trailing slash. @p network and @p clock must outlive this and every Pending it
    /// returned; the provider must outlive the latter too.
    FlagDashProvider(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                     FlagDashCredentials credentials);
    ~FlagDashProvider() override;

    [[nodiscard]] const ProviderTraits &traits() const override;
    /// A new token; the key of the stream stays where there is one. Taken up once the server has accepted it.
    Pending renewSession(const NewSession &session, Callback<bool> done) override;
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override;
    void selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment) override;
    [[nodiscard]] EnvironmentId selectedEnvironment() const override;
    [[nodiscard]] QString environmentName(const EnvironmentId &environment) const override;
    [[nodiscard]] QVector<EnvironmentEntry> environments() const override;
    Pending readRights(Callback<AccountRights> done) override;
    /// Flags, configs and AI configs; see flagdash::readAll() for what happens when some may not be read.
    Pending readFlags(Callback<Snapshot> done) override;
    /// A flag comes with its schedules, where the credential may read them.
    Pending readFlag(const FlagRef &flag, Callback<Flag> done) override;
    /// Of a flag: the switch or the rollout, one at a time, each a request of its own. What an environment
    /// serves is not changed: the vendor documents no request for it, and a default value is all
    /// environments' at once. Of a config: its value. Of an AI config: its content, whether it is active, or
    /// both. These two are absolute, one request.
    Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) override;
    Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) override;
    bool tryOtherStream(int refusedWith) override;
    [[nodiscard]] FlagChange decode(const StreamEvent &event) override;
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override;
    /// Not of a flag's switch: that takes a reading and perhaps a flip.
    [[nodiscard]] QString requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const override;
    [[nodiscard]] QString lastExchange(const FlagRef &flag) const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
