// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/apicall.h"

#include "core/limits.h"
#include "core/shelltext.h"

using namespace Qt::StringLiterals;

namespace signalbox::api {

namespace {

constexpr qsizetype argumentBytes = 128 << 10; // Linux's MAX_ARG_STRLEN, the smallest in use

/// JSON with what a terminal would hide or act on as escapes of JSON's own; it means the same.
QString printable(const QByteArray &json)
{
    QString text;
    const QList<uint> characters = QString::fromUtf8(json).toUcs4();
    for (const char32_t c : characters) {
        const QString character = QString::fromUcs4(&c, 1);
        if (!isUnprintable(c)) {
            text += character;
            continue;
        }
        for (const QChar unit : character)
            text += u"\\u%1"_s.arg(uint(unit.unicode()), 4, 16, QChar(u'0'));
    }
    return text;
}

} // namespace

Result<QByteArray> bodyOf(const Result<HttpResponse> &response, ReadError readError)
{
    if (!response)
        return tl::unexpected(response.error());
    if (response->status >= 200 && response->status <= 299)
        return response->body;
    Error error = readError(response->status, response->body);
    error.retryAfter = response->retryAfter;
    return tl::unexpected(std::move(error));
}

HttpRequest bearerRequest(const QUrl &baseUrl, const Call &call, const QByteArray &token)
{
    HttpRequest request;
    request.method = call.method;
    request.url = QUrl::fromEncoded(baseUrl.toEncoded() + call.path);
    request.headers.emplaceBack("Authorization", "Bearer " + token);
    request.body = call.body;
    return request;
}

Error notSent(Error error)
{
    if (mayHaveBeenApplied(error)) {
        error.kind = ErrorKind::Cancelled;
        error.detail = u"not sent: %1"_s.arg(error.detail);
    }
    return error;
}

Error afterSending(Error error)
{
    if (!mayHaveBeenApplied(error)) {
        error.kind = ErrorKind::Network;
        error.detail = u"sent, but not read back: %1"_s.arg(error.detail);
    }
    return error;
}

QString curlLine(const QUrl &baseUrl, const Call &call)
{
    const QString url = QString::fromLatin1(baseUrl.toEncoded() + call.path);
    const QString body = printable(call.body);
    if (url.toUtf8().size() >= argumentBytes || body.toUtf8().size() >= argumentBytes)
        return {};
    // --globoff: brackets and braces in an address are meant as they stand.
    QStringList words{u"curl"_s,
                      u"--globoff"_s,
                      u"-X"_s,
                      QString::fromLatin1(call.method),
                      shellQuoted(url),
                      u"-H"_s,
                      u"\"Authorization: Bearer $SIGNALBOX_TOKEN\""_s};
    if (!body.isEmpty())
        words << u"-H"_s << u"'Content-Type: application/json'"_s << u"--data-raw"_s << shellQuoted(body);
    return words.join(u' ');
}

QByteArray pathSegment(const QString &id)
{
    return QUrl::toPercentEncoding(id);
}

QString exchangeText(const HttpRequest &request, const Result<HttpResponse> &response)
{
    QString text = u"%1 %2\nAuthorization: Bearer ••••\n"_s.arg(QString::fromLatin1(request.method),
                                                                request.url.path(QUrl::FullyEncoded));
    if (!request.body.isEmpty())
        text += u"\n%1\n"_s.arg(QString::fromUtf8(request.body.left(limits::rawEventBytes)));
    if (!response)
        return text + u"\n%1: %2\n"_s.arg(word(response.error().kind), response.error().detail);
    text += u"\n%1 %2\n\n"_s.arg(response->status).arg(QString::fromLatin1(response->contentType.left(100)));
    text += QString::fromUtf8(response->body.left(limits::rawEventBytes));
    if (response->body.size() > limits::rawEventBytes)
        text += u"…"_s;
    return text;
}

} // namespace signalbox::api
