// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QSignalSpy>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

QJsonObject ProbeAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString ProbeAnswer::text(const QString &outer, const QString &inner) const
{
    return json()[outer].toObject()[inner].toString();
}

ProbeAnswer HttpProbe::send(const QByteArray &method, const QString &path, const QByteArray &body)
{
    QNetworkRequest request(QUrl(m_base.toString(QUrl::RemovePath) + path));
    request.setRawHeader("Content-Type", "application/json");
    if (!m_bearer.isEmpty())
        request.setRawHeader("Authorization", QByteArray("Bearer ") + m_bearer);
    if (!m_key.isEmpty())
        request.setRawHeader("X-API-Key", m_key);
    for (auto it = m_headers.constBegin(); it != m_headers.constEnd(); ++it) {
        if (!it.value().isEmpty())
            request.setRawHeader(it.key(), it.value());
    }
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished() && !finished.wait(20'000))
        return {};
    ProbeAnswer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.contentType = reply->rawHeader("Content-Type");
    answer.body = reply->readAll();
    for (const auto &[name, value] : reply->rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    return answer;
}

ProbeAnswer HttpProbe::send(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    return send(method, path, QJsonDocument(body).toJson(QJsonDocument::Compact));
}

RawStream::RawStream(quint16 port, const QByteArray &path, const QByteArray &headers, qint64 readBuffer)
{
    m_socket.setReadBufferSize(readBuffer);
    m_socket.connectToHost(u"127.0.0.1"_s, port);
    m_socket.write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
}

const QByteArray &RawStream::bytes()
{
    if (m_reading)
        m_bytes += m_socket.readAll();
    return m_bytes;
}

QByteArray RawStream::body()
{
    QByteArray joined;
    qsizetype at = bytes().indexOf("\r\n\r\n");
    at = at < 0 ? m_bytes.size() : at + 4;
    for (;;) {
        const qsizetype lineEnd = m_bytes.indexOf("\r\n", at);
        if (lineEnd < 0)
            return joined;
        const qsizetype size = m_bytes.sliced(at, lineEnd - at).toLongLong(nullptr, 16);
        joined += m_bytes.mid(lineEnd + 2, size);
        at = std::min(lineEnd + 2 + size + 2, m_bytes.size());
    }
}

bool RawStream::isOpen()
{
    return m_socket.state() == QAbstractSocket::ConnectedState;
}

} // namespace signalbox
