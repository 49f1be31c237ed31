// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeprovider.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

FakeProvider::FakeProvider()
{
    fakeTraits.name = u"Fake"_s;
    fakeTraits.heartbeat = std::chrono::seconds(30);
    environmentNames.insert(environment(), u"Production"_s);
    environmentNames.insert(EnvironmentId(u"staging"_s), u"Staging"_s);
}

FakeProvider::~FakeProvider() = default;

FlagRef FakeProvider::ref(const QString &key)
{
    return {environment(), FlagKey(key)};
}

Flag &FakeProvider::put(const QString &key, bool enabled, std::optional<WallTime> updatedAt)
{
    Flag flag;
    flag.id = FlagId(QString(u"id-"_s + key));
    flag.environment = m_environment;
    flag.key = FlagKey(key);
    flag.name = key;
    flag.enabled = enabled;
    flag.defaultValue = false;
    flag.updatedAt = updatedAt;
    Flag &kept = world[FlagRef{m_environment, flag.key}];
    kept = flag;
    return kept;
}

Flag &FakeProvider::putConfig(const QString &key, const FlagValue &value, FlagKind kind)
{
    Flag config;
    config.key = FlagKey(key, kind);
    config.environment = environment();
    config.id = FlagId(word(kind) + u'-' + key);
    config.enabled = true;
    config.defaultValue = value;
    config.rules.emplace();
    config.config = Shared(ConfigFacts{u"json"_s, {}, false, std::nullopt});
    return *world.insert({config.environment, config.key}, config);
}

std::vector<FakeProvider::Waiting> FakeProvider::waiting() const
{
    std::vector<Waiting> all;
    for (const auto &[number, held] : *m_held)
        all.push_back(held.waiting);
    return all;
}

int FakeProvider::waitingCount(Call call) const
{
    return int(std::count_if(m_held->cbegin(), m_held->cend(),
                             [call](const auto &entry) { return entry.second.waiting.call == call; }));
}

int FakeProvider::calls(Call call) const
{
    return m_calls.value(int(call));
}

bool FakeProvider::answerFlags(Result<Snapshot> result)
{
    const auto held = take(Call::Flags);
    if (held)
        held->flags(std::move(result));
    return held.has_value();
}

bool FakeProvider::answerFlag(Result<Flag> result)
{
    const auto held = take(Call::Flag);
    if (held)
        held->flag(std::move(result));
    return held.has_value();
}

bool FakeProvider::answerSet(Result<Flag> result)
{
    const auto held = take(Call::Set);
    if (held)
        held->flag(std::move(result));
    return held.has_value();
}

bool FakeProvider::answer(Call call)
{
    const auto held = take(call);
    if (!held)
        return false;
    switch (call) {
    case Call::Flags: held->flags(snapshotOfWorld()); break;
    case Call::Flag: held->flag(flagOfWorld(held->waiting.flag)); break;
    case Call::Set: {
        const auto entry = world.find(held->waiting.flag);
        if (entry != world.end())
            *entry = patched(*entry, held->waiting.patch);
        held->flag(flagOfWorld(held->waiting.flag));
        break;
    }
    }
    return true;
}

int FakeProvider::answerAll()
{
    int answered = 0;
    while (!m_held->empty()) {
        answer(m_held->begin()->second.waiting.call);
        ++answered;
    }
    return answered;
}

Snapshot FakeProvider::snapshotOfWorld() const
{
    Snapshot snapshot;
    snapshot.wholeProject = listsWholeProject;
    snapshot.unread = unread;
    for (Flag flag : world) {
        if (std::any_of(unread.cbegin(), unread.cend(),
                        [&flag](const UnreadKind &each) { return each.kind == flag.kind(); }))
            continue;
        if (!fakeTraits.snapshotHoldsRules)
            flag.rules.reset();
        if (flag.environment == m_environment)
            snapshot.flags.append(flag);
        else if (listsWholeProject)
            snapshot.elsewhere.append(flag);
    }
    return snapshot;
}

Result<Flag> FakeProvider::flagOfWorld(const FlagRef &flag) const
{
    const auto entry = world.constFind(flag);
    if (entry == world.cend())
        return tl::unexpected(Error{ErrorKind::NotFound, u"no such flag"_s, 404, {}});
    Flag answer = *entry;
    if (!answer.rules)
        answer.rules = QVector<Rule>();
    return answer;
}

Pending FakeProvider::readProjects(Callback<QVector<ProjectEntry>> done)
{
    auto alive = std::make_shared<bool>(true);
    QMetaObject::invokeMethod(
        &m_context,
        [alive, done = std::move(done)] {
            if (*alive)
                done(QVector<ProjectEntry>());
        },
        Qt::QueuedConnection);
    return Pending([alive] { *alive = false; });
}

void FakeProvider::selectEnvironment(const ProjectEntry &, const EnvironmentId &chosen)
{
    m_environment = chosen;
}

QString FakeProvider::environmentName(const EnvironmentId &environmentId) const
{
    return environmentNames.value(environmentId, environmentId.text());
}

QVector<EnvironmentEntry> FakeProvider::environments() const
{
    QVector<EnvironmentEntry> entries;
    for (auto name = environmentNames.cbegin(); name != environmentNames.cend(); ++name)
        entries.append({name.key(), EnvironmentKey(name.key().text()), *name});
    std::sort(entries.begin(), entries.end(),
              [](const EnvironmentEntry &a, const EnvironmentEntry &b) { return a.id < b.id; });
    return entries;
}

Pending FakeProvider::readRights(Callback<AccountRights> done)
{
    ++rightsRequests;
    return later([done = std::move(done), answer = rights] { done(answer); });
}

Pending FakeProvider::readFlags(Callback<Snapshot> done)
{
    Held held;
    held.waiting.call = Call::Flags;
    held.flags = std::move(done);
    return hold(std::move(held));
}

Pending FakeProvider::readFlag(const FlagRef &flag, Callback<Flag> done)
{
    m_flagReads.push_back(flag);
    Held held;
    held.waiting.call = Call::Flag;
    held.waiting.flag = flag;
    held.flag = std::move(done);
    return hold(std::move(held));
}

Pending FakeProvider::setFlag(const FlagRef &flag, const FlagPatch &patch, Callback<Flag> done)
{
    Held held;
    held.waiting.call = Call::Set;
    held.waiting.flag = flag;
    held.waiting.patch = patch;
    held.flag = std::move(done);
    return hold(std::move(held));
}

Pending FakeProvider::prepareStream(bool afterUnauthorized, Callback<StreamRequest> done)
{
    streamRequests.push_back(afterUnauthorized);
    auto alive = std::make_shared<bool>(true);
    QMetaObject::invokeMethod(
        &m_context,
        [this, alive, done = std::move(done)] {
            if (!*alive)
                return;
            if (streamFailure)
                done(tl::unexpected(*streamFailure));
            else
                done(stream);
        },
        Qt::QueuedConnection);
    return Pending([alive] { *alive = false; });
}

FlagChange FakeProvider::decode(const StreamEvent &event)
{
    FlagChange change;
    QJsonParseError error;
    const QByteArray data(event.data.data(), qsizetype(event.data.size()));
    const QJsonObject object = QJsonDocument::fromJson(data, &error).object();
    if (error.error != QJsonParseError::NoError) {
        change.kind = FlagChange::Kind::Unreadable;
        change.text = error.errorString();
        return change;
    }
    static const QHash<QString, FlagChange::Kind> kinds{
        {u"flag.created"_s, FlagChange::Kind::FlagCreated},
        {u"flag.updated"_s, FlagChange::Kind::FlagUpdated},
        {u"flag.deleted"_s, FlagChange::Kind::FlagDeleted},
        {u"rule.created"_s, FlagChange::Kind::RuleCreated},
        {u"rule.updated"_s, FlagChange::Kind::RuleUpdated},
        {u"rule.deleted"_s, FlagChange::Kind::RuleDeleted},
        {u"all"_s, FlagChange::Kind::Everything},
        {u"alive"_s, FlagChange::Kind::Nothing},
    };
    const QString type = object[u"type"_s].toString();
    change.kind = kinds.value(type, FlagChange::Kind::Other);
    if (change.kind == FlagChange::Kind::Other) {
        change.text = type;
        return change;
    }
    if (object.contains(u"timestamp"_s))
        change.happenedAt =
            WallTime(std::chrono::milliseconds(qint64(object[u"timestamp"_s].toDouble() * 1000.0)));
    if (object.contains(u"version"_s))
        change.version = object[u"version"_s].toInteger();
    change.flag.key = FlagKey(object[u"flag_key"_s].toString(),
                              flagKindFromWord(object[u"of"_s].toString()).value_or(FlagKind::Flag));
    change.flag.environment = EnvironmentId(object[u"environment_id"_s].toString());
    if (object.contains(u"enabled"_s)) {
        Flag value = world.value(change.flag);
        value.key = change.flag.key;
        value.environment = change.flag.environment;
        value.enabled = object[u"enabled"_s].toBool();
        change.value = value;
    }
    return change;
}

Error FakeProvider::streamError(int httpStatus, const QByteArray &body) const
{
    Error error;
    error.kind = httpStatus == 401   ? ErrorKind::SignInNeeded
                 : httpStatus == 403 ? ErrorKind::Forbidden
                 : httpStatus == 404 ? ErrorKind::NotFound
                 : httpStatus >= 500 ? ErrorKind::Server
                                     : ErrorKind::Rejected;
    error.detail = QString::fromUtf8(body);
    error.httpStatus = httpStatus;
    return error;
}

QString FakeProvider::requestAsCurl(const FlagRef &flag, const FlagPatch &patch) const
{
    Q_UNUSED(flag)
    Q_UNUSED(patch)
    return curlLine;
}

QString FakeProvider::lastExchange(const FlagRef &flag) const
{
    return flag.key.text();
}

Pending FakeProvider::hold(Held held)
{
    ++m_calls[int(held.waiting.call)];
    const quint64 number = ++m_lastNumber;
    held.waiting.number = number;
    m_held->emplace(number, std::move(held));
    return Pending([calls = std::weak_ptr(m_held), number] {
        if (const auto alive = calls.lock())
            alive->erase(number);
    });
}

std::optional<FakeProvider::Held> FakeProvider::take(Call call)
{
    const auto found = std::find_if(m_held->begin(), m_held->end(),
                                    [call](const auto &entry) { return entry.second.waiting.call == call; });
    if (found == m_held->end())
        return std::nullopt;
    Held held = std::move(found->second);
    m_held->erase(found);
    return held;
}

} // namespace signalbox
