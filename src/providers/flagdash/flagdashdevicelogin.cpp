// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashdevicelogin.h"

#include "core/pending.h"
#include "protocol/httpclient.h"
#include "providers/common/apicall.h"
#include "providers/common/jsonfields.h"
#include "providers/flagdash/flagdashjson.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto slowDownBy = 5s; // RFC 8628, 3.5
constexpr auto shortestValidity = 10s;
constexpr auto longestValidity = 1h;
constexpr auto longestInterval = 60s;

} // namespace

class FlagDashDeviceLogin::Private
{
public:
    Private(FlagDashDeviceLogin &login, QUrl url, QNetworkAccessManager &network, const Clock &usedClock)
        : q(login)
        , baseUrl(std::move(url))
        , clock(usedClock)
        , http(network, usedClock)
        , timer(usedClock.createTimer([this] { poll(); }))
    {}

    void askForCode();
    void onCode(const Result<flagdash::DeviceCode> &code);
    void poll();
    void onPolled(const Result<HttpResponse> &response);
    void post(const QByteArray &path, const QByteArray &body, Callback<HttpResponse> done);
    void pause();
    void fail(const Error &error);

    FlagDashDeviceLogin &q;
    const QUrl baseUrl;
    const Clock &clock;
    HttpClient http;
    std::unique_ptr<Timer> timer;
    QByteArray client;
    QByteArray deviceCode;
    std::chrono::seconds interval{5};
    MonotonicTime validUntil;
    Pending pending;
};

void FlagDashDeviceLogin::Private::post(const QByteArray &path, const QByteArray &body,
                                        Callback<HttpResponse> done)
{
    HttpRequest request;
    request.method = "POST";
    request.url = QUrl::fromEncoded(baseUrl.toEncoded() + path);
    request.body = body;
    pending = http.send(request, std::move(done));
}

void FlagDashDeviceLogin::Private::askForCode()
{
    post("/oauth/device_authorization", flagdash::writeDeviceRequest(client),
         [this](const Result<HttpResponse> &response) {
             const auto body = api::bodyOf(response, flagdash::readOAuthError);
             onCode(body ? flagdash::readDeviceCode(*body) : tl::unexpected(body.error()));
         });
}

void FlagDashDeviceLogin::Private::onCode(const Result<flagdash::DeviceCode> &code)
{
    if (!code) {
        fail(code.error());
        return;
    }
    deviceCode = code->deviceCode;
    interval = std::clamp<std::chrono::seconds>(code->interval, 1s, longestInterval);
    const auto validFor = std::clamp<std::chrono::seconds>(code->validFor, shortestValidity, longestValidity);
    validUntil = clock.now() + validFor;
    pause();
    emit q.codeReady({code->userCode, code->page, code->pageWithCode, validFor});
}

void FlagDashDeviceLogin::Private::pause()
{
    timer->start(interval);
}

void FlagDashDeviceLogin::Private::poll()
{
    if (clock.now() >= validUntil) {
        fail({ErrorKind::Cancelled, u"the code was not used in time"_s, {}, {}});
        return;
    }
    post("/oauth/token", flagdash::writeDevicePoll(client, deviceCode),
         [this](const Result<HttpResponse> &response) { onPolled(response); });
}

void FlagDashDeviceLogin::Private::onPolled(const Result<HttpResponse> &response)
{
    const auto body = api::bodyOf(response, flagdash::readOAuthError);
    if (body) {
        const auto tokens = flagdash::readTokens(*body, client);
        if (tokens)
            emit q.signedIn({tokens->access, tokens->refresh, tokens->client});
        else
            fail(tokens.error());
        return;
    }
    const QString word = response ? flagdash::oauthErrorWord(response->body) : QString();
    if (word == u"authorization_pending" || (word.isEmpty() && isRetryable(body.error()))) {
        pause();
    } else if (word == u"slow_down") {
        interval = std::min<std::chrono::seconds>(interval + slowDownBy, longestInterval);
        pause();
    } else if (word == u"access_denied") {
        fail({ErrorKind::Cancelled, u"refused in the browser"_s, {}, {}});
    } else if (word == u"expired_token") {
        fail({ErrorKind::Cancelled, u"the code was not used in time"_s, {}, {}});
    } else {
        fail(body.error());
    }
}

void FlagDashDeviceLogin::Private::fail(const Error &error)
{
    timer->stop();
    deviceCode.clear();
    emit q.failed(error);
}

FlagDashDeviceLogin::FlagDashDeviceLogin(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                                         QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, url, network, clock))
{}

FlagDashDeviceLogin::~FlagDashDeviceLogin() = default;

void FlagDashDeviceLogin::start()
{
    d->post("/oauth/register", flagdash::writeRegistration(), [this](const Result<HttpResponse> &response) {
        const auto body = api::bodyOf(response, flagdash::readOAuthError);
        const auto client = body ? flagdash::readClientId(*body) : tl::unexpected(body.error());
        if (!client) {
            d->fail(client.error());
            return;
        }
        d->client = *client;
        d->askForCode();
    });
}

} // namespace signalbox
