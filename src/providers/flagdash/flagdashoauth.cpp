// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkreply.h"
#include "providers/common/jsonfields.h"
#include "providers/flagdash/flagdashjson.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

using namespace json;

namespace {

constexpr qsizetype longestCode = 64;
constexpr qsizetype longestSecret = 8'192;

const QString &deviceGrant()
{
    static const QString grant = u"urn:ietf:params:oauth:grant-type:device_code"_s;
    return grant;
}

/// Text that goes into a header or back to the server as it is.
Result<QByteArray> requiredSecret(const QJsonObject &object, const QString &name)
{
    const auto text = requiredText(object, name, u"the answer"_s);
    if (!text)
        return tl::unexpected(text.error());
    const bool isPlain =
        text->size() <= longestSecret
        && std::all_of(text->begin(), text->end(), [](QChar c) { return c > u' ' && c < u'\u007F'; });
    if (!isPlain)
        return tl::unexpected(badAnswer(u"\"%1\" holds characters that no token has"_s.arg(name)));
    return text->toLatin1();
}

Result<QUrl> requiredPage(const QJsonObject &object, const QString &name)
{
    const QUrl url(object.value(name).toString(), QUrl::StrictMode);
    if (!isWebUrl(url) || !url.userInfo().isEmpty())
        return tl::unexpected(badAnswer(u"\"%1\" is not the address of a page"_s.arg(name)));
    return url;
}

std::chrono::seconds secondsIn(const QJsonObject &object, const QString &name, int fallback)
{
    return std::chrono::seconds(object.value(name).toInt(fallback));
}

} // namespace

QByteArray writeRegistration()
{
    return compact({{u"client_name"_s, u"Signalbox"_s},
                    {u"redirect_uris"_s, QJsonArray()},
                    {u"grant_types"_s, QJsonArray{deviceGrant(), u"refresh_token"_s}}});
}

Result<QByteArray> readClientId(const QByteArray &body)
{
    return readObject(body).and_then(
        [](const QJsonObject &object) { return requiredSecret(object, u"client_id"_s); });
}

QByteArray writeDeviceRequest(const QByteArray &client)
{
    return compact({{u"client_id"_s, QString::fromLatin1(client)}, {u"device_name"_s, u"Signalbox"_s}});
}

Result<DeviceCode> readDeviceCode(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    const auto deviceCode = requiredSecret(*object, u"device_code"_s);
    const auto userCode = requiredText(*object, u"user_code"_s, u"the answer"_s);
    const auto page = requiredPage(*object, u"verification_uri"_s);
    if (!deviceCode)
        return tl::unexpected(deviceCode.error());
    if (!userCode)
        return tl::unexpected(userCode.error());
    if (!page)
        return tl::unexpected(page.error());
    if (userCode->size() > longestCode)
        return tl::unexpected(badAnswer(u"\"user_code\" is longer than a person can type"_s));
    DeviceCode code;
    code.deviceCode = *deviceCode;
    code.userCode = *userCode;
    code.page = *page;
    // Of the same place, or it is not the page that the person is shown.
    const auto complete = requiredPage(*object, u"verification_uri_complete"_s);
    code.pageWithCode = complete && isSameOrigin(*complete, *page) ? *complete : *page;
    code.validFor = secondsIn(*object, u"expires_in"_s, 600);
    code.interval = secondsIn(*object, u"interval"_s, 5);
    return code;
}

QByteArray writeDevicePoll(const QByteArray &client, const QByteArray &deviceCode)
{
    return compact({{u"grant_type"_s, deviceGrant()},
                    {u"client_id"_s, QString::fromLatin1(client)},
                    {u"device_code"_s, QString::fromLatin1(deviceCode)}});
}

QByteArray writeRefresh(const Tokens &tokens)
{
    return compact({{u"grant_type"_s, u"refresh_token"_s},
                    {u"client_id"_s, QString::fromLatin1(tokens.client)},
                    {u"refresh_token"_s, QString::fromLatin1(tokens.refresh)}});
}

Result<Tokens> readTokens(const QByteArray &body, const QByteArray &client)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    const auto access = requiredSecret(*object, u"access_token"_s);
    if (!access)
        return tl::unexpected(access.error());
    Tokens tokens{*access, {}, client};
    if (object->contains(u"refresh_token"_s)) {
        const auto refresh = requiredSecret(*object, u"refresh_token"_s);
        if (!refresh)
            return tl::unexpected(refresh.error());
        tokens.refresh = *refresh;
    }
    return tokens;
}

QString oauthErrorWord(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object().value(u"error"_s).toString().left(longestCode);
}

Error readOAuthError(int httpStatus, const QByteArray &body)
{
    Error error = readError(httpStatus, body);
    const QString word = oauthErrorWord(body);
    if (word == u"invalid_grant" || word == u"invalid_client")
        error.kind = ErrorKind::SignInNeeded;
    const QString words = QJsonDocument::fromJson(body).object().value(u"error_description"_s).toString();
    if (!words.isEmpty())
        error.detail = words.left(limits::errorDetailLength);
    return error;
}

} // namespace signalbox::flagdash
