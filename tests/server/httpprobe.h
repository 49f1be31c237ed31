// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTcpSocket>
#include <QUrl>

#include <memory>
#include <optional>

namespace signalbox {

/// JSON text written with single quotes, which is easier on the eye (and on moc, which knows no raw strings).
[[nodiscard]] inline QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

/// An answer as an ordinary HTTP client sees it.
struct ProbeAnswer
{
    int status = 0; ///< 0: none
    QByteArray contentType;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case

    [[nodiscard]] QJsonObject json() const;
    /// A member of an object inside: text("flag", "id").
    [[nodiscard]] QString text(const QString &outer, const QString &inner) const;
};

/// Qt's own HTTP client against a server in this process; the test's event loop runs both.
class HttpProbe final
{
public:
    explicit HttpProbe(QUrl base, const QString &bearer = {})
        : m_base(std::move(base)), m_bearer(bearer.toUtf8())
    {}

    void setBearer(const QString &token) { m_bearer = token.toUtf8(); }
    void setKey(const QString &key) { m_key = key.toUtf8(); }
    /// Of every request from now on; empty: no more.
    void setHeader(const QByteArray &name, const QByteArray &value) { m_headers.insert(name, value); }

    [[nodiscard]] ProbeAnswer send(const QByteArray &method, const QString &path,
                                   const QByteArray &body = {});
    [[nodiscard]] ProbeAnswer send(const QByteArray &method, const QString &path, const QJsonObject &body);
    [[nodiscard]] ProbeAnswer get(const QString &path) { return send("GET", path); }

private:
    QNetworkAccessManager m_network;
    QUrl m_base;
    QByteArray m_bearer;
    QByteArray m_key;
    QHash<QByteArray, QByteArray> m_headers;
};

/// A bare socket that asks for a stream and keeps what came; nothing between it and the bytes.
class RawStream final
{
public:
    /// @p headers: further header lines, each with its line end. A small @p readBuffer makes a reader that
    /// does not keep up once the kernel's buffers are full.
    RawStream(quint16 port, const QByteArray &path, const QByteArray &headers = {}, qint64 readBuffer = 0);

    /// Everything that has arrived, taken off the socket now unless reading is off.
    [[nodiscard]] const QByteArray &bytes();
    /// The same without the head and without the chunks' own lines, as far as it is complete.
    [[nodiscard]] QByteArray body();
    [[nodiscard]] bool isOpen();
    [[nodiscard]] bool has(const QByteArray &part) { return bytes().contains(part); }
    [[nodiscard]] int count(const QByteArray &part) { return int(bytes().count(part)); }
    [[nodiscard]] QTcpSocket &socket() { return m_socket; }
    void stopReading() { m_reading = false; }
    void close() { m_socket.abort(); }

private:
    QTcpSocket m_socket;
    QByteArray m_bytes;
    bool m_reading = true;
};

} // namespace signalbox
