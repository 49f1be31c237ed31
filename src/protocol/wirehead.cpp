// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/wirehead.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto mask = "\u2022\u2022\u2022";

bool isHarmlessToSend(const QByteArray &name)
{
    constexpr std::array harmless{"accept",     "accept-encoding", "accept-language", "cache-control",
                                  "connection", "last-event-id",   "pragma",          "user-agent"};
    const QByteArray lower = name.toLower();
    return std::any_of(harmless.begin(), harmless.end(), [&](const char *word) { return lower == word; });
}

bool isSecretToReceive(const QByteArray &name)
{
    constexpr std::array parts{"cookie", "auth", "token", "secret", "key", "session", "credential"};
    const QByteArray lower = name.toLower();
    return std::any_of(parts.begin(), parts.end(), [&](const char *part) { return lower.contains(part); });
}

/// Keeps the names of a query and masks its values.
QByteArray withoutValues(const QByteArray &target)
{
    const qsizetype question = target.indexOf('?');
    if (question < 0)
        return target;
    QByteArrayList parts;
    for (const QByteArray &part : target.mid(question + 1).split('&')) {
        const qsizetype equals = part.indexOf('=');
        parts.append(equals < 0 ? QByteArray(mask) : part.left(equals + 1) + mask);
    }
    return target.left(question + 1) + parts.join('&');
}

void addField(QByteArray &head, const QByteArray &name, const QByteArray &value)
{
    head += name + ": " + value + "\r\n";
}

} // namespace

QByteArray requestHead(const QNetworkRequest &request)
{
    const QUrl url = request.url();
    QByteArray target = url.path(QUrl::FullyEncoded).toUtf8();
    if (target.isEmpty())
        target = "/";
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    QByteArray head = "GET " + withoutValues(target) + " HTTP\r\n";
    addField(head, "Host", url.authority(QUrl::FullyEncoded).section(u'@', -1).toUtf8());
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray &name : names)
        addField(head, name, isHarmlessToSend(name) ? request.rawHeader(name) : QByteArray(mask));
    return head;
}

QByteArray responseHead(const QNetworkReply &reply)
{
    const bool second = reply.attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    QByteArray head = second ? "HTTP/2 " : "HTTP/1 ";
    head += reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toByteArray() + ' '
            + reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toByteArray() + "\r\n";
    for (const auto &[name, value] : reply.rawHeaderPairs()) {
        if (isSecretToReceive(name))
            addField(head, name, mask);
        else if (name.compare("location", Qt::CaseInsensitive) == 0)
            addField(head, name, withoutValues(value));
        else
            addField(head, name, value);
    }
    return head;
}

} // namespace signalbox
