// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// The OpenFeature Remote Evaluation Protocol, as its public description has it, with an API key.
class TestOfrep : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        m_program = std::make_unique<HttpProbe>(m_site->server->url());
        m_program->setKey(m_site->server->key(u"production"_s, u"sdk"_s));
    }

    void cleanup()
    {
        m_program.reset();
        m_site.reset();
    }

    void oneFlag_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("question");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("a rule matches")
            << u"payments-provider-b"_s << json("{'context':{'country':'DE'}}")
            << json("{'key':'payments-provider-b','reason':'TARGETING_MATCH','value':true}");
        QTest::newRow("no rule matches")
            << u"payments-provider-b"_s << json("{'context':{'targetingKey':'u1'}}")
            << json("{'key':'payments-provider-b','reason':'DEFAULT','value':false}");
        QTest::newRow("off") << u"block-checkout"_s << json("{'context':{}}")
                             << json("{'key':'block-checkout','reason':'DISABLED','value':false}");
        QTest::newRow("parts are not asked about")
            << u"api-rate-limit"_s << json("{'context':{'partner_tier':'gold','cart':{'items':[1]}}}")
            << json("{'key':'api-rate-limit','reason':'TARGETING_MATCH','value':6000}");
        QTest::newRow("no body") << u"block-checkout"_s << QByteArray()
                                 << json("{'key':'block-checkout','reason':'DISABLED','value':false}");
    }

    void oneFlag()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, question);
        QFETCH(QByteArray, answer);
        const ProbeAnswer got = ask(question, key);
        QCOMPARE(got.status, 200);
        QCOMPARE(got.body, answer);
    }

    /// The user is whom the targeting key names: in the same part of a rollout as for the other interface.
    void theTargetingKeyIsTheUser()
    {
        int served = 0;
        for (int i = 0; i < 100; ++i) {
            const QString user = u"user-%1"_s.arg(i);
            const QJsonObject here =
                ask(QJsonDocument(QJsonObject{{u"context"_s, QJsonObject{{u"targetingKey"_s, user}}}})
                        .toJson(),
                    u"checkout-v2"_s)
                    .json();
            const QJsonObject there =
                m_program
                    ->send("POST", u"/api/v1/evaluate"_s,
                           QJsonObject{{u"flag_key"_s, u"checkout-v2"_s},
                                       {u"environment_key"_s, u"production"_s},
                                       {u"context"_s, QJsonObject{{u"user_id"_s, user}}}})
                    .json();
            QVERIFY(!there[u"value"_s].isUndefined());
            QCOMPARE(here[u"value"_s], there[u"value"_s]);
            served += here[u"reason"_s].toString() == u"TARGETING_MATCH" ? 1 : 0;
        }
        QVERIFY2(served > 0 && served < 100, qPrintable(QString::number(served)));
        const QByteArray named = json("{'context':{'targetingKey':'user-1','user_id':'user-2'}}");
        QCOMPARE(ask(named, u"checkout-v2"_s).body,
                 ask(json("{'context':{'user_id':'user-2'}}"), u"checkout-v2"_s).body);
    }

    void allFlagsOfTheKeysEnvironment()
    {
        const ProbeAnswer got = ask(json("{'context':{'country':'DE'}}"));
        QCOMPARE(got.status, 200);
        const QJsonArray flags = got.json()[u"flags"_s].toArray();
        QVERIFY(flags.size() > 30);
        QString last;
        for (const QJsonValue &flag : flags) {
            const QString key = flag[u"key"_s].toString();
            QVERIFY(last < key);
            last = key;
            QCOMPARE(ask(json("{'context':{'country':'DE'}}"), key).json(), flag.toObject());
        }
    }

    void whatTheClientHasIsNotSentAgain()
    {
        const QByteArray question = json("{'context':{'country':'DE'}}");
        const QByteArray etag = ask(question).headers.value("etag");
        QVERIFY(etag.startsWith('"') && etag.endsWith('"') && etag.size() > 20);
        for (const QByteArray &held : QByteArrayList{etag, "W/" + etag, "\"other\", " + etag, "*"}) {
            const ProbeAnswer again = askAgain(question, held);
            QCOMPARE(again.status, 304);
            QCOMPARE(again.headers.value("etag"), etag);
            QVERIFY(again.body.isEmpty());
        }
        QCOMPARE(askAgain(question, "\"other\"").status, 200);
        QCOMPARE(askAgain(json("{'context':{}}"), etag).status, 200); // another user, other values

        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        const ProbeAnswer changed = askAgain(question, etag);
        QCOMPARE(changed.status, 200);
        QVERIFY(changed.headers.value("etag") != etag);
    }

    void refusalsAreInItsWords_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("question");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown flag") << u"nope"_s << json("{'context':{}}") << 404 << u"FLAG_NOT_FOUND"_s;
        QTest::newRow("not JSON") << u"dark-mode"_s << QByteArray("context") << 400 << u"PARSE_ERROR"_s;
        QTest::newRow("not JSON, all") << QString() << QByteArray("[]") << 400 << u"PARSE_ERROR"_s;
        QTest::newRow("context is a list")
            << u"dark-mode"_s << json("{'context':[]}") << 400 << u"INVALID_CONTEXT"_s;
        QByteArray many = "{\"context\":{";
        for (int i = 0; i <= 500; ++i)
            many += "\"a" + QByteArray::number(i) + "\":1" + (i < 500 ? "," : "}}");
        QTest::newRow("context too large") << QString() << many << 400 << u"INVALID_CONTEXT"_s;
    }

    void refusalsAreInItsWords()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, question);
        QFETCH(int, status);
        QFETCH(QString, code);
        const ProbeAnswer got = ask(question, key);
        QCOMPARE(got.status, status);
        QCOMPARE(got.json()[u"errorCode"_s].toString(), code);
        QVERIFY(!got.json()[u"errorDetails"_s].toString().isEmpty());
        QCOMPARE(got.json()[u"key"_s].toString(), key);
    }

    void onlyKeysThatMayEvaluateAsk()
    {
        m_program->setKey(m_site->server->key(u"production"_s, u"stream"_s));
        QCOMPARE(ask({}).status, 403);
        QCOMPARE(ask({}, u"dark-mode"_s).status, 403);
        m_program->setKey(u"tgl_sdk_"_s + QString(43, u'A'));
        QCOMPARE(ask({}).status, 401);
        HttpProbe stranger(m_site->server->url());
        QCOMPARE(stranger.send("POST", u"/ofrep/v1/evaluate/flags"_s).status, 401);
        QCOMPARE(stranger.get(u"/ofrep/v1/evaluate/flags"_s).status, 405);
    }

private:
    [[nodiscard]] static QString path(const QString &key)
    {
        return u"/ofrep/v1/evaluate/flags"_s + (key.isEmpty() ? QString() : u'/' + key);
    }

    [[nodiscard]] ProbeAnswer ask(const QByteArray &question, const QString &key = {})
    {
        return m_program->send("POST", path(key), question);
    }

    [[nodiscard]] ProbeAnswer askAgain(const QByteArray &question, const QByteArray &etag)
    {
        m_program->setHeader("If-None-Match", etag);
        const ProbeAnswer answer = ask(question);
        m_program->setHeader("If-None-Match", {});
        return answer;
    }

    std::unique_ptr<FlagDashFixture> m_site;
    std::unique_ptr<HttpProbe> m_program;
};

QTEST_GUILESS_MAIN(TestOfrep)
#include "tst_ofrep.moc"
