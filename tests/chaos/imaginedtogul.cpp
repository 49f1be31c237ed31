// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginedtogul.h"

#include "chaos/imaginedjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

// A piece of "data: " at the end of an event turns the next line into a field that the standard ignores: the
// only cut that nobody can see.
constexpr qsizetype smallestVisibleCut = 6;

TogulCredentials credentials()
{
    TogulCredentials known;
    known.email = u"mia@example.org"_s;
    known.password = u"secret"_s;
    return known;
}

FlagKey keyOf(int number)
{
    return FlagKey(u"flag-%1"_s.arg(number));
}

} // namespace

ImaginedTogul::ImaginedTogul(QNetworkAccessManager &network, const ManualClock &clock, bool rulesTouchRecord)
    : m_clock(clock)
    , m_truth(clock, rulesTouchRecord)
    , m_provider(connection().url, network, clock, credentials())
{
    m_provider.selectEnvironment({Truth::project(), u"shop"_s, {}}, Truth::shown());
}

// --- the server's end -----------------------------------------------------------------------------------

FaultTarget ImaginedTogul::targetOf(const ImaginedRequest &request) const
{
    const QString path = request.url.path();
    if (path.endsWith(u"/stream"))
        return FaultTarget::Stream;
    if (path.endsWith(u"/login") || path.endsWith(u"/refresh-token") || path.endsWith(u"/logout"))
        return FaultTarget::SignIn;
    return request.method == "GET" ? FaultTarget::Reads : FaultTarget::Changes;
}

bool ImaginedTogul::isKnown(const ImaginedRequest &request) const
{
    return m_accessTokens.contains(request.token);
}

ImaginedOutcome ImaginedTogul::carryOut(const ImaginedRequest &request, const DrawLie &lie)
{
    const QString path = request.url.path();
    ImaginedOutcome outcome;
    if (request.target == FaultTarget::SignIn) {
        if (path.endsWith(u"/login"))
            outcome.answer.body = newTokens();
        else
            outcome.answer = refresh(request.body);
        return outcome;
    }
    const QString id = path.section(u'/', -1);
    if (path.endsWith(u"/flags"))
        outcome.answer = list();
    else if (request.target == FaultTarget::Reads)
        outcome.answer = one(id);
    else
        outcome = change(id, request.body, lie);
    return outcome;
}

QByteArray ImaginedTogul::newTokens()
{
    const QByteArray access = "access-" + QByteArray::number(++m_lastToken);
    m_refreshToken = "refresh-" + QByteArray::number(m_lastToken);
    m_accessTokens.insert(access);
    return compactJson({{u"token"_s, QString::fromLatin1(access)},
                        {u"refresh_token"_s, QString::fromLatin1(m_refreshToken)}});
}

ImaginedAnswer ImaginedTogul::refresh(const QByteArray &body)
{
    ImaginedAnswer made;
    const QString given = QJsonDocument::fromJson(body).object().value(u"refresh_token"_s).toString();
    if (given.toLatin1() == m_refreshToken) {
        made.body = newTokens(); // the one that was used is dead, whether or not this answer arrives
    } else {
        made.status = 401;
        made.body = refusal(u"unauthorized"_s, u"unknown refresh token"_s);
    }
    return made;
}

ImaginedAnswer ImaginedTogul::list() const
{
    QJsonArray array;
    for (const Flag &flag : m_truth.flags())
        array.append(TogulTruth::toJson(flag));
    ImaginedAnswer made;
    made.body = compactJson({{u"flags"_s, array}});
    return made;
}

ImaginedAnswer ImaginedTogul::one(const QString &id) const
{
    ImaginedAnswer made;
    if (const Flag *flag = m_truth.findById(id)) {
        QJsonArray rules;
        for (const Rule &rule : *flag->rules)
            rules.append(TogulTruth::toJson(rule));
        made.body = compactJson({{u"flag"_s, TogulTruth::toJson(*flag)}, {u"rules"_s, rules}});
    } else {
        made.status = 404;
        made.body = refusal(u"not_found"_s, u"no such flag"_s);
    }
    return made;
}

ImaginedOutcome ImaginedTogul::change(const QString &id, const QByteArray &body, const DrawLie &lie)
{
    ImaginedOutcome outcome;
    const Flag *flag = m_truth.findById(id);
    if (!flag) {
        outcome.answer = one(id);
        return outcome;
    }
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    FlagPatch patch;
    if (object.contains(u"enabled"_s))
        patch.enabled = object.value(u"enabled"_s).toBool();
    if (object.contains(u"default_value"_s))
        patch.defaultValue = object.value(u"default_value"_s).toBool();
    const FlagRef ref = refOf(*flag);
    const auto lied = lie();
    if (lied == LieKind::NotApplied) {
        Flag said = patched(*flag, patch);
        said.updatedAt = std::max(m_clock.wallTime(), *flag->updatedAt + 1ms);
        m_truth.noteSaid(said);
        outcome.answer.body = compactJson({{u"flag"_s, TogulTruth::toJson(said)}});
        return outcome;
    }
    outcome.changed = ref;
    outcome.madeSo = patch;
    m_truth.edit(ref, patch, !lied);
    outcome.answer.body = compactJson({{u"flag"_s, TogulTruth::toJson(*m_truth.find(ref))}});
    return outcome;
}

QByteArray ImaginedTogul::frameOf(const Truth::Change &change, WallTime stamp)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(stamp.time_since_epoch()).count();
    return "data: "
           + compactJson({{u"type"_s, QString::fromLatin1(change.type)},
                          {u"flag_key"_s, change.flag.key.text()},
                          {u"environment_id"_s, change.flag.environment.text()},
                          {u"version"_s, 0},
                          {u"timestamp"_s, qint64(seconds)}})
           + "\n\n";
}

qsizetype ImaginedTogul::visibleCut(const QByteArray &) const
{
    return smallestVisibleCut;
}

// --- the people -----------------------------------------------------------------------------------------

void ImaginedTogul::populate(int size)
{
    for (int i = 0; i < size; ++i) {
        m_truth.create({Truth::shown(), keyOf(i)}, false);
        if (i % 2 == 0)
            m_truth.create({Truth::other(), keyOf(i)}, false);
    }
}

QVector<FlagKey> ImaginedTogul::keys(int size) const
{
    QVector<FlagKey> all;
    for (int i = 0; i < size + 2; ++i)
        all.append(keyOf(i));
    return all;
}

FlagKey ImaginedTogul::anyShown(QRandomGenerator &random, int size) const
{
    return keyOf(random.bounded(size));
}

QString ImaginedTogul::colleagueActs(QRandomGenerator &random, int size)
{
    const EnvironmentId environment = random.bounded(5) == 0 ? Truth::other() : Truth::shown();
    const FlagRef flag{environment, keyOf(random.bounded(size + 2))};
    const Flag *now = m_truth.find(flag);
    const int what = random.bounded(20);
    if (!now) {
        m_truth.create(flag);
    } else if (what < 10) {
        m_truth.edit(flag, {.enabled = !now->enabled, .defaultValue = {}});
    } else if (what < 12) {
        m_truth.edit(flag, {.enabled = {}, .defaultValue = FlagValue(!isBool(*now->defaultValue, true))});
    } else if (what < 13) {
        m_truth.edit(flag, {.enabled = now->enabled, .defaultValue = {}}); // touched, and nothing differs
    } else if (what < 14) {
        m_truth.rename(flag, u"name %1"_s.arg(random.bounded(100)));
    } else if (what < 18) {
        m_truth.setRule(flag, random.bounded(-20, 100));
    } else if (what < 19) {
        m_truth.remove(flag);
    } else { // gone and back under another id, in the same moment
        m_truth.remove(flag);
        m_truth.create(flag);
    }
    return u"%1 on %2/%3"_s.arg(what).arg(flag.environment.text(), flag.key.text());
}

FlagPatch ImaginedTogul::wish(QRandomGenerator &random, const Flag &shown) const
{
    FlagPatch wanted;
    if (random.bounded(4) > 0)
        wanted.enabled = random.bounded(4) > 0 ? !shown.enabled : shown.enabled;
    else
        wanted.defaultValue = FlagValue(random.bounded(2) == 0);
    return wanted;
}

// --- the console's end ----------------------------------------------------------------------------------

ConnectionInfo ImaginedTogul::connection() const
{
    return imaginedConnection(u"https://togul.example"_s);
}

Pending ImaginedTogul::signIn(Callback<bool> done)
{
    return m_provider.signIn(u"mia@example.org"_s, u"secret"_s,
                             [done = std::move(done)](const Result<TogulSignedIn> &result) {
                                 done(result ? Result<bool>(true) : tl::unexpected(result.error()));
                             });
}

} // namespace signalbox
