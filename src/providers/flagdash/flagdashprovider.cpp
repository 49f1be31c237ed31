// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashprovider.h"

#include "core/later.h"
#include "core/limits.h"
#include "protocol/httpclient.h"
#include "providers/common/projecttree.h"
#include "providers/common/snapshotof.h"
#include "providers/flagdash/flagdashevents.h"
#include "providers/flagdash/flagdashjson.h"
#include "providers/flagdash/flagdashrequests.h"

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
    /// How the stream is asked for: providers/flagdash.md 9, in this order.
    enum class StreamWay { Header, Query, OtherPath };

    Private(const QUrl &url, QNetworkAccessManager &network, const Clock &clock, FlagDashCredentials given)
        : baseUrl(url)
        , credentials(std::move(given))
        , http(network, clock)
        , auth(http, baseUrl, {credentials.token, credentials.refreshToken, credentials.client})
        , requests(http, auth, baseUrl)
        , exchanges(limits::exchangesKept)
    {}

    [[nodiscard]] std::optional<Error> obstacle() const;
    [[nodiscard]] QByteArray flagsPath() const;
    [[nodiscard]] bool mayBeInAddress() const;
    [[nodiscard]] QByteArray flagPath(const FlagKey &key, const QByteArray &action = {}) const;
    [[nodiscard]] api::Call flagCall(const QByteArray &method, const FlagRef &flag, const QByteArray &path);
    void probeProject(const Step &step, const Error &refusal, const Callback<QVector<ProjectEntry>> &done);
    void probeKey(const Step &step, const Error &refusal, const Callback<QVector<ProjectEntry>> &done);
    void read(const Step &step, const FlagRef &flag, const Callback<Flag> &done);
    void order(const Step &step, const FlagRef &flag, bool wanted, bool mayRepeat,
               const Callback<Flag> &done);
    void flip(const Step &step, const Flag &now, const Callback<Flag> &done);
    [[nodiscard]] StreamRequest streamRequest() const;
    [[nodiscard]] static Result<Flag> stateIn(const EnvironmentId &environment, Result<QVector<Flag>> flags);

    QUrl baseUrl;
    FlagDashCredentials credentials;
    HttpClient http;
    flagdash::Auth auth;
    Requests requests;
    ProjectEntry project;
    EnvironmentId environment;
    bool onlyReads = false; ///< the credential reaches the server tier, and no further
    StreamWay way = StreamWay::Header;
    QSet<FlagRef> flipping; ///< two flips of one flag at a time would undo each other
    QCache<FlagRef, QString> exchanges;
    ProviderTraits traits{.name = u"FlagDash"_s,
                          .eventsCarryValues = false,
                          .snapshotHoldsRules = true,
                          .setsAbsolutely = false,
                          .setsDefaultValue = false,
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

QByteArray FlagDashProvider::Private::flagsPath() const
{
    if (onlyReads)
        return "/api/v1/server/flags";
    return "/api/v1/manage/flags?project_id=" + api::pathSegment(project.id.text());
}

QByteArray FlagDashProvider::Private::flagPath(const FlagKey &key, const QByteArray &action) const
{
    const QByteArray segment = api::pathSegment(key.text());
    if (onlyReads)
        return "/api/v1/server/flags/" + segment;
    QByteArray path =
        "/api/v1/manage/flags/" + segment + action + "?project_id=" + api::pathSegment(project.id.text());
    if (!action.isEmpty())
        path += "&environment_id=" + api::pathSegment(environment.text());
    return path;
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
    *step =
        requests.send(flagCall("GET", flag, flagPath(flag.key)), [this, flag, done](Result<QByteArray> body) {
            if (!body) {
                done(tl::unexpected(body.error()));
                return;
            }
            Result<Flag> read = onlyReads ? flagdash::readServerFlag(*body, flag.environment)
                                          : stateIn(flag.environment, flagdash::readFlag(*body));
            if (read && read->key != flag.key)
                read = tl::unexpected(
                    makeError(ErrorKind::BadAnswer, u"the server answered about another flag"_s));
            done(std::move(read));
        });
}

Result<Flag> FlagDashProvider::Private::stateIn(const EnvironmentId &environment, Result<QVector<Flag>> flags)
{
    if (!flags)
        return tl::unexpected(flags.error());
    for (const Flag &flag : std::as_const(*flags)) {
        if (flag.environment == environment)
            return flag;
    }
    return tl::unexpected(
        makeError(ErrorKind::NotFound, u"the server has no state of this flag in this environment"_s));
}

/// Reads, and flips only if that is needed. Where the token ran out in between, both are done once more with
/// a new one: a flip that was answered with 401 was not made.
void FlagDashProvider::Private::order(const Step &step, const FlagRef &flag, bool wanted, bool mayRepeat,
                                      const Callback<Flag> &done)
{
    const auto flipped = [this, step, flag, wanted, mayRepeat, done](Result<Flag> result) {
        const bool ranOut =
            !result && result.error().httpStatus == 401 && result.error().kind == ErrorKind::SignInNeeded;
        if (!ranOut || !mayRepeat || !auth.canRenew()) {
            done(std::move(result));
            return;
        }
        *step = auth.tokenInsteadOf(auth.token(),
                                    [this, step, flag, wanted, done](const Result<QByteArray> &renewed) {
                                        if (renewed)
                                            order(step, flag, wanted, false, done);
                                        else
                                            done(tl::unexpected(api::notSent(renewed.error())));
                                    });
    };
    read(step, flag, [this, step, wanted, flipped, done](Result<Flag> now) {
        if (!now)
            done(tl::unexpected(api::notSent(now.error())));
        else if (now->enabled == wanted)
            done(std::move(now));
        else
            flip(step, *now, flipped);
    });
}

/// @p now was read a moment ago and is not what is wanted.
void FlagDashProvider::Private::flip(const Step &step, const Flag &now, const Callback<Flag> &done)
{
    const FlagRef flag{now.environment, now.key};
    *step =
        requests.send(flagCall("POST", flag, flagPath(flag.key, "/toggle")), [this, step, flag, now,
                                                                              done](Result<QByteArray> body) {
            const auto toggled =
                body ? flagdash::readToggled(*body, flag.environment) : tl::unexpected(body.error());
            if (!toggled) {
                done(tl::unexpected(toggled.error()));
            } else if (*toggled) {
                // Not what was wanted: somebody flipped between our reading and our flip.
                // It is reported as it is; flipping once more is a person's decision.
                Flag answer = now;
                answer.enabled = **toggled;
                done(std::move(answer));
            } else {
                read(step, flag, [done](Result<Flag> read) {
                    done(read ? std::move(read) : tl::unexpected(api::afterSending(read.error())));
                });
            }
        });
}

FlagDashProvider::FlagDashProvider(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                                   FlagDashCredentials credentials)
    : d(std::make_unique<Private>(url.adjusted(QUrl::StripTrailingSlash), network, clock,
                                  std::move(credentials)))
{}

FlagDashProvider::~FlagDashProvider() = default;

Pending FlagDashProvider::renewSession(const NewSession &session, Callback<bool> done)
{
    const HttpRequest request = api::bearerRequest(d->baseUrl, {.path = d->flagsPath()}, session.token);
    return d->http.send(
        request, [this, token = session.token, done = std::move(done)](const Result<HttpResponse> &response) {
            const auto body = api::bodyOf(response, flagdash::readError);
            if (body)
                d->auth.setToken(token);
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
    return d->requests.send({.path = d->flagsPath()}, [environment = d->environment, onlyReads = d->onlyReads,
                                                       done = std::move(done)](Result<QByteArray> body) {
        if (!body) {
            done(tl::unexpected(body.error()));
            return;
        }
        if (onlyReads) {
            done(flagdash::readServerFlags(*body, environment).map([](QVector<Flag> &&own) {
                return Snapshot{std::move(own), {}, false}; // the key tells of its own environment
            }));
            return;
        }
        done(flagdash::readFlags(*body).map(
            [&environment](QVector<Flag> &&all) { return api::snapshotOf(std::move(all), environment); }));
    });
}

Pending FlagDashProvider::readFlag(const FlagRef &flag, Callback<Flag> done)
{
    if (const auto error = d->obstacle())
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    const auto step = std::make_shared<Pending>();
    d->read(step, flag, done);
    return Pending([step] { step->cancel(); });
}

Pending FlagDashProvider::setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done)
{
    std::optional<Error> error = d->obstacle();
    if (!error && d->onlyReads)
        error = makeError(ErrorKind::Forbidden, u"this key can read flags, but not change them"_s);
    if (!error && (patch.defaultValue || !patch.enabled))
        error = makeError(ErrorKind::Rejected, u"FlagDash's default value belongs to all environments"_s);
    if (!error && d->flipping.contains(flag))
        error = makeError(ErrorKind::Conflict, u"a change of this flag is on its way"_s);
    if (error)
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    d->flipping.insert(flag);
    const auto step = std::make_shared<Pending>();
    const Callback<Flag> answered = [this, flag, done = std::move(done)](Result<Flag> result) {
        d->flipping.remove(flag);
        done(std::move(result));
    };
    d->order(step, flag, *patch.enabled, true, answered);
    return Pending([this, flag, step] {
        d->flipping.remove(flag);
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
    StreamRequest request;
    request.url = baseUrl;
    request.url.setPath(request.url.path()
                        + (way == StreamWay::OtherPath ? u"/api/v1/realtime"_s : u"/api/v1/sse"_s));
    if (way == StreamWay::Query)
        query.append("api_key=" + api::pathSegment(QString::fromLatin1(key)));
    else
        request.headers.append({"Authorization", "Bearer " + key});
    if (!query.isEmpty())
        request.url.setQuery(QString::fromLatin1(query.join('&')));
    return request;
}

bool FlagDashProvider::tryOtherStream(int refusedWith)
{
    if (refusedWith == 401 && d->way == Private::StreamWay::Header && d->mayBeInAddress()) {
        d->way = Private::StreamWay::Query;
        return true;
    }
    if (refusedWith == 404 && d->way != Private::StreamWay::OtherPath) {
        d->way = Private::StreamWay::OtherPath;
        return true;
    }
    d->way = Private::StreamWay::Header; // all over again, should somebody ask anew
    return false;
}

FlagChange FlagDashProvider::decode(const StreamEvent &event)
{
    return flagdash::decodeEvent(event);
}

Error FlagDashProvider::streamError(int httpStatus, const QByteArray &body) const
{
    return flagdash::readError(httpStatus, body);
}

QString FlagDashProvider::lastExchange(const FlagRef &flag) const
{
    const QString *text = d->exchanges.object(flag);
    return text ? *text : QString();
}

} // namespace signalbox
