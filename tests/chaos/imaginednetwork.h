// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>

#include <functional>

namespace signalbox {

/// One exchange without a socket: the other side writes status, headers and bytes when it likes.
class ImaginedReply final : public QNetworkReply
{
    Q_OBJECT

public:
    ImaginedReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                  const QByteArray &method, QIODevice *body, QObject *parent);

    [[nodiscard]] const QByteArray &method() const { return m_method; }
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    /// What a server would see of the request.
    [[nodiscard]] QByteArray sentHeader(const QByteArray &name) const { return request().rawHeader(name); }

    void writeHead(int status, const QList<QPair<QByteArray, QByteArray>> &headers);
    void write(const QByteArray &bytes);
    using QNetworkReply::write;
    /// The answer is complete.
    void end();
    /// The connection is gone.
    void breakOff(NetworkError error, const QString &text);
    [[nodiscard]] bool isOver() const { return isFinished(); }

    void abort() override;
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *to, qint64 most) override;

private:
    void finishWith(NetworkError error, const QString &text);

    QByteArray m_method;
    QByteArray m_body;
    QByteArray m_arrived;
};

/// A network access manager whose requests go to a function instead of a socket.
class ImaginedNetwork final : public QNetworkAccessManager
{
    Q_OBJECT

public:
    using Server = std::function<void(ImaginedReply *reply)>;

    void setServer(Server server) { m_server = std::move(server); }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    Server m_server;
};

} // namespace signalbox
