// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashoauth.h"

#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/jsonbody.h"
#include "server/dialects/jsonwords.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

const QString &deviceGrantType()
{
    static const QString type = u"urn:ietf:params:oauth:grant-type:device_code"_s;
    return type;
}

HttpAnswer tokenAnswer(HttpAnswer answer)
{
    answer.headers.emplace_back("Cache-Control", "no-store"); // RFC 6749, 5.1
    return answer;
}

/// RFC 6749, 5.2.
HttpAnswer oauthRefusal(const Refusal &refusal, const QString &word = u"invalid_request"_s)
{
    const bool ours = refusal.kind == RefusalKind::Storage;
    const int status = ours                                ? 500
                       : refusal.kind == RefusalKind::Busy ? 503
                       : refusal.code == u"invalid_client" ? 401
                                                           : 400;
    const QString code = !refusal.code.isEmpty() ? refusal.code : ours ? u"server_error"_s : word;
    const QString message = ours ? u"the server could not store or read this"_s : refusal.message;
    HttpAnswer answer = tokenAnswer(
        flagdashdialect::answer(QJsonObject{{u"error"_s, code}, {u"error_description"_s, message}}, status));
    if (status == 503)
        answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

bool isWaiting(const Refusal &refusal)
{
    return refusal.code == u"authorization_pending" || refusal.code == u"slow_down";
}

QJsonObject toJson(const DeviceGrant &grant)
{
    return {{u"device_code"_s, grant.deviceCode},
            {u"user_code"_s, grant.userCode},
            {u"expires_in"_s, qint64(grant.expiresIn.count())},
            {u"interval"_s, qint64(grant.interval.count())}};
}

/// A sign-in as the older flow tells it.
QJsonObject sessionJson(const SignIn &signIn, WallTime end)
{
    const Profile &profile = signIn.profile;
    QJsonObject account;
    QString role;
    for (const AccountRepository::Membership &membership : profile.organizations) {
        if (membership.organization.id != profile.currentOrganizationId)
            continue;
        account = {{u"id"_s, membership.organization.id}, {u"name"_s, membership.organization.name}};
        role = membership.role;
    }
    return {{u"session_token"_s, QString::fromLatin1(signIn.accessToken)},
            {u"account"_s, account},
            {u"user"_s, flagdashdialect::personJson(profile.user, role)},
            {u"expires_at"_s, jsonwords::json(end)}};
}

QJsonObject tokens(const SignIn &signIn)
{
    return {{u"access_token"_s, QString::fromLatin1(signIn.accessToken)},
            {u"refresh_token"_s, QString::fromLatin1(signIn.refreshToken)},
            {u"token_type"_s, u"Bearer"_s},
            {u"expires_in"_s, qint64(std::chrono::seconds(serverlimits::accessLifetime).count())}};
}

/// Where this server was reached, as far as the client tells; it is told to nobody else.
QString originOf(const HttpCall &call)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9.:\\[\\]-]{1,255}\\z"_s);
    const QString host = QString::fromLatin1(call.header("host").value_or(QByteArray()));
    const bool secured = call.header("x-forwarded-proto").value_or(QByteArray()) == "https";
    return (secured ? u"https://"_s : u"http://"_s) + (plain.match(host).hasMatch() ? host : u"localhost"_s);
}

QString pageOf(const HttpCall &call)
{
    return originOf(call) + u"/oauth/device"_s;
}

QString withCode(const QString &page, const DeviceGrant &grant)
{
    return page + u"?user_code="_s + grant.userCode;
}

HttpAnswer pageAnswer(const QString &content, int status = 200)
{
    HttpAnswer answer;
    answer.status = status;
    answer.contentType = "text/html; charset=utf-8";
    answer.headers = {{"Cache-Control", "no-store"},
                      {"X-Frame-Options", "DENY"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                       "frame-ancestors 'none'"}};
    const QString html = u"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width\">"
                         "<title>Let a program in</title><style>body{font:1rem sans-serif;max-width:26rem;"
                         "margin:3rem auto;padding:0 1rem}label{display:block;margin:.8rem 0}"
                         "input{display:block;width:100%;font:inherit;padding:.4rem;box-sizing:border-box}"
                         "button{font:inherit;padding:.4rem 1rem;margin-right:.5rem}</style>"
                         "<h1>Let a program in</h1>"_s
                         + content + u"</html>\n"_s;
    answer.body = html.toUtf8();
    return answer;
}

QString paragraph(const QString &text)
{
    return u"<p>"_s + text.toHtmlEscaped() + u"</p>"_s;
}

QString form(const QString &userCode, const std::optional<QString> &deviceName)
{
    QString text = paragraph(u"Compare the code with the one the program shows, then sign in."_s);
    if (deviceName && !deviceName->isEmpty())
        text += paragraph(u"It calls itself: %1"_s.arg(*deviceName));
    return text
           + u"<form method=\"post\" action=\"/oauth/device\"><label>Code<input name=\"user_code\" value=\""_s
           + userCode.toHtmlEscaped()
           + u"\" autocomplete=\"off\" required></label><label>E-mail<input name=\"email\" type=\"email\" "
             "autocomplete=\"username\" required></label><label>Password<input name=\"password\" "
             "type=\"password\" autocomplete=\"current-password\" required></label>"
             "<button name=\"decision\" value=\"approve\">Let it in</button>"
             "<button name=\"decision\" value=\"deny\">Refuse</button></form>"_s;
}

} // namespace

FlagDashOAuth::FlagDashOAuth(AccountService &accounts, const ChangeLog &changes)
    : m_accounts(accounts), m_changes(changes), m_devices(accounts, changes)
{}

void FlagDashOAuth::addRoutes(FlagDashRouter &router)
{
    // Nobody has shown a credential yet: what is counted is the address.
    const auto add = [this, &router](const char *method, const QString &path,
                                     void (FlagDashOAuth::*handler)(const FlagDashCall &, HttpReply)) {
        router.addRaw(method, path, [this, &router, handler](const FlagDashCall &call, HttpReply reply) {
            if (auto refusal = router.tooMuch(u"address "_s + call.origin.address))
                reply.send(std::move(*refusal));
            else
                (this->*handler)(call, std::move(reply));
        });
    };
    add("POST", u"/oauth/register"_s, &FlagDashOAuth::registerClient);
    add("POST", u"/oauth/device_authorization"_s, &FlagDashOAuth::authorizeDevice);
    add("POST", u"/oauth/token"_s, &FlagDashOAuth::token);
    add("POST", u"/api/v1/auth/device"_s, &FlagDashOAuth::authorizeOlder);
    add("POST", u"/api/v1/auth/device/token"_s, &FlagDashOAuth::olderToken);
    add("GET", u"/oauth/device"_s, &FlagDashOAuth::page);
    add("POST", u"/oauth/device"_s, &FlagDashOAuth::decide);
}

void FlagDashOAuth::registerClient(const FlagDashCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString name = body.requiredText(u"client_name"_s);
    if (body.problem()) {
        reply.send(oauthRefusal(*body.problem()));
        return;
    }
    reply.send(flagdashdialect::answer(
        QJsonObject{{u"client_id"_s, DeviceLogin::newClientId()},
                    {u"client_name"_s, name},
                    {u"redirect_uris"_s, QJsonArray()},
                    {u"grant_types"_s, QJsonArray{deviceGrantType(), u"refresh_token"_s}},
                    {u"token_endpoint_auth_method"_s, u"none"_s}},
        201));
}

void FlagDashOAuth::authorizeDevice(const FlagDashCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString client = body.requiredText(u"client_id"_s);
    const QString device = body.text(u"device_name"_s).value_or(QString());
    if (body.problem()) {
        reply.send(oauthRefusal(*body.problem()));
        return;
    }
    const auto grant = m_devices.begin(client, device);
    if (!grant) {
        reply.send(oauthRefusal(grant.error()));
        return;
    }
    const QString page = pageOf(call.http);
    QJsonObject answer = toJson(*grant);
    answer.insert(u"verification_uri"_s, page);
    answer.insert(u"verification_uri_complete"_s, withCode(page, *grant));
    reply.send(tokenAnswer(flagdashdialect::answer(answer)));
}

void FlagDashOAuth::token(const FlagDashCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString type = body.requiredText(u"grant_type"_s);
    const bool refreshes = type == u"refresh_token";
    if (!body.problem() && !refreshes && type != deviceGrantType()) {
        reply.send(oauthRefusal({RefusalKind::Invalid,
                                 u"only device codes and refresh tokens are taken"_s,
                                 {},
                                 u"unsupported_grant_type"_s}));
        return;
    }
    const QString client = body.requiredText(u"client_id"_s);
    const QString secret = body.requiredText(refreshes ? u"refresh_token"_s : u"device_code"_s);
    if (body.problem()) {
        reply.send(oauthRefusal(*body.problem()));
        return;
    }
    const auto signedIn = refreshes ? m_accounts.refresh(secret.toUtf8()) : m_devices.poll(client, secret);
    reply.send(signedIn ? tokenAnswer(flagdashdialect::answer(tokens(*signedIn)))
                        : oauthRefusal(signedIn.error(), u"invalid_grant"_s));
}

void FlagDashOAuth::authorizeOlder(const FlagDashCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body, true);
    const QString device = body.text(u"device_name"_s).value_or(QString());
    if (body.problem()) {
        reply.send(oauthRefusal(*body.problem()));
        return;
    }
    const auto grant = m_devices.begin(std::nullopt, device);
    if (!grant) {
        reply.send(oauthRefusal(grant.error()));
        return;
    }
    QJsonObject answer = toJson(*grant);
    answer.insert(u"verification_url"_s, withCode(pageOf(call.http), *grant));
    reply.send(tokenAnswer(flagdashdialect::answer(answer)));
}

/// Its clients look for the word in the answer, so waiting is no failure of the request here.
void FlagDashOAuth::olderToken(const FlagDashCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString code = body.requiredText(u"device_code"_s);
    if (body.problem()) {
        reply.send(oauthRefusal(*body.problem()));
        return;
    }
    const auto signedIn = m_devices.poll(std::nullopt, code);
    if (signedIn) {
        const WallTime end = m_changes.now() + serverlimits::accessLifetime;
        reply.send(tokenAnswer(flagdashdialect::answer(sessionJson(*signedIn, end))));
        return;
    }
    HttpAnswer refusal = oauthRefusal(signedIn.error(), u"invalid_grant"_s);
    if (isWaiting(signedIn.error()))
        refusal.status = 200;
    reply.send(std::move(refusal));
}

void FlagDashOAuth::page(const FlagDashCall &call, HttpReply reply)
{
    const QString code = call.http.argument(u"user_code").value_or(QString());
    reply.send(pageAnswer(form(code, m_devices.deviceName(code))));
}

void FlagDashOAuth::decide(const FlagDashCall &call, HttpReply reply)
{
    QByteArray encoded = call.http.body;
    encoded.replace('+', ' '); // what a form sends for a space; a plus comes as %2B
    const QUrlQuery fields(QString::fromLatin1(encoded));
    const auto field = [&fields](const QString &name) {
        return fields.queryItemValue(name, QUrl::FullyDecoded);
    };
    const QString code = field(u"user_code"_s);
    const QString decision = field(u"decision"_s);
    if (decision != u"approve" && decision != u"deny") {
        reply.send(pageAnswer(paragraph(u"The form is incomplete. Go back and try again."_s), 400));
        return;
    }
    const bool agrees = decision == u"approve";
    m_devices.decide(code, agrees, field(u"email"_s), field(u"password"_s),
                     [reply, code, agrees](const Outcome<void> &done) mutable {
                         if (done) {
                             reply.send(pageAnswer(paragraph(
                                 agrees ? u"Done. The program is signed in; you can close this page."_s
                                        : u"Refused. The program gets nothing; you can close this page."_s)));
                             return;
                         }
                         const bool password = done.error().kind == RefusalKind::Unauthorized;
                         const bool busy = done.error().kind == RefusalKind::Busy;
                         const QString next =
                             u"Nothing was changed: %1. Check the fields and try again."_s.arg(
                                 done.error().kind == RefusalKind::Storage ? u"the server could not read"_s
                                                                           : done.error().message);
                         reply.send(pageAnswer(paragraph(next) + form(code, std::nullopt), password ? 401
                                                                                           : busy   ? 503
                                                                                                    : 404));
                     });
}

} // namespace signalbox
