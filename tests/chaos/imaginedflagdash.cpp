// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginedflagdash.h"

#include "chaos/flagdashwords.h"
#include "chaos/imaginedjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto tokenLife = 15s; ///< of OAuth: short, so that it runs out between a reading and a flip
const QByteArray personalToken = "pat_mia";
const QByteArray streamKey = "sk_prod";
const QByteArray client = "console";

ImaginedAnswer refused(int status, const QJsonObject &body)
{
    ImaginedAnswer made;
    made.status = status;
    made.body = compactJson(body);
    return made;
}

ImaginedAnswer notFound()
{
    return refused(404, {{u"error"_s, u"Not found"_s}});
}

std::optional<FlagKind> kindOf(const QString &collection)
{
    if (collection == u"flags")
        return FlagKind::Flag;
    if (collection == u"configs")
        return FlagKind::Config;
    if (collection == u"ai-configs")
        return FlagKind::AiConfig;
    return std::nullopt;
}

} // namespace

/// /api/v1/manage/<collection>[/<key>[/<action>]]?project_id=…&environment_id=…
struct ImaginedFlagDash::Place
{
    QByteArray method;
    std::optional<FlagKind> kind; ///< absent: no such collection
    FlagRef ref;
    QString action;

    static Place of(const ImaginedRequest &request)
    {
        const QStringList parts = request.url.path(QUrl::FullyEncoded).split(u'/');
        const QUrlQuery query(request.url);
        const auto part = [&parts](qsizetype i) {
            return QUrl::fromPercentEncoding(parts.value(i).toUtf8());
        };
        Place place;
        place.method = request.method;
        const bool isProject = query.queryItemValue(u"project_id"_s) == Truth::project().text();
        if (isProject && part(3) == u"manage")
            place.kind = kindOf(part(4));
        place.ref = {EnvironmentId(query.queryItemValue(u"environment_id"_s)),
                     FlagKey(part(5), place.kind.value_or(FlagKind::Flag))};
        place.action = part(6);
        return place;
    }
};

ImaginedFlagDash::ImaginedFlagDash(QNetworkAccessManager &network, const ManualClock &clock, quint32 seed)
    : m_clock(clock)
    , m_credential(Credential(seed % 3))
    , m_whim(seed ^ 0xf1a9)
    , m_truth(clock)
    , m_provider(connection().url, network, clock, newTokens())
{
    m_provider.selectEnvironment({Truth::project(), u"shop"_s, {}}, Truth::shown());
}

FaultTarget ImaginedFlagDash::targetOf(const ImaginedRequest &request) const
{
    const QString path = request.url.path();
    if (path.endsWith(u"/sse") || path.endsWith(u"/realtime"))
        return FaultTarget::Stream;
    if (path.startsWith(u"/oauth/"))
        return FaultTarget::SignIn;
    return request.method == "GET" ? FaultTarget::Reads : FaultTarget::Changes;
}

bool ImaginedFlagDash::isKnown(const ImaginedRequest &request) const
{
    QByteArray token = request.token;
    const QUrlQuery query(request.url);
    if (token.isEmpty())
        token = query.queryItemValue(u"api_key"_s).toLatin1();
    if (token == streamKey)
        return request.target == FaultTarget::Stream;
    // A person's token reaches many environments; its stream has to name the one to watch.
    const bool isNamed = query.queryItemValue(u"environment_id"_s) == Truth::shown().text();
    if (request.target == FaultTarget::Stream && !isNamed)
        return false;
    return m_tokens.contains(token) && m_clock.now() <= m_tokens.value(token);
}

QByteArray ImaginedFlagDash::refusal(const QString &code, const QString &message) const
{
    return compactJson({{u"error"_s, code}, {u"message"_s, message}});
}

FlagDashCredentials ImaginedFlagDash::newTokens()
{
    FlagDashCredentials made;
    if (m_credential != Credential::OAuth) {
        made.token = personalToken;
        if (m_credential == Credential::StreamKey)
            made.streamKey = streamKey;
        m_tokens.insert(personalToken, MonotonicTime::max());
        return made;
    }
    const QByteArray number = QByteArray::number(++m_lastToken);
    made.token = "access-" + number;
    made.refreshToken = m_refreshToken = "refresh-" + number;
    made.client = client;
    m_tokens.insert(made.token, m_clock.now() + tokenLife);
    return made;
}

ImaginedAnswer ImaginedFlagDash::renew(const QByteArray &body)
{
    const QJsonObject asked = QJsonDocument::fromJson(body).object();
    const bool isRight = asked.value(u"grant_type"_s) == u"refresh_token"_s
                         && asked.value(u"client_id"_s) == QString::fromLatin1(client)
                         && asked.value(u"refresh_token"_s) == QString::fromLatin1(m_refreshToken);
    if (!isRight)
        return refused(400, {{u"error"_s, u"invalid_grant"_s}});
    const FlagDashCredentials made = newTokens(); // the one that was used is dead, whatever becomes of this
    ImaginedAnswer answer;
    answer.body = compactJson({{u"access_token"_s, QString::fromLatin1(made.token)},
                               {u"refresh_token"_s, QString::fromLatin1(made.refreshToken)},
                               {u"token_type"_s, u"Bearer"_s},
                               {u"expires_in"_s, qint64(std::chrono::seconds(tokenLife).count())}});
    return answer;
}

ImaginedOutcome ImaginedFlagDash::carryOut(const ImaginedRequest &request, const DrawLie &lie)
{
    ImaginedOutcome outcome;
    if (request.target == FaultTarget::SignIn) {
        outcome.answer = renew(request.body);
        return outcome;
    }
    const Place place = Place::of(request);
    if (!place.kind)
        outcome.answer = notFound();
    else if (request.target == FaultTarget::Changes)
        outcome = change(place, request.body, lie);
    else if (place.ref.key.isEmpty())
        outcome.answer = list(place);
    else
        outcome.answer = one(place);
    return outcome;
}

ImaginedAnswer ImaginedFlagDash::list(const Place &place) const
{
    QJsonArray array;
    if (*place.kind == FlagKind::AiConfig) {
        for (const Flag &file : m_truth.flagsOf(place.ref.environment)) {
            if (file.kind() == FlagKind::AiConfig)
                array.append(flagdashwords::fileJson(file));
        }
    } else {
        for (const FlagKey &key : m_truth.definitions(*place.kind))
            array.append(flagdashwords::definitionJson(m_truth.statesOf(key), m_truth.isArchived(key)));
    }
    ImaginedAnswer made;
    made.body = compactJson({{flagdashwords::listName(*place.kind), array}});
    return made;
}

ImaginedAnswer ImaginedFlagDash::one(const Place &place) const
{
    ImaginedAnswer made;
    if (*place.kind == FlagKind::AiConfig) {
        const Flag *file = m_truth.find(place.ref);
        if (!file)
            return notFound();
        made.body = compactJson({{u"ai_config"_s, flagdashwords::fileJson(*file)}});
        return made;
    }
    const std::vector<Flag> states = m_truth.statesOf(place.ref.key);
    if (states.empty())
        return notFound();
    if (place.action == u"schedules")
        made.body = compactJson({{u"schedules"_s, QJsonArray()}});
    else
        made.body = compactJson({{*place.kind == FlagKind::Flag ? u"flag"_s : u"config"_s,
                                  flagdashwords::definitionJson(states, m_truth.isArchived(place.ref.key))}});
    return made;
}

ImaginedOutcome ImaginedFlagDash::change(const Place &place, const QByteArray &body, const DrawLie &lie)
{
    ImaginedOutcome outcome;
    const Flag *found = m_truth.find(place.ref);
    if (!found) { // archived ones are not changed either
        outcome.answer = notFound();
        return outcome;
    }
    const Flag before = *found;
    const auto patch = place.action == u"toggle" && place.method == "POST" && body.isEmpty()
                           ? std::optional(FlagPatch{.enabled = !before.enabled, .defaultValue = {}})
                           : flagdashwords::patchFrom(place.ref.kind(), place.action, body);
    if (!patch) {
        outcome.answer = refused(422, {{u"error"_s, u"Validation failed"_s}});
        return outcome;
    }
    const auto lied = lie();
    Flag after = patched(before, *patch);
    if (lied == LieKind::NotApplied) {
        if (after.updatedAt)
            after.updatedAt = std::max(m_clock.wallTime(), *after.updatedAt + 1ms);
        m_truth.noteSaid(after);
    } else {
        outcome.changed = place.ref;
        outcome.madeSo = *patch;
        make(before, *patch, !lied);
        after = *m_truth.find(place.ref);
    }
    outcome.answer.body = stateAfter(after, *patch);
    return outcome;
}

void ImaginedFlagDash::make(const Flag &before, const FlagPatch &patch, bool announced)
{
    const FlagRef ref = refOf(before);
    switch (before.kind()) {
    case FlagKind::Flag:
        if (patch.rollout)
            m_truth.setRollout(ref, *patch.rollout, announced);
        else
            m_truth.flip(ref, announced);
        break;
    case FlagKind::Config: m_truth.setValue(ref, patch.defaultValue, announced); break;
    case FlagKind::AiConfig: m_truth.editFile(ref, patch, announced); break;
    }
}

/// What the vendor's clients do not rely on (providers/flagdash.md 4.2) is missing now and then.
QByteArray ImaginedFlagDash::stateAfter(const Flag &flag, const FlagPatch &patch)
{
    if (flag.kind() == FlagKind::AiConfig)
        return compactJson({{u"ai_config"_s, flagdashwords::fileJson(flag)}});
    if (flag.kind() == FlagKind::Config)
        return compactJson({{u"config_environment"_s, flagdashwords::configStateJson(flag)}});
    QJsonObject state = flagdashwords::flagStateJson(flag);
    state.remove(u"value"_s);
    state.remove(u"rules"_s);
    if (!patch.rollout && m_whim.bounded(3) == 0)
        state.remove(u"rollout_percentage"_s);
    if (m_whim.bounded(8) == 0)
        state.remove(u"enabled"_s);
    return compactJson({{u"flag_environment"_s, state}});
}

// --- the stream -----------------------------------------------------------------------------------------

QByteArray ImaginedFlagDash::greeting() const
{
    return "event: connected\ndata: {}\n\n";
}

/// Comment lines and events of their own are both seen.
QByteArray ImaginedFlagDash::heartbeat() const
{
    return m_clock.now().time_since_epoch() / 1s % 2 == 0 ? ": keep-alive\n\n" : "event: ping\ndata: {}\n\n";
}

/// What is behind the name of an event is what gets it dispatched.
qsizetype ImaginedFlagDash::visibleCut(const QByteArray &frame) const
{
    return frame.indexOf("\ndata: ") + qsizetype(sizeof "\ndata: ");
}

QByteArray ImaginedFlagDash::frameOf(const Truth::Change &change, WallTime)
{
    if (change.flag.environment != Truth::shown())
        return {};
    const Flag *flag = m_truth.find(change.flag);
    switch (m_whim.bounded(12)) {
    case 0: return flagdashwords::namelessFrame(change.type);
    case 1:
    case 2: return flagdashwords::carryingFrame(change.type, change.flag.key, flag);
    case 3:
    case 4:
    case 5:
        if (flag && !change.type.endsWith("created"))
            return flagdashwords::productPageFrame(*flag);
        break;
    default: break;
    }
    return flagdashwords::plainFrame(change.type, change.flag.key);
}

// --- the console's end ----------------------------------------------------------------------------------

ConnectionInfo ImaginedFlagDash::connection() const
{
    return imaginedConnection(u"https://flagdash.example"_s);
}

Pending ImaginedFlagDash::signIn(Callback<bool> done)
{
    const FlagDashCredentials made = newTokens();
    NewSession session;
    session.token = made.token;
    session.refreshToken = made.refreshToken;
    session.client = made.client;
    return m_provider.renewSession(session, std::move(done));
}

} // namespace signalbox
