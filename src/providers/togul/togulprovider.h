// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/provider.h"

#include <memory>

class QNetworkAccessManager;

namespace signalbox {

/// What a connection to Togul may begin with. All empty: sign in first.
struct TogulCredentials
{
    QString email = {}; ///< with password: used for one sign-in when the first call needs it, then forgotten
    QString password = {};
    QByteArray accessToken = {};
    QByteArray refreshToken = {};
    /// Key of scope sdk or stream: watches one environment. Calls of the management API answer Forbidden.
    QByteArray apiKey = {};
};

struct TogulSignedIn
{
    QString userName;
    QString email;
    QString organization;
    QString role; ///< owner, admin, developer, analyst, viewer or a word of the organisation's own
};

/// Togul, as in providers/togul.md. Stream events carry no values; enabled and default values are set
/// absolutely; rules come with readFlag() only.
class TogulProvider final : public Provider
{
public:
    /// @p url as api::checkedUrl() gives it. @p network and @p clock must outlive this and every Pending it
    /// returned; the provider must outlive the latter too.
    TogulProvider(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                  TogulCredentials credentials = {});
    ~TogulProvider() override;

    /// Signs in; calls that were waiting for a session go on. SignInNeeded: e-mail or password are wrong.
    Pending signIn(const QString &email, const QString &password, Callback<TogulSignedIn> done);
    /// Forgets the session at once and tells the server (the answer is true).
    Pending signOut(Callback<bool> done);

    [[nodiscard]] const ProviderTraits &traits() const override;
    /// As signIn().
    Pending renewSession(const NewSession &session, Callback<bool> done) override;
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override;
    void selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment) override;
    [[nodiscard]] EnvironmentId selectedEnvironment() const override;
    [[nodiscard]] QString environmentName(const EnvironmentId &environment) const override;
    [[nodiscard]] QVector<EnvironmentEntry> environments() const override;
    Pending readRights(Callback<AccountRights> done) override;
    Pending readFlags(Callback<Snapshot> done) override;
    Pending readFlag(const FlagRef &flag, Callback<Flag> done) override;
    Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) override;
    Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) override;
    [[nodiscard]] FlagChange decode(const StreamEvent &event) override;
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override;
    /// Empty also while the flag's record id is not known: finding it would be a request of its own.
    [[nodiscard]] QString requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const override;
    [[nodiscard]] QString lastExchange(const FlagRef &flag) const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
