// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginednetwork.h"

#include <algorithm>

namespace signalbox {

namespace {

/// What the real network stack calls a status that is not a success.
QNetworkReply::NetworkError errorOf(int status)
{
    switch (status) {
    case 401: return QNetworkReply::AuthenticationRequiredError;
    case 403: return QNetworkReply::ContentAccessDenied;
    case 404: return QNetworkReply::ContentNotFoundError;
    case 500: return QNetworkReply::InternalServerError;
    case 503: return QNetworkReply::ServiceUnavailableError;
    default: break;
    }
    if (status >= 500)
        return QNetworkReply::UnknownServerError;
    return status >= 400 ? QNetworkReply::UnknownContentError : QNetworkReply::NoError;
}

} // namespace

ImaginedReply::ImaginedReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                             const QByteArray &method, QIODevice *body, QObject *parent)
    : QNetworkReply(parent), m_method(method), m_body(body ? body->readAll() : QByteArray())
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

void ImaginedReply::writeHead(int status, const QList<QPair<QByteArray, QByteArray>> &headers)
{
    if (isFinished())
        return;
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, status);
    for (const auto &[name, value] : headers)
        setRawHeader(name, value);
    emit metaDataChanged();
}

void ImaginedReply::write(const QByteArray &bytes)
{
    if (isFinished())
        return;
    m_arrived += bytes;
    emit readyRead();
}

void ImaginedReply::end()
{
    if (!isFinished())
        finishWith(errorOf(attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt()), {});
}

void ImaginedReply::breakOff(NetworkError error, const QString &text)
{
    if (!isFinished())
        finishWith(error, text);
}

void ImaginedReply::finishWith(NetworkError error, const QString &text)
{
    const QPointer<ImaginedReply> alive(this);
    setFinished(true);
    if (error != NoError) {
        setError(error, text);
        emit errorOccurred(error);
    }
    if (alive)
        emit finished();
}

void ImaginedReply::abort()
{
    if (!isFinished())
        finishWith(OperationCanceledError, QStringLiteral("aborted"));
}

qint64 ImaginedReply::bytesAvailable() const
{
    return m_arrived.size() + QNetworkReply::bytesAvailable();
}

qint64 ImaginedReply::readData(char *to, qint64 most)
{
    const qint64 count = std::min<qint64>(most, m_arrived.size());
    if (count == 0)
        return isFinished() ? -1 : 0;
    std::copy_n(m_arrived.constData(), count, to);
    m_arrived.remove(0, count);
    return count;
}

QNetworkReply *ImaginedNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                              QIODevice *body)
{
    QByteArray method = request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    if (operation == GetOperation)
        method = "GET";
    auto *reply = new ImaginedReply(operation, request, method, body, this);
    m_server(reply);
    return reply;
}

} // namespace signalbox
