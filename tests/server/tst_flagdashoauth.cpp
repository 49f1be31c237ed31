// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QTest>
#include <QUrlQuery>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// FlagDash's device login: a program without a browser, and the person who lets it in.
class TestFlagDashOAuth : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        m_program = std::make_unique<HttpProbe>(m_site->server->url());
        const ProbeAnswer registered =
            m_program->send("POST", u"/oauth/register"_s,
                            json("{'client_name':'Console','redirect_uris':[],'grant_types':["
                                 "'urn:ietf:params:oauth:grant-type:device_code','refresh_token']}"));
        QCOMPARE(registered.status, 201);
        m_client = registered.json()[u"client_id"_s].toString();
        QVERIFY(!m_client.isEmpty());
    }

    void cleanup()
    {
        m_program.reset();
        m_site.reset();
    }

    void aDeviceIsLetIn()
    {
        const QJsonObject grant = begin();
        QCOMPARE(grant.keys().join(u' '),
                 u"device_code expires_in interval user_code verification_uri verification_uri_complete"_s);
        const QUrl page(grant[u"verification_uri_complete"_s].toString());
        QCOMPARE(page.port(), int(m_site->port));
        QVERIFY(!page.toString().contains(grant[u"device_code"_s].toString()));
        const ProbeAnswer form = m_program->get(page.path() + u'?' + page.query());
        QCOMPARE(form.status, 200);
        QCOMPARE(form.contentType, QByteArray("text/html; charset=utf-8"));
        QVERIFY(form.body.contains(grant[u"user_code"_s].toString().toUtf8()));
        QVERIFY(form.body.contains("desk &lt;b&gt;")); // its name is text

        QCOMPARE(wordOf(poll(grant)), u"authorization_pending"_s);
        QCOMPARE(
            decide(grant[u"user_code"_s].toString().toLower().remove(u'-'), u"secret"_s, u"approve"_s).status,
            200);
        m_site->clock.advance(5s);
        const ProbeAnswer answer = poll(grant);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().keys().join(u' '), u"access_token expires_in refresh_token token_type"_s);
        QCOMPARE(answer.headers.value("cache-control"), QByteArray("no-store"));
        HttpProbe person = m_site->probeWith(answer.json()[u"access_token"_s].toString());
        const QJsonObject me = person.get(u"/api/v1/auth/me"_s).json();
        QCOMPARE(me[u"user"_s].toObject()[u"email"_s].toString(), u"demo@signalbox.example"_s);
        QCOMPARE(me[u"credential"_s].toObject()[u"type"_s].toString(), u"oauth"_s);
        QCOMPARE(person.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QCOMPARE(wordOf(poll(grant)), u"invalid_grant"_s); // once
    }

    void refreshTokensRotate()
    {
        const QJsonObject grant = begin();
        QCOMPARE(decide(grant[u"user_code"_s].toString(), u"secret"_s, u"approve"_s).status, 200);
        const QString first = poll(grant).json()[u"refresh_token"_s].toString();
        const ProbeAnswer second = refresh(first);
        QCOMPARE(second.status, 200);
        QCOMPARE(
            m_site->probeWith(second.json()[u"access_token"_s].toString()).get(u"/api/v1/auth/me"_s).status,
            200);
        QCOMPARE(wordOf(refresh(first)), u"invalid_grant"_s); // dead at once
        QCOMPARE(refresh(second.json()[u"refresh_token"_s].toString()).status, 200);
        QCOMPARE(wordOf(refresh(second.json()[u"access_token"_s].toString())), u"invalid_grant"_s);
    }

    void whoAsksTooOftenSlowsDown()
    {
        const QJsonObject grant = begin();
        QCOMPARE(wordOf(poll(grant)), u"authorization_pending"_s);
        m_site->clock.advance(4999ms);
        QCOMPARE(wordOf(poll(grant)), u"slow_down"_s); // ten seconds from now on
        m_site->clock.advance(9999ms);
        QCOMPARE(wordOf(poll(grant)), u"slow_down"_s);
        m_site->clock.advance(15s);
        QCOMPARE(wordOf(poll(grant)), u"authorization_pending"_s);
    }

    /// The flow before OAuth: nothing is registered, and waiting is an answer like any other.
    void theOlderFlowSignsInToo()
    {
        const auto ask = [this](const QString &code) {
            return m_program->send("POST", u"/api/v1/auth/device/token"_s,
                                   QJsonObject{{u"device_code"_s, code}});
        };
        const ProbeAnswer begun =
            m_program->send("POST", u"/api/v1/auth/device"_s, json("{'device_name':'desk'}"));
        QCOMPARE(begun.status, 200);
        const QJsonObject grant = begun.json();
        QCOMPARE(grant.keys().join(u' '), u"device_code expires_in interval user_code verification_url"_s);
        const QString code = grant[u"device_code"_s].toString();
        const QUrl page(grant[u"verification_url"_s].toString());
        QVERIFY(m_program->get(page.path() + u'?' + page.query()).body.contains("desk"));

        ProbeAnswer answer = ask(code);
        QCOMPARE(answer.status, 200);
        QCOMPARE(wordOf(answer), u"authorization_pending"_s);
        QCOMPARE(wordOf(ask(code)), u"slow_down"_s);
        QCOMPARE(decide(grant[u"user_code"_s].toString(), u"secret"_s, u"approve"_s).status, 200);
        answer = ask(code);
        QCOMPARE(answer.status, 200);
        const QJsonObject session = answer.json();
        QCOMPARE(session.keys().join(u' '), u"account expires_at session_token user"_s);
        QCOMPARE(QDateTime::fromString(session[u"expires_at"_s].toString(), Qt::ISODateWithMs),
                 toDateTime(m_site->clock.wallTime() + 1h));
        HttpProbe person = m_site->probeWith(session[u"session_token"_s].toString());
        const QJsonObject me = person.get(u"/api/v1/auth/me"_s).json();
        QCOMPARE(session[u"user"_s].toObject(), me[u"user"_s].toObject());
        QCOMPARE(session[u"account"_s].toObject(), me[u"account"_s].toObject());

        answer = ask(code); // once
        QCOMPARE(answer.status, 400);
        QCOMPARE(wordOf(answer), u"invalid_grant"_s);
        // A code of one flow is nothing to the other.
        QCOMPARE(ask(begin()[u"device_code"_s].toString()).status, 400);
        QCOMPARE(m_program->send("POST", u"/api/v1/auth/device"_s).status, 200); // the name may be missing
        QCOMPARE(m_program->send("POST", u"/api/v1/auth/device/token"_s, json("{}")).status, 400);
    }

    void aDeviceIsRefused()
    {
        const QJsonObject grant = begin();
        QCOMPARE(decide(grant[u"user_code"_s].toString(), u"secret"_s, u"deny"_s).status, 200);
        QCOMPARE(wordOf(poll(grant)), u"access_denied"_s);
        QCOMPARE(wordOf(poll(grant)), u"invalid_grant"_s);
    }

    void aCodeGrowsOld()
    {
        const QJsonObject grant = begin();
        m_site->clock.advance(10min);
        QCOMPARE(decide(grant[u"user_code"_s].toString(), u"secret"_s, u"approve"_s).status, 404);
        QCOMPARE(wordOf(poll(grant)), u"expired_token"_s);
        m_site->clock.advance(10min);
        QCOMPARE(wordOf(poll(grant)), u"invalid_grant"_s);
    }

    void onlyThePasswordLetsIn()
    {
        const QJsonObject grant = begin();
        const QString code = grant[u"user_code"_s].toString();
        QCOMPARE(decide(code, u"wrong"_s, u"approve"_s).status, 401);
        QCOMPARE(decide(code, QString(), u"approve"_s).status, 401);
        QCOMPARE(decide(code, u"secret"_s, u"perhaps"_s).status, 400);
        QCOMPARE(decide(u"BBBB-BBBB"_s, u"secret"_s, u"approve"_s).status, 404);
        QCOMPARE(decide(u"\"><script>"_s, u"secret"_s, u"approve"_s).body.count("<script>"), 0);
        QCOMPARE(wordOf(poll(grant)), u"authorization_pending"_s);
    }

    void wrongRequestsAreRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, const QString &path, const QByteArray &body, int status,
                            const QString &word) { QTest::newRow(name) << path << body << status << word; };
        row("register without a name", u"/oauth/register"_s, "{}", 400, u"invalid_request"_s);
        row("register with a form", u"/oauth/register"_s, "client_name=x", 400, u"invalid_request"_s);
        row("no client", u"/oauth/device_authorization"_s, "{}", 400, u"invalid_request"_s);
        row("unknown client", u"/oauth/device_authorization"_s, json("{'client_id':'x'}"), 401,
            u"invalid_client"_s);
        row("no grant type", u"/oauth/token"_s, "{}", 400, u"invalid_request"_s);
        row("another grant type", u"/oauth/token"_s, json("{'grant_type':'password'}"), 400,
            u"unsupported_grant_type"_s);
        row("refresh with nothing", u"/oauth/token"_s, json("{'grant_type':'refresh_token','client_id':'x'}"),
            400, u"invalid_request"_s);
        row("refresh with rubbish", u"/oauth/token"_s,
            json("{'grant_type':'refresh_token','client_id':'x','refresh_token':'y'}"), 400,
            u"invalid_grant"_s);
        row("another client's device code", u"/oauth/token"_s,
            json("{'grant_type':'urn:ietf:params:oauth:grant-type:device_code','client_id':'x',"
                 "'device_code':'y'}"),
            400, u"invalid_grant"_s);
        row("unknown path", u"/oauth/authorize"_s, "{}", 404, u"not_found"_s);
    }

    void wrongRequestsAreRefused()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, word);
        const ProbeAnswer answer = m_program->send("POST", path, body);
        QCOMPARE(answer.status, status);
        QCOMPARE(wordOf(answer), word);
    }

    void notTooManyWait()
    {
        const QJsonObject body{{u"client_id"_s, m_client}};
        for (int i = 0; i < 1'000; ++i)
            QCOMPARE(m_program->send("POST", u"/oauth/device_authorization"_s, body).status, 200);
        QCOMPARE(m_program->send("POST", u"/oauth/device_authorization"_s, body).status, 503);
        m_site->clock.advance(20min);
        QCOMPARE(m_program->send("POST", u"/oauth/device_authorization"_s, body).status, 200);
    }

private:
    [[nodiscard]] static QString wordOf(const ProbeAnswer &answer)
    {
        return answer.json()[u"error"_s].toString();
    }

    [[nodiscard]] QJsonObject begin()
    {
        return m_program
            ->send("POST", u"/oauth/device_authorization"_s,
                   QJsonObject{{u"client_id"_s, m_client}, {u"device_name"_s, u"desk <b>"_s}})
            .json();
    }

    [[nodiscard]] ProbeAnswer poll(const QJsonObject &grant)
    {
        return m_program->send(
            "POST", u"/oauth/token"_s,
            QJsonObject{{u"grant_type"_s, u"urn:ietf:params:oauth:grant-type:device_code"_s},
                        {u"client_id"_s, m_client},
                        {u"device_code"_s, grant[u"device_code"_s]}});
    }

    [[nodiscard]] ProbeAnswer refresh(const QString &token)
    {
        return m_program->send("POST", u"/oauth/token"_s,
                               QJsonObject{{u"grant_type"_s, u"refresh_token"_s},
                                           {u"client_id"_s, m_client},
                                           {u"refresh_token"_s, token}});
    }

    /// What a browser sends for the form.
    [[nodiscard]] ProbeAnswer decide(const QString &code, const QString &password, const QString &decision)
    {
        QUrlQuery form;
        form.addQueryItem(u"user_code"_s, code);
        form.addQueryItem(u"email"_s, u"demo@signalbox.example"_s);
        form.addQueryItem(u"password"_s, password);
        form.addQueryItem(u"decision"_s, decision);
        return m_program->send("POST", u"/oauth/device"_s, form.toString(QUrl::FullyEncoded).toLatin1());
    }

    std::unique_ptr<FlagDashFixture> m_site;
    std::unique_ptr<HttpProbe> m_program;
    QString m_client;
};

QTEST_GUILESS_MAIN(TestFlagDashOAuth)
#include "tst_flagdashoauth.moc"
