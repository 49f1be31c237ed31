// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulprovider.h"

#include "core/later.h"
#include "core/limits.h"
#include "protocol/httpclient.h"
#include "providers/common/apicall.h"
#include "providers/common/projecttree.h"
#include "providers/common/snapshotof.h"
#include "providers/togul/togulauth.h"
#include "providers/togul/togulevents.h"
#include "providers/togul/toguljson.h"
#include "providers/togul/togulrequests.h"

#include <QCache>
#include <QHash>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

Error makeError(ErrorKind kind, const QString &detail)
{
    return Error{kind, detail, std::nullopt, std::nullopt};
}

} // namespace

class TogulProvider::Private
{
public:
    using Step = std::shared_ptr<Pending>;

    Private(QUrl url, QNetworkAccessManager &network, const Clock &clock, const TogulCredentials &credentials)
        : baseUrl(std::move(url))
        , apiKey(credentials.apiKey)
        , http(network, clock)
        , auth(http, clock, baseUrl)
        , requests(http, auth, baseUrl)
        , exchanges(limits::exchangesKept)
    {
        auth.setTokens(credentials.accessToken, credentials.refreshToken);
        auth.setPassword(credentials.email, credentials.password);
    }

    /// Why the management API cannot be asked at all.
    [[nodiscard]] std::optional<Error> obstacle(bool needsEnvironment) const;
    [[nodiscard]] QByteArray flagsPath() const;
    [[nodiscard]] QByteArray flagPath(const FlagId &id) const
    {
        return flagsPath() + '/' + api::pathSegment(id.text());
    }
    [[nodiscard]] api::Call flagCall(const QByteArray &method, const FlagRef &flag, const FlagId &id);

    Pending listFlags(Callback<QVector<Flag>> done);
    void lookUp(const Step &step, const FlagRef &flag, const Callback<FlagId> &done);
    void readById(const Step &step, const FlagRef &flag, const FlagId &id, bool isFresh,
                  const Callback<Flag> &done);
    void patchById(const Step &step, const FlagRef &flag, const FlagId &id, const FlagPatch &patch,
                   const Callback<Flag> &done);
    [[nodiscard]] static Result<Flag> readAbout(const FlagRef &flag, const QByteArray &body);

    QUrl baseUrl;
    QByteArray apiKey;
    HttpClient http;
    togul::Auth auth;
    togul::Requests requests;
    togul::EventDecoder decoder;
    ProjectEntry project;
    EnvironmentId environment;
    QHash<FlagRef, FlagId> ids; ///< of the selected project; the API has no look-up by key
    QCache<FlagRef, QString> exchanges;
    QByteArray streamToken; ///< what the last stream request carried
    ProviderTraits traits{.name = u"Togul"_s,
                          .eventsCarryValues = false,
                          .snapshotHoldsRules = false,
                          .setsAbsolutely = true,
                          .streamsWholeProject = true,
                          .heartbeat = 30s,
                          .pollEvery = 30s};
};

std::optional<Error> TogulProvider::Private::obstacle(bool needsEnvironment) const
{
    if (!apiKey.isEmpty())
        return makeError(ErrorKind::Forbidden,
                         u"an API key can watch changes, but not list or change flags"_s);
    if (needsEnvironment && (project.id.isEmpty() || environment.isEmpty()))
        return makeError(ErrorKind::NotFound, u"no environment is selected"_s);
    return std::nullopt;
}

QByteArray TogulProvider::Private::flagsPath() const
{
    return "/api/v1/projects/" + api::pathSegment(project.id.text()) + "/flags";
}

api::Call TogulProvider::Private::flagCall(const QByteArray &method, const FlagRef &flag, const FlagId &id)
{
    return {.method = method,
            .path = flagPath(id),
            .observer = [this, flag](const HttpRequest &request, const Result<HttpResponse> &response) {
                auto text = std::make_unique<QString>(api::exchangeText(request, response));
                const qsizetype cost = text->size();
                exchanges.insert(flag, text.release(), cost);
            }};
}

Pending TogulProvider::Private::listFlags(Callback<QVector<Flag>> done)
{
    return requests.send({.path = flagsPath()},
                         [this, asked = project.id, done = std::move(done)](Result<QByteArray> body) {
                             auto flags = body ? togul::readFlags(*body) : tl::unexpected(body.error());
                             if (flags && asked == project.id) {
                                 ids.clear();
                                 for (const Flag &flag : *flags)
                                     ids.insert({flag.environment, flag.key}, flag.id);
                             }
                             done(std::move(flags));
                         });
}

/// Finds the id of a flag by a list call.
void TogulProvider::Private::lookUp(const Step &step, const FlagRef &flag, const Callback<FlagId> &done)
{
    *step = listFlags([flag, done](Result<QVector<Flag>> flags) {
        if (!flags) {
            done(tl::unexpected(flags.error()));
            return;
        }
        for (const Flag &candidate : std::as_const(*flags)) {
            if (candidate.key == flag.key && candidate.environment == flag.environment) {
                done(candidate.id);
                return;
            }
        }
        done(tl::unexpected(makeError(ErrorKind::NotFound, u"there is no such flag in this environment"_s)));
    });
}

/// @p isFresh: the id was looked up just now, so a 404 means what it says. Else the flag may have been
/// deleted and made anew under another id.
void TogulProvider::Private::readById(const Step &step, const FlagRef &flag, const FlagId &id, bool isFresh,
                                      const Callback<Flag> &done)
{
    *step =
        requests.send(flagCall("GET", flag, id), [this, step, flag, isFresh, done](Result<QByteArray> body) {
            if (!body && body.error().kind == ErrorKind::NotFound && !isFresh) {
                ids.remove(flag);
                lookUp(step, flag, [this, step, flag, done](Result<FlagId> found) {
                    if (found)
                        readById(step, flag, *found, true, done);
                    else
                        done(tl::unexpected(found.error()));
                });
                return;
            }
            done(body ? readAbout(flag, *body) : tl::unexpected(body.error()));
        });
}

void TogulProvider::Private::patchById(const Step &step, const FlagRef &flag, const FlagId &id,
                                       const FlagPatch &patch, const Callback<Flag> &done)
{
    api::Call call = flagCall("PATCH", flag, id);
    call.body = togul::writePatch(patch);
    *step = requests.send(call, [flag, done](Result<QByteArray> body) {
        done(body ? readAbout(flag, *body) : tl::unexpected(body.error()));
    });
}

Result<Flag> TogulProvider::Private::readAbout(const FlagRef &flag, const QByteArray &body)
{
    auto read = togul::readFlag(body);
    if (read && (read->key != flag.key || read->environment != flag.environment))
        return tl::unexpected(makeError(ErrorKind::BadAnswer, u"the server answered about another flag"_s));
    return read;
}

TogulProvider::TogulProvider(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                             TogulCredentials credentials)
    : d(std::make_unique<Private>(url.adjusted(QUrl::StripTrailingSlash), network, clock, credentials))
{}

TogulProvider::~TogulProvider() = default;

Pending TogulProvider::signIn(const QString &email, const QString &password, Callback<TogulSignedIn> done)
{
    return d->auth.signIn(email, password, [done = std::move(done)](Result<togul::Session> session) {
        if (session)
            done(TogulSignedIn{session->userName, session->email, session->organization, session->role});
        else
            done(tl::unexpected(session.error()));
    });
}

Pending TogulProvider::signOut(Callback<bool> done)
{
    return d->auth.signOut(std::move(done));
}

Pending TogulProvider::renewSession(const NewSession &session, Callback<bool> done)
{
    return signIn(session.email, session.password, [done = std::move(done)](Result<TogulSignedIn> signedIn) {
        done(signedIn ? Result<bool>(true) : tl::unexpected(signedIn.error()));
    });
}

const ProviderTraits &TogulProvider::traits() const
{
    return d->traits;
}

Pending TogulProvider::readProjects(Callback<QVector<ProjectEntry>> done)
{
    if (const auto error = d->obstacle(false))
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    return api::readProjectTree(
        [this](const api::Call &call, Callback<QByteArray> answered) {
            return d->requests.send(call, std::move(answered));
        },
        {.projectsPath = "/api/v1/projects",
         .environmentsPath = [](const ProjectId &id) -> QByteArray {
             return "/api/v1/projects/" + api::pathSegment(id.text()) + "/environments";
         },
         .readEnvironments = togul::readEnvironments},
        std::move(done));
}

void TogulProvider::selectEnvironment(const ProjectEntry &project, const EnvironmentId &environment)
{
    if (d->project.id != project.id) {
        d->ids.clear();
        d->exchanges.clear();
    }
    d->project = project;
    d->environment = environment;
}

EnvironmentId TogulProvider::selectedEnvironment() const
{
    return d->environment;
}

QString TogulProvider::environmentName(const EnvironmentId &environment) const
{
    for (const EnvironmentEntry &entry : std::as_const(d->project.environments)) {
        if (entry.id == environment && !entry.name.isEmpty())
            return entry.name;
    }
    return environment.text();
}

QVector<EnvironmentEntry> TogulProvider::environments() const
{
    return d->project.environments;
}

Pending TogulProvider::readRights(Callback<AccountRights> done)
{
    if (const auto error = d->obstacle(false))
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    return d->requests.send({.path = "/api/v1/me"}, [done = std::move(done)](Result<QByteArray> body) {
        done(body ? togul::readRights(*body) : tl::unexpected(body.error()));
    });
}

Pending TogulProvider::readFlags(Callback<Snapshot> done)
{
    if (const auto error = d->obstacle(true))
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    return d->listFlags([done = std::move(done), environment = d->environment](Result<QVector<Flag>> flags) {
        done(std::move(flags).map(
            [&environment](QVector<Flag> &&all) { return api::snapshotOf(std::move(all), environment); }));
    });
}

Pending TogulProvider::readFlag(const FlagRef &flag, Callback<Flag> done)
{
    if (const auto error = d->obstacle(true))
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    const auto step = std::make_shared<Pending>();
    if (const FlagId id = d->ids.value(flag); !id.isEmpty()) {
        d->readById(step, flag, id, false, done);
    } else {
        d->lookUp(step, flag, [this, step, flag, done = std::move(done)](Result<FlagId> found) {
            if (found)
                d->readById(step, flag, *found, true, done);
            else
                done(tl::unexpected(found.error()));
        });
    }
    return Pending([step] { step->cancel(); });
}

Pending TogulProvider::setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done)
{
    auto error = d->obstacle(true);
    if (!error && patch.rollout)
        error = makeError(ErrorKind::Rejected, u"Togul has percentages in rules, none of a flag itself"_s);
    if (error)
        return later([done = std::move(done), error = *error] { done(tl::unexpected(error)); });
    const auto step = std::make_shared<Pending>();
    if (const FlagId id = d->ids.value(flag); !id.isEmpty()) {
        d->patchById(step, flag, id, patch, done);
    } else {
        d->lookUp(step, flag, [this, step, flag, patch, done = std::move(done)](Result<FlagId> found) {
            if (found)
                d->patchById(step, flag, *found, patch, done);
            else
                done(tl::unexpected(api::notSent(found.error())));
        });
    }
    return Pending([step] { step->cancel(); });
}

Pending TogulProvider::prepareStream(bool afterUnauthorized, Callback<StreamRequest> done)
{
    QUrl url = d->baseUrl;
    url.setPath(url.path() + u"/api/v1/stream"_s);
    if (!d->apiKey.isEmpty()) {
        if (afterUnauthorized) {
            return later([done = std::move(done)] {
                done(tl::unexpected(
                    makeError(ErrorKind::SignInNeeded, u"the server does not accept the API key"_s)));
            });
        }
        return later([done = std::move(done), url, key = d->apiKey] {
            done(StreamRequest{url, {{"X-API-Key", key}}});
        });
    }
    auto withToken = [this, url, done = std::move(done)](Result<QByteArray> token) {
        if (!token) {
            done(tl::unexpected(token.error()));
            return;
        }
        d->streamToken = *token;
        done(StreamRequest{url, {{"Authorization", "Bearer " + *token}}});
    };
    if (afterUnauthorized)
        return d->auth.tokenInsteadOf(d->streamToken, std::move(withToken));
    return d->auth.token(std::move(withToken));
}

FlagChange TogulProvider::decode(const StreamEvent &event)
{
    return d->decoder.decode(event);
}

Error TogulProvider::streamError(int httpStatus, const QByteArray &body) const
{
    return togul::readError(httpStatus, body);
}

QString TogulProvider::requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const
{
    const FlagId id = d->ids.value(flag);
    if (d->obstacle(true) || id.isEmpty() || patch.rollout || (!patch.enabled && !patch.defaultValue))
        return {};
    return api::curlLine(d->baseUrl,
                         {.method = "PATCH", .path = d->flagPath(id), .body = togul::writePatch(patch)});
}

QString TogulProvider::lastExchange(const FlagRef &flag) const
{
    const QString *text = d->exchanges.object(flag);
    return text ? *text : QString();
}

} // namespace signalbox
