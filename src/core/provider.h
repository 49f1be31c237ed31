// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"
#include "core/later.h"
#include "core/limits.h"
#include "core/pending.h"

#include <QByteArray>
#include <QUrl>
#include <QVector>

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace signalbox {

/// One dispatched event of a stream, or a comment. Views are valid only during the call that hands them over.
struct StreamEvent
{
    std::string_view type;        ///< "message" where the stream names none
    std::string_view data;        ///< valid UTF-8
    std::string_view lastEventId; ///< valid UTF-8, persists over events
};

/// What a decoded event says.
struct FlagChange
{
    enum class Kind {
        FlagCreated,
        FlagUpdated,
        FlagDeleted,
        RuleCreated,
        RuleUpdated,
        RuleDeleted,
        Everything, ///< wide invalidation: read all again
        Nothing,    ///< says only that the stream is alive: no row, a heartbeat
        Other,      ///< of a type we do not know: kept and shown, never dropped
        Unreadable, ///< could not be decoded; text says why
    };

    Kind kind = Kind::Other;
    FlagRef flag;                       ///< key empty for Everything, Other, Unreadable
    std::optional<Flag> value;          ///< set where the event carries the new state; else it invalidates
    std::optional<WallTime> happenedAt; ///< the vendor's clock
    std::optional<qint64> version;
    QString text; ///< Other: the vendor's type word; Unreadable: the reason
};

/// A kind of records that the credential may not list, though others came.
struct UnreadKind
{
    FlagKind kind = FlagKind::Config;
    Error error;

    bool operator==(const UnreadKind &) const = default;
};

/// The flags, configs and AI configs of one environment, read at one time.
struct Snapshot
{
    QVector<Flag> flags;
    QVector<Flag>
        elsewhere; ///< the same project's flags in other environments, where the vendor sends them along
    bool wholeProject = false; ///< it did: what is not in elsewhere has no record in another environment
    QVector<UnreadKind> unread = {}; ///< says nothing about records of these kinds
};

struct EnvironmentEntry
{
    EnvironmentId id;
    EnvironmentKey key;
    QString name;
};

struct ProjectEntry
{
    ProjectId id;
    QString name;
    QVector<EnvironmentEntry> environments;
};

/// How to open the stream. Header values may hold secrets: never logged.
struct StreamRequest
{
    QUrl url;
    QVector<std::pair<QByteArray, QByteArray>> headers;
};

/// What a person gives where a session has ended: which of it, is the vendor's matter.
struct NewSession
{
    QString email = {};
    QString password = {};
    QByteArray token = {};
    /// Of a sign-in through a browser, to renew the token with; empty otherwise.
    QByteArray refreshToken = {};
    QByteArray client = {};

    bool operator==(const NewSession &) const = default;
};

/// What an order may set in a record of one kind.
struct Settable
{
    bool enabled = false;
    bool value = false;   ///< FlagPatch::defaultValue
    bool rollout = false; ///< it has one percentage of its own, see FlagPatch::rollout
};

/// What a vendor's API is like; the session and the screens adapt to it.
struct ProviderTraits
{
    QString name; ///< "Togul"
    bool eventsCarryValues = false;
    bool snapshotHoldsRules = false; ///< false: rules come with readFlag only
    bool setsAbsolutely = true;      ///< false: the vendor flips, see FlagDash
    Settable flags{.enabled = true, .value = true};
    std::optional<Settable> configs = {};   ///< absent: the vendor has none
    std::optional<Settable> aiConfigs = {}; ///< absent: the vendor has none
    bool readsSchedules = false;            ///< readFlag tells what the server will change by itself
    bool streamsWholeProject = true;        ///< false: the stream tells of the selected environment only
    std::optional<std::chrono::milliseconds> heartbeat;      ///< documented rhythm of comments on the stream
    std::chrono::milliseconds pollEvery = limits::pollEvery; ///< all flags, while there is no stream

    /// What an order may set in a record of @p kind; nothing where the vendor has none of it.
    [[nodiscard]] Settable settable(FlagKind kind) const;
};

/// What the account behind a connection may do, as far as the vendor tells without anything being changed.
struct AccountRights
{
    QString role;                       ///< the vendor's own word; empty where it names none
    std::optional<bool> mayChangeFlags; ///< absent: only a try would tell
};

/// The only place that knows a vendor: endpoints, credentials, codec. Answers in core types or an Error with
/// a kind. One instance serves one connection. Main thread only; callbacks as in pending.h.
class Provider
{
public:
    Provider() = default;
    virtual ~Provider() = default;
    Provider(const Provider &) = delete;
    Provider &operator=(const Provider &) = delete;

    [[nodiscard]] virtual const ProviderTraits &traits() const = 0;

    /// Everything this credential can see, for choosing a project and an environment.
    virtual Pending readProjects(Callback<QVector<ProjectEntry>> done) = 0;
    /// Chooses what the calls below are about. Names in @p projects, as read, serve to name other
    /// environments.
    virtual void selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment) = 0;
    /// What selectEnvironment() chose last; empty before.
    [[nodiscard]] virtual EnvironmentId selectedEnvironment() const = 0;
    /// Name of an environment of the selected project; its id where unknown.
    [[nodiscard]] virtual QString environmentName(const EnvironmentId &environment) const = 0;
    /// Of the selected project, in the vendor's order; empty before.
    [[nodiscard]] virtual QVector<EnvironmentEntry> environments() const { return {}; }

    /// Takes up a new session, after the old one has ended; calls that wait for one go on. SignInNeeded: the
    /// server does not accept it either.
    virtual Pending renewSession(const NewSession &session, Callback<bool> done)
    {
        Q_UNUSED(session)
        return later([done = std::move(done)] {
            done(tl::unexpected(Error{ErrorKind::Rejected, {}, {}, {}}));
        });
    }
    /// Asks who we are; changes nothing. A vendor that does not say answers with nothing known.
    virtual Pending readRights(Callback<AccountRights> done)
    {
        return later([done = std::move(done)] { done(AccountRights()); });
    }

    virtual Pending readFlags(Callback<Snapshot> done) = 0;
    /// Reads one flag with its rules. NotFound when it does not exist (any more).
    virtual Pending readFlag(const FlagRef &flag, Callback<Flag> done) = 0;
    /// Orders an absolute change and answers with what the server says the flag now is. Sent at most once: a
    /// request that may have left is never repeated (a 401 is: it was refused before it could apply).
    virtual Pending setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done) = 0;

    /// The stream's address and headers with a credential that is valid now; refreshes it first when needed.
    /// @p afterUnauthorized: the last one was answered with 401, so refresh even if it looks valid. Forbidden
    /// without a status means that these credentials have no stream at all: flags are polled.
    virtual Pending prepareStream(bool afterUnauthorized, Callback<StreamRequest> done) = 0;
    /// The stream was refused with this status: true when there is another way to ask for it, which
    /// prepareStream() gives from now on.
    virtual bool tryOtherStream(int refusedWith)
    {
        Q_UNUSED(refusedWith)
        return false;
    }
    /// What one event means. Never fails: what cannot be read becomes Unreadable. Called for every event, so
    /// fast.
    [[nodiscard]] virtual FlagChange decode(const StreamEvent &event) = 0;
    /// What a refused stream connection means, from its status and the bounded start of its body.
    [[nodiscard]] virtual Error streamError(int httpStatus, const QByteArray &body) const = 0;

    /// The request that setFlag would send, as a line for a shell, with $SIGNALBOX_TOKEN where the credential
    /// belongs. Empty where one request does not do it.
    [[nodiscard]] virtual QString requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const
    {
        Q_UNUSED(flag)
        Q_UNUSED(patch)
        return {};
    }
    /// Called with the parts of the last request and answer for the inspector's Raw tab, secrets masked.
    [[nodiscard]] virtual QString lastExchange(const FlagRef &flag) const = 0;
};

} // namespace signalbox
