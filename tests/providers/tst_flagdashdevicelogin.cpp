// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashdevicelogin.h"

#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray grant =
    R"({"device_code":"dc_1","user_code":"WXYZ-1234","verification_uri":"https://flags.example/oauth/device",)"
    R"("verification_uri_complete":"https://flags.example/oauth/device?user_code=WXYZ-1234",)"
    R"("expires_in":600,"interval":5})";

/// A vendor that answers the polls one after the other; the last answer stays.
struct Bench
{
    ManualClock clock;
    QNetworkAccessManager network;
    ScriptedServer server;
    QByteArray granted = grant;
    QVector<QPair<int, QByteArray>> polls;
    int polled = 0;
    QByteArrayList bodies;
    FlagDashDeviceLogin login{server.url(), network, clock};
    QVector<FlagDashDeviceCode> codes;
    QVector<FlagDashTokens> tokens;
    QVector<Error> errors;

    Bench()
    {
        server.onRequest([this](const ReceivedRequest &request, Exchange &exchange) {
            bodies.append(request.body);
            if (request.path == "/oauth/register") {
                exchange.respond(201, R"({"client_id":"cl_1"})");
            } else if (request.path == "/oauth/device_authorization") {
                exchange.respond(200, granted);
            } else {
                const auto &[status, body] = polls.at(std::min<qsizetype>(polled++, polls.size() - 1));
                if (status == 0)
                    exchange.abort();
                else
                    exchange.respond(status, body);
            }
        });
        QObject::connect(&login, &FlagDashDeviceLogin::codeReady, &login,
                         [this](const FlagDashDeviceCode &code) { codes.append(code); });
        QObject::connect(&login, &FlagDashDeviceLogin::signedIn, &login,
                         [this](const FlagDashTokens &given) { tokens.append(given); });
        QObject::connect(&login, &FlagDashDeviceLogin::failed, &login,
                         [this](const Error &error) { errors.append(error); });
        login.start();
    }

    bool getsCode()
    {
        return QTest::qWaitFor([this] { return !codes.isEmpty() || !errors.isEmpty(); });
    }
    bool reaches(int count)
    {
        return QTest::qWaitFor([this, count] { return polled == count; }) && settles();
    }
    /// The answer to the last poll has been taken up: no request's own time-out is the next to come.
    bool settles()
    {
        return QTest::qWaitFor([this] {
            return clock.nextTimer().value_or(1h) <= 10s || !tokens.isEmpty() || !errors.isEmpty();
        });
    }
};

const QPair<int, QByteArray> pending{400, R"({"error":"authorization_pending"})"};

} // namespace

class TestFlagDashDeviceLogin final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void waitsUntilThePersonAgrees()
    {
        Bench bench;
        bench.polls = {
            pending,
            {400, R"({"error":"slow_down"})"},
            {0, {}},
            {200,
             R"({"access_token":"at_1","refresh_token":"rt_1","token_type":"Bearer","expires_in":3600})"}};
        QVERIFY(bench.getsCode());
        QCOMPARE(bench.codes.size(), 1);
        QCOMPARE(bench.codes.first().userCode, u"WXYZ-1234"_s);
        QCOMPARE(bench.codes.first().page, QUrl(u"https://flags.example/oauth/device"_s));
        QVERIFY(bench.codes.first().pageWithCode.hasQuery());
        QVERIFY(!bench.codes.first().page.hasQuery());
        bench.clock.advance(5s - 1ms);
        QCOMPARE(bench.polled, 0);
        bench.clock.advance(1ms);
        QVERIFY(bench.reaches(1));
        bench.clock.advance(5s);
        QVERIFY(bench.reaches(2));
        bench.clock.advance(10s - 1ms); // it asked for more time between
        QCOMPARE(bench.polled, 2);
        bench.clock.advance(1ms);
        QVERIFY(bench.reaches(3)); // a broken line is no answer
        bench.clock.advance(10s);
        QTRY_COMPARE(bench.tokens.size(), 1);
        QCOMPARE(bench.tokens.first().access, "at_1");
        QCOMPARE(bench.tokens.first().refresh, "rt_1");
        QCOMPARE(bench.tokens.first().client, "cl_1");
        QVERIFY(bench.errors.isEmpty());
        const QJsonObject poll = QJsonDocument::fromJson(bench.bodies.last()).object();
        QCOMPARE(poll[u"device_code"_s].toString(), u"dc_1"_s);
        QCOMPARE(poll[u"client_id"_s].toString(), u"cl_1"_s);
        bench.clock.advance(1h);
        QCOMPARE(bench.polled, 4);
    }

    void endsWhereThePersonDoesNotAgree_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("refused") << QByteArray(R"({"error":"access_denied"})") << u"refused in the browser"_s;
        QTest::newRow("expired") << QByteArray(R"({"error":"expired_token"})")
                                 << u"the code was not used in time"_s;
    }
    void endsWhereThePersonDoesNotAgree()
    {
        QFETCH(QByteArray, answer);
        Bench bench;
        bench.polls = {{400, answer}};
        QVERIFY(bench.getsCode());
        bench.clock.advance(5s);
        QTRY_COMPARE(bench.errors.size(), 1);
        QCOMPARE(bench.errors.first().kind, ErrorKind::Cancelled);
        QTEST(bench.errors.first().detail, "reason");
        bench.clock.advance(1h);
        QCOMPARE(bench.polled, 1);
    }

    void doesNotAskForLongerThanTheCodeIsValid()
    {
        Bench bench;
        bench.granted.replace("\"expires_in\":600", "\"expires_in\":10");
        bench.polls = {pending};
        QVERIFY(bench.getsCode());
        bench.clock.advance(5s);
        QVERIFY(bench.reaches(1));
        bench.clock.advance(5s);
        QCOMPARE(bench.errors.size(), 1);
        QCOMPARE(bench.errors.first().detail, u"the code was not used in time"_s);
        QCOMPARE(bench.polled, 1);
    }

    void whatTheServerNamesIsChecked_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("a script") << QByteArray("\"https://flags.example/oauth/device\"")
                                  << QByteArray("\"javascript:alert(1)\"");
        QTest::newRow("a file") << QByteArray("\"https://flags.example/oauth/device\"")
                                << QByteArray("\"file:///etc/passwd\"");
        QTest::newRow("no code") << QByteArray("WXYZ-1234\",\"ver") << QByteArray("\",\"ver");
        QTest::newRow("not JSON") << grant << QByteArray("<html>");
    }
    void whatTheServerNamesIsChecked()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        Bench bench;
        bench.granted.replace(from, to);
        QVERIFY(bench.granted != grant);
        QVERIFY(bench.getsCode());
        QVERIFY(bench.codes.isEmpty());
        QCOMPARE(bench.errors.first().kind, ErrorKind::BadAnswer);
    }

    void aPageOfAnotherPlaceIsNotOpened()
    {
        Bench bench;
        bench.granted.replace("complete\":\"https://flags.example", "complete\":\"https://elsewhere.example");
        QVERIFY(bench.getsCode());
        QCOMPARE(bench.codes.first().pageWithCode, bench.codes.first().page);
    }

    void aServerWithoutItSaysSo()
    {
        Bench bench;
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) {
            exchange.respond(404, R"({"error":"Not found"})");
        });
        QVERIFY(bench.getsCode());
        QCOMPARE(bench.errors.first().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestFlagDashDeviceLogin)
#include "tst_flagdashdevicelogin.moc"
