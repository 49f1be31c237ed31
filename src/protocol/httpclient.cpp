// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/httpclient.h"

#include "protocol/httpdate.h"
#include "protocol/networkaccess.h"
#include "protocol/networkreply.h"
#include "protocol/tlserrors.h"

#include <QNetworkAccessManager>
#include <QSslError>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// A request body that can be read once. The network stack sends a request a second time when the connection
/// closes before the answer; with this body it cannot, and reports the loss instead. A change that may have
/// been applied is never repeated behind our back; an empty body keeps it from that as well as a full one.
class BodyOnce final : public QIODevice
{
public:
    explicit BodyOnce(QByteArray body) : m_body(std::move(body))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] qint64 size() const override { return m_body.size(); }
    [[nodiscard]] bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 maximum) override
    {
        const qint64 count = std::min(maximum, m_body.size() - m_at);
        if (count <= 0)
            return -1;
        std::copy_n(m_body.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_at = 0;
};

/// One call of HttpClient::send. Kept alive by the Pending it hands out.
class HttpExchange final : public QObject, public std::enable_shared_from_this<HttpExchange>
{
public:
    HttpExchange(QNetworkAccessManager &network, const Clock &clock, HttpRequest request,
                 Callback<HttpResponse> done)
        : m_network(network)
        , m_clock(clock)
        , m_request(std::move(request))
        , m_done(std::move(done))
        , m_reply(nullptr, ReplyDeleter{this})
        , m_timeout(clock.createTimer([this] {
            leaveConnections(m_network);
            finish(tl::unexpected(
                Error{ErrorKind::Timeout, u"no complete answer in time"_s, std::nullopt, std::nullopt}));
        }))
    {}

    void start()
    {
        m_timeout->start(m_request.timeout);
        if (isWebUrl(m_request.url)) {
            send(m_request.url);
            return;
        }
        QMetaObject::invokeMethod(
            this, [this] { fail(ErrorKind::Network, u"not a web address"_s); }, Qt::QueuedConnection);
    }

    void cancel()
    {
        m_done = nullptr;
        m_timeout->stop();
        m_reply.reset();
    }

private:
    void send(const QUrl &url)
    {
        QNetworkRequest request = plainRequest(url);
        request.setRawHeader("Accept", "application/json");
        for (const auto &[name, value] : std::as_const(m_request.headers))
            request.setRawHeader(name, value);
        m_body.clear();
        if (m_request.method == "GET") {
            m_reply.reset(m_network.get(request));
        } else {
            if (!m_request.body.isEmpty() && !request.hasRawHeader("Content-Type"))
                request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
            request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
            auto *body = new BodyOnce(m_request.body);
            m_reply.reset(m_network.sendCustomRequest(request, m_request.method, body));
            body->setParent(m_reply.get());
        }
        m_reply->setReadBufferSize(limits::streamReadBufferBytes);
        connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, &HttpExchange::checkHeaders);
        connect(m_reply.get(), &QNetworkReply::readyRead, this, &HttpExchange::readBody);
        connect(m_reply.get(), &QNetworkReply::finished, this, &HttpExchange::complete);
        connect(m_reply.get(), &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
            m_tlsDetail = tlsErrorText(errors, m_reply->url().host());
        });
    }

    void checkHeaders()
    {
        const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (announced > m_request.maximumBytes)
            failTooLarge();
        else if (isEncoded(*m_reply))
            fail(ErrorKind::BadAnswer, u"the server compressed its answer although it was asked not to"_s);
    }

    void readBody()
    {
        const QByteArray bytes = m_reply->readAll();
        if (m_body.size() + bytes.size() > m_request.maximumBytes)
            failTooLarge();
        else
            m_body.append(bytes);
    }

    void complete()
    {
        const auto self = shared_from_this();
        if (m_reply->bytesAvailable() > 0)
            readBody();
        if (!m_reply)
            return;
        const int status = statusOf(*m_reply);
        if (isRedirectStatus(status)) { // before errors: a body that can be read once makes some of them one
            followRedirect(status);
            return;
        }
        if (auto error = transportError(*m_reply, m_tlsDetail)) {
            leaveConnections(m_network);
            finish(tl::unexpected(std::move(*error)));
            return;
        }
        HttpResponse response;
        response.status = status;
        response.contentType = mediaTypeOf(*m_reply);
        response.body = std::move(m_body);
        response.retryAfter = retryAfterOf(*m_reply, m_clock.wallTime());
        response.date = parseHttpDate(m_reply->rawHeader("Date"), m_clock.wallTime());
        finish(std::move(response));
    }

    void followRedirect(int status)
    {
        if (m_request.method != "GET") {
            fail(ErrorKind::Redirected, u"a change was answered with a redirect"_s, status);
            return;
        }
        auto target = redirectTarget(*m_reply, m_redirects);
        if (!target) {
            finish(tl::unexpected(std::move(target.error())));
        } else if (!isSameOrigin(*target, m_reply->url())) {
            fail(ErrorKind::Redirected, u"a redirect to another server: %1"_s.arg(originText(*target)),
                 status);
        } else {
            ++m_redirects;
            send(*target);
        }
    }

    void failTooLarge()
    {
        fail(ErrorKind::TooLarge,
             u"an answer of more than %1 bytes (limit responseBytes)"_s.arg(m_request.maximumBytes));
    }

    void fail(ErrorKind kind, const QString &detail, std::optional<int> status = std::nullopt)
    {
        finish(tl::unexpected(Error{kind, detail, status, std::nullopt}));
    }

    void finish(Result<HttpResponse> result)
    {
        const auto self = shared_from_this(); // the callback may drop the handle that keeps this
        m_timeout->stop();
        m_reply.reset();
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    QNetworkAccessManager &m_network;
    const Clock &m_clock;
    HttpRequest m_request;
    Callback<HttpResponse> m_done;
    ReplyOwner m_reply;
    std::unique_ptr<Timer> m_timeout;
    QByteArray m_body;
    QString m_tlsDetail;
    int m_redirects = 0;
};

} // namespace

HttpClient::HttpClient(QNetworkAccessManager &network, const Clock &clock)
    : m_network(network), m_clock(clock)
{}

Pending HttpClient::send(const HttpRequest &request, Callback<HttpResponse> done)
{
    const auto exchange = std::make_shared<HttpExchange>(m_network, m_clock, request, std::move(done));
    exchange->start();
    return Pending([exchange] { exchange->cancel(); });
}

} // namespace signalbox
