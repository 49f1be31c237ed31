// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulrequests.h"

#include "core/shelltext.h"

using namespace Qt::StringLiterals;

namespace signalbox::togul {

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

Error tokenError(const ApiCall &call, const Error &error)
{
    return call.method == "GET" ? error : notSent(error);
}

} // namespace

Requests::Requests(HttpClient &http, Auth &auth, QUrl baseUrl)
    : m_http(http), m_auth(auth), m_baseUrl(std::move(baseUrl))
{}

Pending Requests::send(const ApiCall &call, Callback<QByteArray> done)
{
    // Holds the step under way; each step replaces the one before it.
    const auto step = std::make_shared<Pending>();
    *step = m_auth.token([this, step, call, done = std::move(done)](Result<QByteArray> token) {
        if (token)
            attempt(step, call, *token, false, done);
        else
            done(tl::unexpected(tokenError(call, token.error())));
    });
    return Pending([step] { step->cancel(); });
}

void Requests::attempt(const std::shared_ptr<Pending> &step, const ApiCall &call, const QByteArray &token,
                       bool isSecond, const Callback<QByteArray> &done)
{
    HttpRequest request;
    request.method = call.method;
    request.url = QUrl::fromEncoded(m_baseUrl.toEncoded() + call.path);
    request.headers.emplaceBack("Authorization", "Bearer " + token);
    request.body = call.body;
    *step = m_http.send(
        request, [this, step, call, token, isSecond, done, request](Result<HttpResponse> response) {
            if (response && response->status == 401 && !isSecond) {
                *step = m_auth.tokenInsteadOf(token, [this, step, call, done](Result<QByteArray> renewed) {
                    if (renewed)
                        attempt(step, call, *renewed, true, done);
                    else
                        done(tl::unexpected(tokenError(call, renewed.error())));
                });
                return;
            }
            if (call.observer)
                call.observer(request, response);
            if (!response) {
                done(tl::unexpected(response.error()));
            } else if (response->status < 200 || response->status > 299) {
                Error error = readError(response->status, response->body);
                error.retryAfter = response->retryAfter;
                done(tl::unexpected(std::move(error)));
            } else {
                done(response->body);
            }
        });
}

Error notSent(Error error)
{
    if (mayHaveBeenApplied(error)) {
        error.kind = ErrorKind::Cancelled;
        error.detail = u"not sent: %1"_s.arg(error.detail);
    }
    return error;
}

QString curlLine(const QUrl &baseUrl, const ApiCall &call)
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

} // namespace signalbox::togul
