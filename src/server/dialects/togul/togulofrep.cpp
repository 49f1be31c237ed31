// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of TogulApi for OpenFeature's clients: the OpenFeature Remote Evaluation Protocol (OFREP), with
// an API key. One flag, or all of the key's environment, which no other request gives to a key.
#include "server/dialects/jsonbody.h"
#include "server/dialects/togul/togulapi.h"
#include "server/dialects/togul/togulcodec.h"
#include "server/security/random.h"
#include "server/service/validation.h"
#include "server/storage/valuetext.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype etagLetters = 32;

QString ofrepCode(const Refusal &refusal)
{
    switch (refusal.kind) {
    case RefusalKind::NotFound: return u"FLAG_NOT_FOUND"_s;
    case RefusalKind::Invalid: return refusal.field == u"context" ? u"INVALID_CONTEXT"_s : u"PARSE_ERROR"_s;
    case RefusalKind::Unauthorized:
    case RefusalKind::Forbidden:
    case RefusalKind::Conflict:
    case RefusalKind::Busy:
    case RefusalKind::Storage: break;
    }
    return u"GENERAL"_s;
}

/// Status and headers are those of Togul's refusals; the words are OFREP's. @p key: of the one flag asked
/// for.
HttpAnswer ofrepRefusal(const Refusal &refusal, const QString &key = {})
{
    HttpAnswer answer = toguldialect::answer(refusal);
    QJsonObject words{{u"errorCode"_s, ofrepCode(refusal)},
                      {u"errorDetails"_s, refusal.kind == RefusalKind::Storage
                                              ? u"the server could not read this"_s
                                              : refusal.message}};
    if (!key.isEmpty())
        words.insert(u"key"_s, key);
    answer.body = toguldialect::answer(words).body;
    return answer;
}

QJsonObject ofrepJson(const EvaluationAnswer &answer)
{
    QString reason;
    switch (answer.evaluation.reason) {
    case EvaluationReason::Disabled: reason = u"DISABLED"_s; break;
    case EvaluationReason::RuleMatch: reason = u"TARGETING_MATCH"_s; break;
    case EvaluationReason::Default: reason = u"DEFAULT"_s; break;
    }
    return {
        {u"key"_s, answer.flag.key}, {u"value"_s, jsonValue(answer.evaluation.value)}, {u"reason"_s, reason}};
}

/// What rules can ask about: texts, and numbers and booleans by their spelling. What has parts is left out,
/// as OpenFeature's contexts may hold it and no rule asks for it. The targeting key is the user, unless
/// user_id says who that is.
Outcome<EvaluationContext> ofrepContext(const JsonBody &body)
{
    EvaluationContext context;
    const auto found = body.json(u"context"_s);
    if (!found || found->isNull())
        return context;
    const auto invalid = [](const QString &why) {
        return refuse(RefusalKind::Invalid, u"context "_s + why, u"context"_s);
    };
    if (!found->isObject())
        return invalid(u"must be an object"_s);
    const QJsonObject object = found->toObject();
    if (object.size() > serverlimits::contextEntries)
        return invalid(u"has too many entries"_s);
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (const auto text = spelledOut(it.value()))
            context.insert(it.key(), *text);
    }
    const auto target = context.constFind(u"targetingKey"_s);
    if (target != context.constEnd() && !context.contains(u"user_id"_s))
        context.insert(u"user_id"_s, QString(*target));
    return context;
}

/// RFC 9110, 13.1.2: a list of tags, each perhaps a weak one, or a star.
bool holds(const QByteArray &ifNoneMatch, const QByteArray &etag)
{
    const QByteArrayList tags = ifNoneMatch.split(',');
    return std::any_of(tags.cbegin(), tags.cend(), [&etag](const QByteArray &tag) {
        const QByteArray one = tag.trimmed();
        return one == "*" || one == etag || one == "W/" + etag;
    });
}

/// The whole answer, or the word that the client has it already.
HttpAnswer unlessHeld(HttpAnswer answer, const HttpCall &call)
{
    const QByteArray etag = '"' + fingerprint(answer.body).toHex().first(etagLetters) + '"';
    if (holds(call.header("if-none-match").value_or(QByteArray()), etag)) {
        answer = {};
        answer.status = 304;
        answer.contentType.clear();
    }
    answer.headers.emplace_back("ETag", etag);
    return answer;
}

} // namespace

void TogulApi::addRemoteEvaluationRoutes()
{
    const QString all = u"/ofrep/v1/evaluate/flags"_s;
    m_router.addRaw("POST", all, [this](const TogulCall &call, HttpReply reply) {
        const auto values = remoteQuestion(call).and_then([this](const RemoteQuestion &question) {
            return m_services.flags.evaluateAll(question.caller, question.context);
        });
        if (!values) {
            reply.send(ofrepRefusal(values.error()));
            return;
        }
        QJsonArray array;
        for (const EvaluationAnswer &one : *values)
            array.append(ofrepJson(one));
        reply.send(unlessHeld(toguldialect::answer(QJsonObject{{u"flags"_s, array}}), call.http));
    });
    m_router.addRaw("POST", all + u"/{}"_s, [this](const TogulCall &call, HttpReply reply) {
        const QString &key = call.places.at(0);
        const auto value = remoteQuestion(call).and_then([&](const RemoteQuestion &question) {
            return m_services.flags.evaluateFlag(question.caller, key, question.context);
        });
        reply.send(value ? toguldialect::answer(ofrepJson(*value)) : ofrepRefusal(value.error(), key));
    });
}

Outcome<TogulApi::RemoteQuestion> TogulApi::remoteQuestion(const TogulCall &call)
{
    const auto caller = keyCaller(call);
    if (!caller)
        return passOn(caller);
    const JsonBody body = JsonBody::parse(call.http.body, true);
    if (body.problem())
        return tl::unexpected(*body.problem());
    return ofrepContext(body).map([&](const EvaluationContext &context) {
        return RemoteQuestion{*caller, context};
    });
}

} // namespace signalbox
