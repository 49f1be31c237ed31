// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/later.h"
#include "core/provider.h"

namespace signalbox {

/// A provider whose answers are fixed beforehand, for the doctor: it asks once and changes nothing.
class PatientProvider final : public Provider
{
public:
    ProviderTraits fakeTraits;
    Result<QVector<ProjectEntry>> projects = QVector<ProjectEntry>();
    Result<AccountRights> rights = AccountRights();
    Result<Snapshot> snapshot = Snapshot();
    Result<StreamRequest> stream = StreamRequest();
    int changes = 0; ///< orders to change something

    [[nodiscard]] const ProviderTraits &traits() const override { return fakeTraits; }
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override { return answer(projects, done); }
    void selectEnvironment(const ProjectEntry &, const EnvironmentId &environment) override
    {
        m_chosen = environment;
    }
    [[nodiscard]] EnvironmentId selectedEnvironment() const override { return m_chosen; }
    [[nodiscard]] QString environmentName(const EnvironmentId &environment) const override
    {
        return environment.text();
    }
    Pending readRights(Callback<AccountRights> done) override { return answer(rights, done); }
    Pending readFlags(Callback<Snapshot> done) override { return answer(snapshot, done); }
    Pending readFlag(const FlagRef &, Callback<Flag> done) override
    {
        return answer(Result<Flag>(Flag()), done);
    }
    Pending setFlag(const FlagRef &, const FlagPatch &, Callback<Flag> done) override
    {
        ++changes;
        return answer(Result<Flag>(Flag()), done);
    }
    Pending prepareStream(bool, Callback<StreamRequest> done) override { return answer(stream, done); }
    [[nodiscard]] FlagChange decode(const StreamEvent &) override { return {}; }
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override
    {
        return {httpStatus == 403 ? ErrorKind::Forbidden : ErrorKind::Rejected,
                QString::fromUtf8(body),
                httpStatus,
                {}};
    }
    [[nodiscard]] QString lastExchange(const FlagRef &) const override { return {}; }

private:
    template <typename T>
    static Pending answer(const Result<T> &result, const Callback<T> &done)
    {
        return later([result, done] { done(result); });
    }

    EnvironmentId m_chosen;
};

} // namespace signalbox
