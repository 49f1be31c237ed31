// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashprovider.h"

#include "core/later.h"
#include "core/limits.h"
#include "protocol/httpclient.h"
#include "providers/common/projecttree.h"
#include "providers/flagdash/flagdashevents.h"
#include "providers/flagdash/flagdashjson.h"
#include "providers/flagdash/flagdashlisting.h"
#include "providers/flagdash/flagdashplace.h"
#include "providers/flagdash/flagdashrequests.h"
#include "providers/flagdash/flagdashstreamway.h"

#include <QCache>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

using flagdash::Requests;

/// The key's own environment, where the vendor does not tell which one that is.
const EnvironmentId &keyEnvironment()
{
    static const EnvironmentId id(u"of-the-key"_s);
    return id;
}

Error makeError(ErrorKind kind, const QString &detail)
{
    return Error{kind, detail, std::nullopt, std::nullopt};
}

/// Answers that say what a credential may reach, rather than that it is none.
bool isOutOfReach(const Error &error)
{
    return error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::NotFound
           || error.kind == ErrorKind::SignInNeeded;
}

} // namespace

class FlagDashProvider::Private
{
public:
    using Step = std::shared_ptr<Pending>;

    Private(const QUrl &url, QNetworkAccessManager &network, const Clock &clockOfConnection,
            FlagDashCredentials given)
        : baseUrl(url)
        , credentials(std::move(given))
        , clock(clockOfConnection)
        , http(network, clock)
        , auth(http, baseUrl, {credentials.token, credentials.refreshToken, credentials.client})
        , requests(http, auth, baseUrl)
        , exchanges(limits::exchangesKept)
    {}

    [[nodiscard]] std::optional<Error> obstacle() const;
    [[nodiscard]] flagdash::Place place() const { return {project.id, environment, onlyReads}; }
    /// @p flag's environment may be another one than the selected.
    [[nodiscard]] flagdash::Place placeOf(const FlagRef &flag) const
    {
        return {project.id, flag.environment, onlyReads};
    }
    [[nodiscard]] bool mayBeInAddress() const;
    [[nodiscard]] api::Call flagCall(const QByteArray &method, const FlagRef &flag, const QByteArray &path);
    void probeProject(const Step &step, const Error &refusal, const Callback<QVector<ProjectEntry>> &done);
    void probeKey(const Step &step, const Error &refusal, const Callback<QVector<ProjectEntry>> &done);
    void read(const Step &step, const FlagRef &flag, const Callback<Flag> &done);
    void order(const Step &step, const FlagRef &flag, const FlagPatch &patch, bool mayRepeat,
               const Callback<Flag> &done);
    [[nodiscard]] api::Call changeCall(const FlagRef &flag, const FlagPatch &patch);
    void change(const Step &step, const Flag &now, const FlagPatch &patch, const Callback<Flag> &done);
    [[nodiscard]] std::optional<Error> obstacleTo(const FlagRef &flag, const FlagPatch &patch) const;
    [[nodiscard]] StreamRequest streamRequest() const;

    QUrl baseUrl;
    FlagDashCredentials credentials;
    const Clock &clock;
    HttpClient http;
    flagdash::Auth auth;
    Requests requests;
    ProjectEntry project;
    EnvironmentId environment;
    bool onlyReads = false;        ///< the credential reaches the server tier, and no further
    bool schedulesRefused = false; ///< the credential may not read them
    flagdash::StreamWay way;
    QSet<FlagRef> changing; ///< two flips of one flag at a time would undo each other
    QCache<FlagRef, QString> exchanges;
    ProviderTraits traits{.name = u"FlagDash"_s,
                          .eventsCarryValues = false,
                          .snapshotHoldsRules = true,
                          .setsAbsolutely = false,
                          .flags = {.enabled = true, .rollout = true},
                          .configs = Settable{.value = true}, // no request for is_active is documented
                          .aiConfigs = Settable{.enabled = true, .value = true},
                          .readsSchedules = true,
                          .streamsWholeProject = false,
                          .heartbeat = std::nullopt,
                          .pollEvery = 30s};
};

std::optional<Error> FlagDashProvider::Private::obstacle() const
{
    if (environment.isEmpty() || (project.id.isEmpty() && !onlyReads))
        return makeError(ErrorKind::NotFound, u"no environment is selected"_s);
    return std::nullopt;
}

/// Addresses end up in the logs of servers and proxies. The vendor's own clients put a key there, which is
/// one environment's; a person's token opens everything the person may.
bool FlagDashProvider::Private::mayBeInAddress() const
{
    return !credentials.streamKey.isEmpty() || onlyReads || auth.token().startsWith("sk_");
}

api::Call FlagDashProvider::Private::flagCall(const QByteArray &method, const FlagRef &flag,
                                              const QByteArray &path)
{
    return {.method = method,
            .path = path,
            .observer = [this, flag](const HttpRequest &request, const Result<HttpResponse> &response) {
                auto text = std::make_unique<QString>(api::exchangeText(request, response));
                const qsizetype cost = text->size();
                exchanges.insert(flag, text.release(), cost);
            }};
}

/// The lists are refused: a project that the person named may be read all the same.
void FlagDashProvider::Private::probeProject(const Step &step, const Error &refusal,
                                             const Callback<QVector<ProjectEntry>> &done)
{
    if (credentials.project.isEmpty()) {
        probeKey(step, refusal, done);
        return;
    }
    const QByteArray path = "/api/v1/manage/flags?project_id=" + api::pathSegment(credentials.project);
    *step = requests.send({.path = path}, [this, step, refusal, done](Result<QByteArray> body) {
        const auto flags = body ? flagdash::readFlags(*body) : tl::unexpected(body.error());
        if (!flags) {
            if (isOutOfReach(flags.error()))
                probeKey(step, refusal, done);
            else
                done(tl::unexpected(flags.error()));
            return;
        }
        ProjectEntry entry{ProjectId(credentials.project), credentials.project, {}};
        QSet<EnvironmentId> seen;
        if (!credentials.environment.isEmpty())
            seen.insert(EnvironmentId(credentials.environment));
        else
            for (const Flag &flag : *flags)
                seen.insert(flag.environment);
        for (const EnvironmentId &id : std::as_const(seen))
            entry.environments.append({id, EnvironmentKey(id.text()), id.text()});
        std::sort(entry.environments.begin(), entry.environments.end(),
                  [](const EnvironmentEntry &a, const EnvironmentEntry &b) { return a.id < b.id; });
        done(QVector<ProjectEntry>{entry});
    });
}

/// A key that knows its environment better than we do.
void FlagDashProvider::Private::probeKey(const Step &step, const Error &refusal,
                                         const Callback<QVector<ProjectEntry>> &done)
{
    *step = requests.send({.path = "/api/v1/server/flags"}, [this, refusal, done](Result<QByteArray> body) {
        if (!body) {
            // "Not a credential" only where every tier says so.
            const bool moreToSay = refusal.kind == ErrorKind::SignInNeeded || !isOutOfReach(body.error());
            done(tl::unexpected(moreToSay ? body.error() : refusal));
            return;
        }
        onlyReads = true;
        const QString name = u"environment of the key"_s;
        done(QVector<ProjectEntry>{{ProjectId(keyEnvironment().text()),
                                    u"project of the key"_s,
                                    {{keyEnvironment(), EnvironmentKey(keyEnvironment().text()), name}}}});
    });
}

void FlagDashProvider::Private::read(const Step &step, const FlagRef &flag, const Callback<Flag> &done)
{
    const flagdash::Place where = placeOf(flag);
    *step = requests.send(flagCall("GET", flag, flagdash::recordPath(where, flag.key)),
                          [where, flag, done](const Result<QByteArray> &body) {
                              done(body ? flagdash::readRecord(where, flag, *body)
                                        : tl::unexpected(body.error()));
                          });
}

/// Reads, and changes only what is not so yet. Where the token ran out in between, both are done once more
/// with a new one: a change that was answered with 401 was not made.
void FlagDashProvider::Private::order(const Step &step, const FlagRef &flag, const FlagPatch &patch,
                                      bool mayRepeat, const Callback<Flag> &done)
{
    const auto changed = [this, step, flag, patch, mayRepeat, done](Result<Flag> result) {
        const bool ranOut =
            !result && result.error().httpStatus == 401 && result.error().kind == ErrorKind::SignInNeeded;
        if (!ranOut || !mayRepeat || !auth.canRenew()) {
            done(std::move(result));
            return;
        }
        *step = auth.tokenInsteadOf(auth.token(),
                                    [this, step, flag, patch, done](const Result<QByteArray> &renewed) {
                                        if (renewed)
                                            order(step, flag, patch, false, done);
                                        else
                                            done(tl::unexpected(api::notSent(renewed.error())));
                                    });
    };
    read(step, flag, [this, step, patch, changed, done](Result<Flag> now) {
        if (!now)
            done(tl::unexpected(api::notSent(now.error())));
        else if (satisfies(*now, patch))
            done(std::move(now));
        else if (patch.rollout && !rolloutOf(*now))
            done(tl::unexpected(
                makeError(ErrorKind::Rejected, u"the server does not say how far the flag is rolled out"_s)));
        else
            change(step, *now, patch, changed);
    });
}

api::Call FlagDashProvider::Private::changeCall(const FlagRef &flag, const FlagPatch &patch)
{
    const auto request = flagdash::changeRequest(placeOf(flag), flag.key, patch);
    api::Call call = flagCall(request.method, flag, request.path);
    call.body = request.body;
    return call;
}

/// @p now was read a moment ago and is not what is wanted.
void FlagDashProvider::Private::change(const Step &step, const Flag &now, const FlagPatch &patch,
                                       const Callback<Flag> &done)
{
    const FlagRef flag{now.environment, now.key};
    *step = requests.send(
        changeCall(flag, patch), [this, step, flag, now, patch, done](const Result<QByteArray> &body) {
            const auto changed =
                body ? flagdash::readChange(placeOf(flag), now, patch, *body) : tl::unexpected(body.error());
            if (!changed) {
                done(tl::unexpected(changed.error()));
            } else if (*changed) {
                // Perhaps not what was wanted: somebody flipped between our reading and our flip. It is
                // reported as it is; flipping once more is a person's decision.
                done(**changed);
            } else {
                read(step, flag, [done](Result<Flag> read) {
                    done(read ? std::move(read) : tl::unexpected(api::afterSending(read.error())));
                });
            }
        });
}

std::optional<Error> FlagDashProvider::Private::obstacleTo(const FlagRef &flag, const FlagPatch &patch) const
{
    if (auto error = obstacle())
        return error;
    if (onlyReads)
        return makeError(ErrorKind::Forbidden, u"this key can read, but not change anything"_s);
    if (auto error = flagdash::obstacleTo(flag.key, patch))
        return error;
    if (changing.contains(flag))
        return makeError(ErrorKind::Conflict, u"a change of this flag is on its way"_s);
    return std::nullopt;
}

FlagDashProvider::FlagDashProvider(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                                   FlagDashCredentials credentials)
    : d(std::make_unique<Private>(url.adjusted(QUrl::StripTrailingSlash), network, clock,
                                  std::move(credentials)))
{}

FlagDashProvider::~FlagDashProvider() = default;

Pending FlagDashProvider::renewSession(const NewSession &session, Callback<bool> done)
{
    const HttpRequest request = api::bearerRequest(
        d->baseUrl, {.path = flagdash::listPath(d->place(), FlagKind::Flag)}, session.token);
    return d->http.send(request,
                        [this, session, done = std::move(done)](const Result<HttpResponse> &response) {
                            const auto body = api::bodyOf(response, flagdash::readError);
                            if (body) {
                                d->auth.setTokens({session.token, session.refreshToken, session.client});
                                d->schedulesRefused = false;
                            }
                            done(body.map([](const QByteArray &) { return true; }));
                        });
}

const ProviderTraits &FlagDashProvider::traits() const
{
    return d->traits;
}

Pending FlagDashProvider::readProjects(Callback<QVector<ProjectEntry>> done)
{
    const auto step = std::make_shared<Pending>();
    const auto listed = [this, step, done = std::move(done)](Result<QVector<ProjectEntry>> projects) {
        if (projects && !projects->isEmpty())
            done(std::move(projects));
        else if (!projects && !isOutOfReach(projects.error()))
            done(std::move(projects));
        else
            d->probeProject(
                step, projects ? makeError(ErrorKind::NotFound, u"no project"_s) : projects.error(), done);
    };
    *step = api::readProjectTree(
        [this](const api::Call &call, Callback<QByteArray> answered) {
            return d->requests.send(call, std::move(answered));
        },
        {.projectsPath = "/api/v1/manage/projects",
         .environmentsPath = [](const ProjectId &id) -> QByteArray {
             return "/api/v1/manage/environments?project_id=" + api::pathSegment(id.text());
         },
         .readEnvironments = flagdash::readEnvironments},
        listed);
    return Pending([step] { step->cancel(); });
}

void FlagDashProvider::selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment)
{
    if (d->project.id != project.id)
        d->exchanges.clear();
    d->project = project;
    d->environment = environment;
}

EnvironmentId FlagDashProvider::selectedEnvironment() const
{
    return d->environment;
}

QString FlagDashProvider::environmentName(const EnvironmentId &environment) const
{
    for (const EnvironmentEntry &entry : std::as_const(d->project.environments)) {
        if (entry.id == environment && !entry.name.isEmpty())
            return entry.name;
    }
    return environment.text();
}

QVector<EnvironmentEntry> FlagDashProvider::environments() const
{
    return d->project.environments;
}

Pending FlagDashProvider::readRights(Callback<AccountRights> done)
{
    if (d->onlyReads)
        return later([done = std::move(done)] { done(AccountRights{u"reading key"_s, false}); });
    return d->requests.send({.path = "/api/v1/auth/me"}, [done = std::move(done)](Result<QByteArray> body) {
        const auto rights = body ? flagdash::readRights(*body) : tl::unexpected(body.error());
        // Whether keys may ask who they are is not documented: a refusal says nothing about their rights.
        done(!rights && isOutOfReach(rights.error()) ? AccountRights() : rights);
    });
}

Pending FlagDashProvider::readFlags(Callback<Snapshot> done)
{
    if (const auto error = d->obstacle())
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    return flagdash::readAll(d->requests, d->place(), std::move(done));
}

Pending FlagDashProvider::readFlag(const FlagRef &flag, Callback<Flag> done)
{
    if (const auto error = d->obstacle())
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    const flagdash::Place place = d->placeOf(flag);
    if (flag.kind() == FlagKind::Flag && !d->onlyReads && !d->schedulesRefused) {
        const api::Call call = d->flagCall("GET", flag, flagdash::recordPath(place, flag.key));
        return flagdash::readWithSchedules(
            d->requests, d->clock, place, flag, call, [this] { d->schedulesRefused = true; },
            std::move(done));
    }
    const auto step = std::make_shared<Pending>();
    d->read(step, flag, done);
    return Pending([step] { step->cancel(); });
}

Pending FlagDashProvider::setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done)
{
    if (const auto error = d->obstacleTo(flag, patch))
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    d->changing.insert(flag);
    const auto step = std::make_shared<Pending>();
    const Callback<Flag> answered = [this, flag, done = std::move(done)](Result<Flag> result) {
        d->changing.remove(flag);
        done(std::move(result));
    };
    d->order(step, flag, patch, true, answered);
    return Pending([this, flag, step] {
        d->changing.remove(flag);
        step->cancel();
    });
}

Pending FlagDashProvider::prepareStream(bool afterUnauthorized, Callback<StreamRequest> done)
{
    if (!afterUnauthorized)
        return later([done = std::move(done), request = d->streamRequest()] { done(request); });
    if (!d->credentials.streamKey.isEmpty()) {
        return later([done = std::move(done)] {
            done(tl::unexpected(
                makeError(ErrorKind::SignInNeeded, u"the server does not accept the key for its stream"_s)));
        });
    }
    return d->auth.tokenInsteadOf(d->auth.token(),
                                  [this, done = std::move(done)](const Result<QByteArray> &renewed) {
                                      if (renewed)
                                          done(d->streamRequest());
                                      else
                                          done(tl::unexpected(renewed.error()));
                                  });
}

StreamRequest FlagDashProvider::Private::streamRequest() const
{
    const bool usesToken = credentials.streamKey.isEmpty();
    const QByteArray &key = usesToken ? auth.token() : credentials.streamKey;
    QByteArrayList query;
    // A key knows its environment; a person's token has to say which one is meant.
    if (usesToken && !onlyReads && !obstacle()) {
        query.append("project_id=" + api::pathSegment(project.id.text()));
        query.append("environment_id=" + api::pathSegment(environment.text()));
    }
    return way.request(baseUrl, key, std::move(query));
}

bool FlagDashProvider::tryOtherStream(int refusedWith)
{
    return d->way.tryOther(refusedWith, d->mayBeInAddress());
}

FlagChange FlagDashProvider::decode(const StreamEvent &event)
{
    return flagdash::decodeEvent(event);
}

Error FlagDashProvider::streamError(int httpStatus, const QByteArray &body) const
{
    return flagdash::readError(httpStatus, body);
}

QString FlagDashProvider::requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const
{
    const bool flips = flag.kind() == FlagKind::Flag && patch.enabled;
    if (flips || d->onlyReads || d->obstacle() || flagdash::obstacleTo(flag.key, patch))
        return {};
    return api::curlLine(d->baseUrl, d->changeCall(flag, patch));
}

QString FlagDashProvider::lastExchange(const FlagRef &flag) const
{
    const QString *text = d->exchanges.object(flag);
    return text ? *text : QString();
}

} // namespace signalbox
