// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionline.h"

#include "operations/corejson.h"
#include "operations/jsonreader.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int version = 1;
constexpr auto keyVersion = "signalbox-session"_L1;
/// Longer than any recording: keeps sums of times far from overflow.
constexpr qint64 mostMs = 100LL * 366 * 24 * 3'600'000;

qint64 ms(WallTime time)
{
    return time.time_since_epoch().count();
}

QByteArray lineOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

// --- writing

QJsonObject withKey(QJsonObject object, const FlagKey &key)
{
    addKey(object, u"key"_s, key);
    return object;
}

QJsonObject entryJson(const RecordedReading &reading)
{
    QJsonObject object{{u"type"_s, u"flags"_s}};
    QJsonArray flags;
    for (const Flag &flag : reading.flags)
        flags.append(toJson(flag));
    object.insert(u"flags"_s, flags);
    if (!reading.gone.isEmpty()) {
        QJsonArray gone;
        for (const FlagKey &key : reading.gone) {
            if (key.kind() == FlagKind::Flag)
                gone.append(key.text());
            else
                gone.append(withKey({}, key));
        }
        object.insert(u"gone"_s, gone);
    }
    if (reading.more)
        object.insert(u"more"_s, true);
    return object;
}

QJsonObject entryJson(const RecordedFlag &read)
{
    return {{u"type"_s, u"flag"_s}, {u"flag"_s, toJson(read.flag)}, {u"source"_s, word(read.source)}};
}

QJsonObject entryJson(const RecordedGone &gone)
{
    return withKey({{u"type"_s, u"gone"_s}}, gone.key);
}

QJsonObject entryJson(const RecordedInvalidation &invalidated)
{
    return withKey({{u"type"_s, u"invalidated"_s}}, invalidated.key);
}

QJsonObject entryJson(const RecordedReadError &failed)
{
    return withKey({{u"type"_s, u"read-failed"_s}, {u"error"_s, toJson(failed.error)}}, failed.key);
}

QJsonObject entryJson(const RecordedMarks &noted)
{
    QJsonArray marks;
    for (const auto &[key, mark] : noted.marks) {
        QJsonObject object = withKey({{u"pinned"_s, mark.pinned}}, key);
        if (mark.safeState)
            object.insert(u"safe"_s, *mark.safeState);
        marks.append(object);
    }
    return {{u"type"_s, u"marks"_s}, {u"marks"_s, marks}};
}

QJsonObject entryJson(const RecordedLink &link)
{
    const LinkStatus &status = link.status;
    QJsonObject object{{u"type"_s, u"link"_s},
                       {u"state"_s, word(status.state)},
                       {u"sinceMs"_s, qint64(link.sinceAgo.count())},
                       {u"since"_s, ms(status.sinceWall)},
                       {u"windowMs"_s, qint64(status.window.count())},
                       {u"attempt"_s, status.attempt},
                       {u"snapshotRead"_s, status.snapshotRead},
                       {u"done"_s, status.snapshotDone},
                       {u"total"_s, status.snapshotTotal}};
    if (link.byteAgo)
        object.insert(u"byteMs"_s, qint64(link.byteAgo->count()));
    if (status.lastByteWall)
        object.insert(u"byte"_s, ms(*status.lastByteWall));
    if (link.retryIn)
        object.insert(u"retryInMs"_s, qint64(link.retryIn->count()));
    if (status.heartbeat)
        object.insert(u"heartbeatMs"_s, qint64(status.heartbeat->count()));
    if (status.pollEvery)
        object.insert(u"pollEveryMs"_s, qint64(status.pollEvery->count()));
    if (link.readAgo)
        object.insert(u"readMs"_s, qint64(link.readAgo->count()));
    if (status.lastReadWall)
        object.insert(u"read"_s, ms(*status.lastReadWall));
    if (status.clump) {
        object.insert(u"clump"_s, QJsonObject{{u"frames"_s, status.clump->frames},
                                              {u"withinMs"_s, qint64(status.clump->within.count())},
                                              {u"silenceMs"_s, qint64(status.clump->silence.count())}});
    }
    if (status.error)
        object.insert(u"error"_s, toJson(*status.error));
    return object;
}

QJsonObject entryJson(const RecordedPulse &pulse)
{
    const Feed::Counters &counters = pulse.counters;
    return {{u"type"_s, u"pulse"_s},
            {u"byteMs"_s, qint64(pulse.byteAgo.count())},
            {u"bytes"_s, qint64(counters.bytes)},
            {u"events"_s, qint64(counters.events)},
            {u"comments"_s, qint64(counters.comments)},
            {u"unreadable"_s, qint64(counters.unreadable)},
            {u"connections"_s, qint64(counters.connections)},
            {u"gaps"_s, qint64(counters.gaps)}};
}

QJsonObject entryJson(const Fact &fact)
{
    QJsonObject object{{u"type"_s, u"fact"_s},
                       {u"serial"_s, qint64(fact.serial)},
                       {u"time"_s, ms(fact.time)},
                       {u"kind"_s, word(fact.kind)},
                       {u"source"_s, word(fact.source)}};
    if (!fact.flag.isEmpty())
        addKey(object, u"flag"_s, fact.flag);
    if (!fact.by.isEmpty())
        object.insert(u"by"_s, fact.by);
    if (fact.lag)
        object.insert(u"lagMs"_s, qint64(fact.lag->count()));
    if (fact.detail)
        object.insert(u"detail"_s, toJson(*fact.detail));
    if (!fact.raw.isEmpty()) {
        const QString text = QString::fromUtf8(fact.raw);
        if (text.toUtf8() == fact.raw)
            object.insert(u"raw"_s, text);
        else // cut in the middle of a character, or never was text
            object.insert(u"raw64"_s, QString::fromLatin1(fact.raw.toBase64()));
    }
    return object;
}

QJsonObject entryJson(const FactAmendment &amendment)
{
    QJsonObject object{{u"type"_s, u"amend"_s},
                       {u"serial"_s, qint64(amendment.serial)},
                       {u"detail"_s, toJson(amendment.detail)}};
    if (amendment.lag)
        object.insert(u"lagMs"_s, qint64(amendment.lag->count()));
    return object;
}

QJsonObject entryJson(const RecordedEnd &end)
{
    return {{u"type"_s, u"end"_s}, {u"skipped"_s, end.skipped}};
}

// --- reading

FlagKey keyOf(JsonReader &in)
{
    return in.requiredKey(u"key"_s);
}

std::optional<std::chrono::milliseconds> span(JsonReader &in, const QString &name, qint64 least = -mostMs)
{
    const auto found = in.optionalNumber(name, least, mostMs);
    return found ? std::optional(std::chrono::milliseconds(*found)) : std::nullopt;
}

quint64 serialOf(JsonReader &in)
{
    return quint64(in.number(u"serial"_s, 1, std::numeric_limits<qint64>::max()));
}

RecordedReading readReading(JsonReader &in)
{
    RecordedReading reading;
    const QJsonArray flags = in.array(u"flags"_s);
    const QJsonArray gone = in.array(u"gone"_s);
    reading.flags.reserve(flags.size());
    for (const QJsonValue &flag : flags)
        reading.flags.append(in.flagRecord(flag));
    for (const QJsonValue &key : gone) {
        if (key.isObject()) {
            JsonReader record(key.toObject());
            reading.gone.append(keyOf(record));
            if (!record.ok())
                in.fail(record.wrong());
            continue;
        }
        if (key.toString().isEmpty())
            in.fail(u"gone"_s);
        reading.gone.append(FlagKey(key.toString()));
    }
    reading.more = in.flag(u"more"_s);
    return reading;
}

RecordedMarks readMarks(JsonReader &in)
{
    RecordedMarks noted;
    const QJsonArray marks = in.array(u"marks"_s);
    for (const QJsonValue &each : marks) {
        if (!each.isObject())
            in.fail(u"marks"_s);
        JsonReader mark(each.toObject());
        const FlagKey key = keyOf(mark);
        noted.marks.append({key, FlagMarks{mark.flag(u"pinned"_s), mark.optionalFlag(u"safe"_s)}});
        if (!mark.ok())
            in.fail(mark.wrong());
    }
    return noted;
}

RecordedLink readLink(JsonReader &in)
{
    constexpr int most = std::numeric_limits<int>::max();
    RecordedLink link;
    LinkStatus &status = link.status;
    status.state = in.enumerator(u"state"_s, LinkState::Polling);
    link.sinceAgo = std::chrono::milliseconds(in.number(u"sinceMs"_s, 0, mostMs));
    status.sinceWall = in.time(u"since"_s);
    status.window = std::chrono::milliseconds(in.number(u"windowMs"_s, 0, mostMs));
    status.attempt = int(in.number(u"attempt"_s, 0, most));
    status.snapshotRead = in.flag(u"snapshotRead"_s);
    status.snapshotDone = int(in.number(u"done"_s, 0, most));
    status.snapshotTotal = int(in.number(u"total"_s, 0, most));
    link.byteAgo = span(in, u"byteMs"_s, 0);
    status.lastByteWall = in.optionalTime(u"byte"_s);
    link.retryIn = span(in, u"retryInMs"_s);
    status.heartbeat = span(in, u"heartbeatMs"_s, 0);
    status.pollEvery = span(in, u"pollEveryMs"_s, 0);
    link.readAgo = span(in, u"readMs"_s, 0);
    status.lastReadWall = in.optionalTime(u"read"_s);
    if (in.has(u"clump"_s)) {
        JsonReader clump(in.object(u"clump"_s));
        status.clump = Clump{int(clump.number(u"frames"_s, 0, most)),
                             std::chrono::milliseconds(clump.number(u"withinMs"_s, 0, mostMs)),
                             std::chrono::milliseconds(clump.number(u"silenceMs"_s, 0, mostMs))};
        if (!clump.ok())
            in.fail(clump.wrong());
    }
    if (in.has(u"error"_s))
        status.error = in.error(in.object(u"error"_s));
    return link;
}

RecordedPulse readPulse(JsonReader &in)
{
    const auto count = [&in](const QString &name) {
        return quint64(in.number(name, 0, std::numeric_limits<qint64>::max()));
    };
    RecordedPulse pulse;
    pulse.byteAgo = std::chrono::milliseconds(in.number(u"byteMs"_s, 0, mostMs));
    pulse.counters.bytes = count(u"bytes"_s);
    pulse.counters.events = count(u"events"_s);
    pulse.counters.comments = count(u"comments"_s);
    pulse.counters.unreadable = count(u"unreadable"_s);
    pulse.counters.connections = count(u"connections"_s);
    pulse.counters.gaps = count(u"gaps"_s);
    return pulse;
}

Fact readFact(JsonReader &in)
{
    Fact fact;
    fact.serial = serialOf(in);
    fact.time = in.time(u"time"_s);
    fact.kind = in.enumerator(u"kind"_s, FactKind::Unreadable);
    fact.source = in.enumerator(u"source"_s, FactSource::Person);
    fact.flag = in.key(u"flag"_s);
    fact.by = in.text(u"by"_s);
    fact.lag = span(in, u"lagMs"_s);
    if (in.has(u"detail"_s))
        fact.detail = makeDetail(in.detail(in.object(u"detail"_s)));
    fact.raw = in.text(u"raw"_s).toUtf8();
    if (in.has(u"raw64"_s)) {
        const auto decoded = QByteArray::fromBase64Encoding(in.text(u"raw64"_s).toLatin1(),
                                                            QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            in.fail(u"raw64"_s);
        fact.raw = *decoded;
    }
    if (fact.raw.size() > limits::rawEventBytes)
        in.fail(u"raw"_s);
    return fact;
}

FactAmendment readAmendment(JsonReader &in)
{
    FactAmendment amendment;
    amendment.serial = serialOf(in);
    amendment.detail = in.detail(in.object(u"detail"_s));
    amendment.lag = span(in, u"lagMs"_s);
    return amendment;
}

SessionEntry readEntry(JsonReader &in)
{
    const QString type = in.text(u"type"_s);
    if (type == u"fact")
        return readFact(in);
    if (type == u"amend")
        return readAmendment(in);
    if (type == u"flag") {
        Flag flag = in.flagRecord(in.object(u"flag"_s));
        return RecordedFlag{std::move(flag), in.enumerator(u"source"_s, FactSource::Person)};
    }
    if (type == u"flags")
        return readReading(in);
    if (type == u"gone")
        return RecordedGone{keyOf(in)};
    if (type == u"invalidated")
        return RecordedInvalidation{keyOf(in)};
    if (type == u"read-failed") {
        const FlagKey key = keyOf(in);
        return RecordedReadError{key, in.error(in.object(u"error"_s))};
    }
    if (type == u"marks")
        return readMarks(in);
    if (type == u"link")
        return readLink(in);
    if (type == u"pulse")
        return readPulse(in);
    if (type != u"end")
        in.fail(u"type"_s);
    return RecordedEnd{in.number(u"skipped"_s, 0, std::numeric_limits<qint64>::max())};
}

Error badLine(const QString &what)
{
    return {ErrorKind::BadAnswer, what, {}, {}};
}

Result<QJsonObject> objectOf(const QByteArray &text)
{
    if (text.size() > limits::sessionLineBytes)
        return tl::unexpected(Error{ErrorKind::TooLarge, u"the line is too long"_s, {}, {}});
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return tl::unexpected(badLine(u"not JSON: "_s + problem.errorString()));
    if (!document.isObject())
        return tl::unexpected(badLine(u"not a JSON object"_s));
    return document.object();
}

} // namespace

QByteArray toJsonLine(const SessionHeader &header)
{
    const ConnectionInfo &connection = header.connection;
    const QUrl url = connection.url.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    QJsonObject object{{keyVersion, version},
                       {u"program"_s, header.program},
                       {u"started"_s, ms(header.started)},
                       {u"profile"_s, connection.profileName},
                       {u"url"_s, url.toString()},
                       {u"project"_s, connection.project.text()},
                       {u"projectName"_s, connection.projectName},
                       {u"environment"_s, connection.environment.text()},
                       {u"environmentKey"_s, connection.environmentKey.text()},
                       {u"environmentName"_s, connection.environmentName},
                       {u"class"_s, word(connection.environmentClass)},
                       {u"provider"_s, header.provider}};
    if (header.heartbeat)
        object.insert(u"heartbeatMs"_s, qint64(header.heartbeat->count()));
    return lineOf(object);
}

QByteArray toJsonLine(const SessionLine &line)
{
    QJsonObject object = std::visit([](const auto &entry) { return entryJson(entry); }, line.entry);
    object.insert(u"at"_s, qint64(line.at.count()));
    return lineOf(object);
}

Result<SessionHeader> parseSessionHeader(const QByteArray &text)
{
    const auto object = objectOf(text);
    if (!object)
        return tl::unexpected(object.error());
    JsonReader in(*object);
    const auto found = in.optionalNumber(keyVersion, 1, std::numeric_limits<int>::max());
    if (!found)
        return tl::unexpected(badLine(u"not a Signalbox session"_s));
    if (*found > version)
        return tl::unexpected(badLine(u"written by a newer Signalbox"_s));
    SessionHeader header;
    header.program = in.text(u"program"_s);
    header.started = in.time(u"started"_s);
    ConnectionInfo &connection = header.connection;
    connection.profileName = in.text(u"profile"_s);
    connection.url = QUrl(in.text(u"url"_s), QUrl::StrictMode)
                         .adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    connection.project = ProjectId(in.text(u"project"_s));
    connection.projectName = in.text(u"projectName"_s);
    connection.environment = EnvironmentId(in.text(u"environment"_s));
    connection.environmentKey = EnvironmentKey(in.text(u"environmentKey"_s));
    connection.environmentName = in.text(u"environmentName"_s);
    if (const auto known = environmentClassFromWord(in.text(u"class"_s)))
        connection.environmentClass = *known;
    else
        in.fail(u"class"_s);
    header.provider = in.text(u"provider"_s);
    header.heartbeat = span(in, u"heartbeatMs"_s, 0);
    if (!in.ok())
        return tl::unexpected(badLine(u"“%1” is missing or wrong"_s.arg(in.wrong())));
    return header;
}

Result<SessionLine> parseSessionLine(const QByteArray &text)
{
    const auto object = objectOf(text);
    if (!object)
        return tl::unexpected(object.error());
    JsonReader in(*object);
    SessionLine line;
    line.at = std::chrono::milliseconds(in.number(u"at"_s, 0, mostMs));
    line.entry = readEntry(in);
    if (!in.ok())
        return tl::unexpected(badLine(u"“%1” is missing or wrong"_s.arg(in.wrong())));
    return line;
}

} // namespace signalbox
