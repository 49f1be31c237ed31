// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QHash>
#include <QObject>

#include <map>
#include <optional>
#include <vector>

namespace signalbox {

/// A provider without a network for reads and writes: every call waits until the test answers it by hand,
/// either with a result of the test's choice or from world, the state of an imagined server. Its stream
/// events are small JSON objects: {"type":"flag.updated","flag_key":"a","environment_id":"prod","timestamp":
/// seconds}, with the type words of FactKind, "all" for a wide invalidation, an optional "version", and an
/// optional "enabled" that makes the event carry a value; an optional "of" says of which kind the record is.
class FakeProvider final : public Provider
{
public:
    enum class Call { Flags, Flag, Set };

    /// One call that was made and not answered yet.
    struct Waiting
    {
        Call call = Call::Flags;
        FlagRef flag;    ///< Flag, Set
        FlagPatch patch; ///< Set
        quint64 number = 0;
    };

    FakeProvider();
    ~FakeProvider() override;

    // What the imagined server holds; every environment in one map.
    QHash<FlagRef, Flag> world;
    ProviderTraits fakeTraits;
    QHash<EnvironmentId, QString> environmentNames;
    QVector<UnreadKind> unread;    ///< kinds that readFlags leaves out, and why
    bool listsWholeProject = true; ///< false: readFlags answers with the selected environment alone

    /// Where prepareStream points, and the error it fails with instead while one is set. Answers from the
    /// event loop.
    StreamRequest stream;
    std::optional<Error> streamFailure;
    std::vector<bool> streamRequests;               ///< afterUnauthorized of every prepareStream so far
    std::vector<int> refusedStreams;                ///< what tryOtherStream was told so far
    int otherStreams = 0;                           ///< how often it has another way
    Result<AccountRights> rights = AccountRights(); ///< what readRights answers from the event loop
    int rightsRequests = 0;
    QString curlLine; ///< what requestAsCurl answers

    [[nodiscard]] static EnvironmentId environment() { return EnvironmentId(QStringLiteral("prod")); }
    [[nodiscard]] static FlagRef ref(const QString &key);
    /// Puts a flag of the selected environment into the world, without rules, and returns it for changes.
    Flag &put(const QString &key, bool enabled, std::optional<WallTime> updatedAt = std::nullopt);

    /// The same of a config, active, with a value of its own.
    Flag &putConfig(const QString &key, const FlagValue &value, FlagKind kind = FlagKind::Config);

    [[nodiscard]] std::vector<Waiting> waiting() const;
    [[nodiscard]] int waitingCount(Call call) const;
    /// Calls made so far, answered, cancelled or not.
    [[nodiscard]] int calls(Call call) const;
    /// Refs of the calls to readFlag, in order.
    [[nodiscard]] const std::vector<FlagRef> &flagReads() const { return m_flagReads; }
    /// For those who watch memory: from here on only later calls are known.
    void forgetCalls()
    {
        m_calls.clear();
        m_flagReads = {};
    }

    /// Answers the oldest waiting call of its kind; false when there is none.
    bool answerFlags(Result<Snapshot> result);
    bool answerFlag(Result<Flag> result);
    bool answerSet(Result<Flag> result);
    /// Answers the oldest waiting call of this kind from the world.
    bool answer(Call call);
    /// Answers from the world until nothing waits; returns how many.
    int answerAll();
    [[nodiscard]] Snapshot snapshotOfWorld() const;

    [[nodiscard]] const ProviderTraits &traits() const override { return fakeTraits; }
    Pending readProjects(Callback<QVector<ProjectEntry>> done) override;
    void selectEnvironment(const ProjectEntry &project, const EnvironmentId &chosen) override;
    [[nodiscard]] EnvironmentId selectedEnvironment() const override { return m_environment; }
    [[nodiscard]] QString environmentName(const EnvironmentId &environmentId) const override;
    /// Those with a name, by id.
    [[nodiscard]] QVector<EnvironmentEntry> environments() const override;
    Pending readRights(Callback<AccountRights> done) override;
    Pending readFlags(Callback<Snapshot> done) override;
    Pending readFlag(const FlagRef &flag, Callback<Flag> done) override;
    Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) override;
    Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) override;
    bool tryOtherStream(int refusedWith) override
    {
        refusedStreams.push_back(refusedWith);
        return otherStreams-- > 0;
    }
    [[nodiscard]] FlagChange decode(const StreamEvent &event) override;
    [[nodiscard]] Error streamError(int httpStatus, const QByteArray &body) const override;
    [[nodiscard]] QString requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const override;
    [[nodiscard]] QString lastExchange(const FlagRef &flag) const override;

private:
    struct Held
    {
        Waiting waiting;
        Callback<Snapshot> flags;
        Callback<Flag> flag;
    };
    using HeldCalls = std::map<quint64, Held>;

    Pending hold(Held held);
    std::optional<Held> take(Call call);
    [[nodiscard]] Result<Flag> flagOfWorld(const FlagRef &flag) const;

    EnvironmentId m_environment = environment();
    std::shared_ptr<HeldCalls> m_held = std::make_shared<HeldCalls>();
    QHash<int, int> m_calls;
    std::vector<FlagRef> m_flagReads;
    quint64 m_lastNumber = 0;
    QObject m_context;
};

} // namespace signalbox
