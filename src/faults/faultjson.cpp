// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <cmath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using std::chrono::milliseconds;

// Longer ones would outlive any client's patience and only fill memory.
constexpr double longestDelayMs = 600'000;
constexpr double longestSeconds = 86'400;
constexpr double mostSkewSeconds = 366.0 * 86'400;
constexpr double mostStruck = 1'000'000;
constexpr double mostBytesPerSecond = 100'000'000;
constexpr double largestSeed = 4'294'967'295.0;
constexpr int longestName = 200;

/// The fields that only some kinds know.
QStringList fieldsOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::Latency: return {u"delayMs"_s, u"jitterMs"_s};
    case FaultKind::Drop: return {u"when"_s, u"delayMs"_s, u"jitterMs"_s};
    case FaultKind::Clumping: return {u"every"_s};
    case FaultKind::ContentType: return {u"contentType"_s};
    case FaultKind::Status: return {u"status"_s, u"retryAfter"_s};
    case FaultKind::SlowBody: return {u"bytesPerSecond"_s};
    case FaultKind::Lie: return {u"lie"_s};
    case FaultKind::ClockSkew: return {u"skew"_s};
    case FaultKind::HalfOpen:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
    case FaultKind::Truncate: break;
    }
    return {};
}

QString listed(const QStringList &words)
{
    return words.join(u", "_s);
}

/// Takes fields out of one object; the first mistake stays, with its place.
class Fields final
{
public:
    Fields(const QJsonObject &object, QString place) : m_object(object), m_place(std::move(place)) {}

    [[nodiscard]] bool has(const QString &name) const { return m_object.contains(name); }
    [[nodiscard]] const QString &mistake() const { return m_mistake; }
    void complain(const QString &name, const QString &expected)
    {
        if (m_mistake.isEmpty())
            m_mistake = u"%1: %2"_s.arg(pathOf(name), expected);
    }

    std::optional<double> number(const QString &name, double least, double most, bool whole)
    {
        if (!take(name))
            return std::nullopt;
        const QJsonValue value = m_object.value(name);
        const double number = value.toDouble();
        if (value.isDouble() && number >= least && number <= most && (!whole || std::floor(number) == number))
            return number;
        complain(name, u"%1 from %2 to %3"_s.arg(whole ? u"a whole number"_s : u"a number"_s)
                           .arg(least, 0, 'g', 12)
                           .arg(most, 0, 'g', 12));
        return std::nullopt;
    }

    std::optional<milliseconds> seconds(const QString &name, double least, double most)
    {
        const auto found = number(name, least, most, false);
        return found ? std::optional(milliseconds(qRound64(*found * 1000))) : std::nullopt;
    }

    std::optional<QString> text(const QString &name)
    {
        if (!take(name))
            return std::nullopt;
        const QString found = m_object.value(name).toString();
        if (!found.isEmpty() && found.size() <= longestName)
            return found;
        complain(name, u"text of 1 to %1 characters"_s.arg(longestName));
        return std::nullopt;
    }

    /// One of @p values by its word.
    template <typename Word>
    std::optional<Word> oneOf(const QString &name, const QVector<Word> &values)
    {
        if (!take(name))
            return std::nullopt;
        QStringList words;
        for (const Word value : values) {
            words.append(word(value));
            if (m_object.value(name).toString() == words.constLast())
                return value;
        }
        complain(name, u"one of %1"_s.arg(listed(words)));
        return std::nullopt;
    }

    void take(std::initializer_list<QString> names)
    {
        for (const QString &name : names)
            take(name);
    }

    /// What is there and was never asked for.
    void complainAboutTheRest(const QStringList &known)
    {
        for (auto field = m_object.constBegin(); field != m_object.constEnd(); ++field) {
            if (!m_known.contains(field.key())) {
                complain(field.key(), u"unknown here; known are %1"_s.arg(listed(known)));
                return;
            }
        }
    }

private:
    bool take(const QString &name)
    {
        m_known.insert(name);
        return m_object.contains(name);
    }
    [[nodiscard]] QString pathOf(const QString &name) const
    {
        const QString shown = name.left(longestName);
        return m_place.isEmpty() ? shown : m_place + u'.' + shown;
    }

    const QJsonObject m_object;
    const QString m_place;
    QSet<QString> m_known;
    QString m_mistake;
};

tl::unexpected<Error> rejected(const QString &detail)
{
    return tl::unexpected(Error{ErrorKind::Rejected, detail, std::nullopt, std::nullopt});
}

void readOwnFields(Fields &fields, Fault &fault)
{
    const QStringList own = fieldsOf(fault.kind);
    if (own.contains(u"delayMs"_s)) {
        fault.delay = milliseconds(qint64(fields.number(u"delayMs"_s, 0, longestDelayMs, true).value_or(0)));
        fault.jitter =
            milliseconds(qint64(fields.number(u"jitterMs"_s, 0, longestDelayMs, true).value_or(0)));
    }
    switch (fault.kind) {
    case FaultKind::Latency:
        if (fault.delay + fault.jitter == milliseconds(0))
            fields.complain(u"delayMs"_s, u"a latency needs delayMs or jitterMs above 0"_s);
        break;
    case FaultKind::Drop:
        fault.when = fields
                         .oneOf<DropPoint>(
                             u"when"_s, {DropPoint::BeforeHeaders, DropPoint::MidBody, DropPoint::OpenStream})
                         .value_or(fault.when);
        if (fault.when != DropPoint::OpenStream && (fields.has(u"delayMs"_s) || fields.has(u"jitterMs"_s)))
            fields.complain(u"delayMs"_s, u"only with \"when\": \"open-stream\""_s);
        if (fault.when == DropPoint::OpenStream && fields.has(u"on"_s) && fault.target != FaultTarget::Stream)
            fields.complain(u"on"_s, u"an open stream is of kind stream"_s);
        if (fault.when == DropPoint::OpenStream)
            fault.target = FaultTarget::Stream;
        else if (fault.when == DropPoint::MidBody && fault.target == FaultTarget::Stream)
            fields.complain(u"when"_s, u"a stream has no middle; use open-stream"_s);
        break;
    case FaultKind::Clumping: fault.every = fields.seconds(u"every"_s, 0.1, 600).value_or(fault.every); break;
    case FaultKind::ContentType:
        fault.contentType = fields.text(u"contentType"_s).value_or(fault.contentType);
        for (const QChar c : std::as_const(fault.contentType)) {
            if (c < u' ' || c > u'~')
                fields.complain(u"contentType"_s, u"printable ASCII only"_s);
        }
        break;
    case FaultKind::Status: {
        if (const auto status = fields.number(u"status"_s, 400, 599, true))
            fault.status = int(*status);
        const auto retryAfter = fields.number(u"retryAfter"_s, 0, longestSeconds, true);
        if (retryAfter)
            fault.retryAfter = std::chrono::seconds(qint64(*retryAfter));
        break;
    }
    case FaultKind::SlowBody:
        if (const auto rate = fields.number(u"bytesPerSecond"_s, 1, mostBytesPerSecond, true))
            fault.bytesPerSecond = int(*rate);
        break;
    case FaultKind::Lie:
        fault.lie =
            fields.oneOf<LieKind>(u"lie"_s, {LieKind::NotApplied, LieKind::NoEvent}).value_or(fault.lie);
        break;
    case FaultKind::ClockSkew: {
        const auto skew = fields.number(u"skew"_s, -mostSkewSeconds, mostSkewSeconds, true);
        if (skew && *skew != 0)
            fault.skew = std::chrono::seconds(qint64(*skew));
        else
            fields.complain(u"skew"_s, u"seconds, above or below 0"_s);
        break;
    }
    case FaultKind::HalfOpen:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
    case FaultKind::Truncate: break;
    }
}

/// @p reported: "state" and "struck" may stand there as well, for readFaultState() to look at.
Result<Fault> readFault(const QJsonValue &value, const QString &place, bool reported)
{
    if (!value.isObject())
        return rejected(u"%1: an object"_s.arg(place));
    Fields fields(value.toObject(), place);
    QVector<FaultKind> kinds;
    for (int kind = 0; kind < faultKindCount; ++kind)
        kinds.append(FaultKind(kind));
    const auto kind = fields.oneOf<FaultKind>(u"kind"_s, kinds);
    if (!kind) {
        fields.complain(u"kind"_s, u"missing"_s);
        return rejected(fields.mistake());
    }
    Fault fault = faultOf(*kind);
    QStringList known = {u"kind"_s, u"environment"_s, u"probability"_s, u"count"_s, u"after"_s, u"for"_s};
    if (const auto targets = targetsOf(*kind); !targets.isEmpty()) {
        fault.target = fields.oneOf<FaultTarget>(u"on"_s, targets).value_or(fault.target);
        known.append(u"on"_s);
    }
    fault.environment = fields.text(u"environment"_s).value_or(QString());
    fault.probability = fields.number(u"probability"_s, 0, 1, false).value_or(1);
    if (const auto count = fields.number(u"count"_s, 1, mostStruck, true))
        fault.count = int(*count);
    fault.after = fields.seconds(u"after"_s, 0, longestSeconds).value_or(milliseconds(0));
    fault.duration = fields.seconds(u"for"_s, 0.001, longestSeconds);
    if (*kind == FaultKind::ClockSkew && fields.has(u"environment"_s))
        fields.complain(u"environment"_s, u"a server has one clock for all of them"_s);
    readOwnFields(fields, fault);
    if (reported)
        fields.take({u"state"_s, u"struck"_s});
    fields.complainAboutTheRest(known + fieldsOf(*kind));
    if (!fields.mistake().isEmpty())
        return rejected(fields.mistake());
    return fault;
}

Result<QJsonObject> readRoot(const QByteArray &json)
{
    if (json.size() > limits::faultPlanBytes)
        return rejected(u"more than %1 bytes"_s.arg(limits::faultPlanBytes));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        const QByteArray before = json.left(error.offset);
        const auto line = before.count('\n') + 1;
        const auto column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
        return rejected(u"line %1, column %2: %3"_s.arg(line).arg(column).arg(error.errorString()));
    }
    if (!document.isObject())
        return rejected(u"a fault plan is a JSON object with \"faults\""_s);
    return document.object();
}

QJsonValue secondsOf(milliseconds time)
{
    return double(time.count()) / 1000;
}

QJsonObject toJson(const Fault &fault)
{
    const Fault usual = faultOf(fault.kind);
    QJsonObject object{{u"kind"_s, word(fault.kind)}};
    const bool saysTarget = fault.target != usual.target
                            && !(fault.kind == FaultKind::Drop && fault.when == DropPoint::OpenStream);
    if (saysTarget)
        object.insert(u"on"_s, word(fault.target));
    if (!fault.environment.isEmpty())
        object.insert(u"environment"_s, fault.environment);
    if (fault.probability < 1)
        object.insert(u"probability"_s, fault.probability);
    if (fault.count)
        object.insert(u"count"_s, *fault.count);
    if (fault.after > milliseconds(0))
        object.insert(u"after"_s, secondsOf(fault.after));
    if (fault.duration)
        object.insert(u"for"_s, secondsOf(*fault.duration));
    if (fault.delay > milliseconds(0))
        object.insert(u"delayMs"_s, qint64(fault.delay.count()));
    if (fault.jitter > milliseconds(0))
        object.insert(u"jitterMs"_s, qint64(fault.jitter.count()));
    switch (fault.kind) {
    case FaultKind::Drop: object.insert(u"when"_s, word(fault.when)); break;
    case FaultKind::Clumping: object.insert(u"every"_s, secondsOf(fault.every)); break;
    case FaultKind::ContentType: object.insert(u"contentType"_s, fault.contentType); break;
    case FaultKind::Status:
        object.insert(u"status"_s, fault.status);
        if (fault.retryAfter)
            object.insert(u"retryAfter"_s, qint64(fault.retryAfter->count()));
        break;
    case FaultKind::SlowBody: object.insert(u"bytesPerSecond"_s, fault.bytesPerSecond); break;
    case FaultKind::Lie: object.insert(u"lie"_s, word(fault.lie)); break;
    case FaultKind::ClockSkew: object.insert(u"skew"_s, qint64(fault.skew.count())); break;
    case FaultKind::Latency:
    case FaultKind::HalfOpen:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
    case FaultKind::Truncate: break;
    }
    return object;
}

} // namespace

Result<FaultPlan> readFaultPlan(const QByteArray &json)
{
    const auto root = readRoot(json);
    if (!root)
        return tl::unexpected(root.error());
    Fields fields(*root, {});
    FaultPlan plan;
    if (const auto seed = fields.number(u"seed"_s, 0, largestSeed, true))
        plan.seed = quint32(*seed);
    fields.take({u"faults"_s});
    fields.complainAboutTheRest({u"seed"_s, u"faults"_s});
    const QJsonValue list = root->value(u"faults"_s);
    if (!list.isArray() || list.toArray().size() > limits::faultsPerPlan)
        fields.complain(u"faults"_s, u"a list of at most %1 faults"_s.arg(limits::faultsPerPlan));
    if (!fields.mistake().isEmpty())
        return rejected(fields.mistake());
    const QJsonArray faults = list.toArray();
    for (qsizetype index = 0; index < faults.size(); ++index) {
        auto fault = readFault(faults.at(index), u"faults[%1]"_s.arg(index), false);
        if (!fault)
            return tl::unexpected(fault.error());
        plan.faults.append(std::move(*fault));
    }
    return plan;
}

QByteArray writeFaultPlan(const FaultPlan &plan)
{
    QJsonArray faults;
    for (const Fault &fault : plan.faults)
        faults.append(toJson(fault));
    QJsonObject object{{u"faults"_s, faults}};
    if (plan.seed)
        object.insert(u"seed"_s, qint64(*plan.seed));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray writeFaultState(const FaultState &state)
{
    QJsonArray faults;
    for (const FaultReport &report : state.faults) {
        QJsonObject object = toJson(report.fault);
        object.insert(u"state"_s, word(report.phase));
        object.insert(u"struck"_s, report.struck);
        faults.append(object);
    }
    return QJsonDocument(QJsonObject{{u"seed"_s, qint64(state.seed)},
                                     {u"faults"_s, faults},
                                     {u"streams"_s, state.streams},
                                     {u"silentStreams"_s, state.silentStreams},
                                     {u"heldFrames"_s, state.heldFrames},
                                     {u"heldRequests"_s, state.heldRequests}})
        .toJson(QJsonDocument::Compact);
}

Result<FaultState> readFaultState(const QByteArray &json)
{
    const auto root = readRoot(json);
    if (!root)
        return tl::unexpected(root.error());
    Fields fields(*root, {});
    FaultState state;
    constexpr double mostCounted = 2'000'000'000;
    const auto whole = [](Fields &from, const QString &name, double most) {
        const auto number = from.number(name, 0, most, true);
        if (!number)
            from.complain(name, u"missing"_s);
        return qint64(number.value_or(0));
    };
    state.seed = quint32(whole(fields, u"seed"_s, largestSeed));
    state.streams = int(whole(fields, u"streams"_s, mostCounted));
    state.silentStreams = int(whole(fields, u"silentStreams"_s, mostCounted));
    state.heldFrames = int(whole(fields, u"heldFrames"_s, mostCounted));
    state.heldRequests = int(whole(fields, u"heldRequests"_s, mostCounted));
    const QJsonArray faults = root->value(u"faults"_s).toArray();
    if (faults.size() > limits::faultsPerPlan)
        fields.complain(u"faults"_s, u"too many"_s);
    if (!fields.mistake().isEmpty())
        return rejected(fields.mistake());
    for (qsizetype index = 0; index < faults.size(); ++index) {
        const QString place = u"faults[%1]"_s.arg(index);
        const auto fault = readFault(faults.at(index), place, true);
        if (!fault)
            return tl::unexpected(fault.error());
        Fields said(faults.at(index).toObject(), place);
        FaultReport report;
        report.fault = *fault;
        report.struck = whole(said, u"struck"_s, mostCounted);
        const auto phase = said.oneOf<FaultPhase>(
            u"state"_s, {FaultPhase::Waiting, FaultPhase::Active, FaultPhase::Spent, FaultPhase::Over});
        if (!phase)
            said.complain(u"state"_s, u"missing"_s);
        if (!said.mistake().isEmpty())
            return rejected(said.mistake());
        report.phase = *phase;
        state.faults.append(report);
    }
    return state;
}

} // namespace signalbox
