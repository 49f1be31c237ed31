// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// Variations of a flag: how they are set, who gets which, and that both dialects agree about it.
class TestFlagDashVariations : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        QVERIFY(m_site->port > 0);
        m_program = std::make_unique<HttpProbe>(m_site->server->url(), m_site->key(u"production"_s));
    }

    void cleanup()
    {
        m_program.reset();
        m_site.reset();
    }

    void theyAreSetAndTold()
    {
        const ProbeAnswer set = put(three());
        QCOMPARE(set.status, 200);
        const QJsonArray variations = set.json()[u"variations"_s].toArray();
        QCOMPARE(variations.size(), 3);
        QCOMPARE(variations.at(1).toObject().keys().join(u' '), u"id key name value weight"_s);
        QCOMPARE(variations.at(1).toObject()[u"value"_s], QJsonValue(QJsonObject{{u"value"_s, u"Pay"_s}}));
        QCOMPARE(variations.at(2).toObject()[u"name"_s].toString(), u"c"_s); // its key: it has no name
        const QJsonObject told =
            m_program->get(u"/api/v1/server/flags/checkout-button-label"_s).json()[u"flag"_s].toObject();
        QCOMPARE(told[u"variations"_s].toArray(), variations);
        QCOMPARE(told[u"variation_key"_s], QJsonValue(QJsonValue::Null)); // nobody was named
        // Only here.
        HttpProbe staging = m_site->probeWith(m_site->key(u"staging"_s));
        QVERIFY(staging.get(u"/api/v1/server/flags/checkout-button-label"_s)
                    .json()[u"flag"_s]
                    .toObject()[u"variations"_s]
                    .toArray()
                    .isEmpty());
    }

    void whoIsKnownByKeyKeepsTheId()
    {
        const QJsonArray first = put(three()).json()[u"variations"_s].toArray();
        const QJsonArray second =
            put("[{'key':'b','value':'Pay','weight':100}]").json()[u"variations"_s].toArray();
        QCOMPARE(second.first().toObject()[u"id"_s], first.at(1).toObject()[u"id"_s]);
    }

    /// By weight, the same user always the same one, whatever the rollout is.
    void usersAreDividedByWeight()
    {
        QCOMPARE(put(three()).status, 200);
        QCOMPARE(setRollout(100).status, 200);
        QHash<QString, int> counts;
        QHash<int, QString> keys;
        for (int user = 0; user < 400; ++user) {
            const QJsonObject got = valueFor(user);
            QCOMPARE(got[u"reason"_s].toString(), u"variation"_s);
            keys.insert(user, got[u"variation_key"_s].toString());
            ++counts[keys.value(user)];
        }
        QVERIFY2(qAbs(counts[u"a"_s] - 200) < 40, qPrintable(QString::number(counts[u"a"_s])));
        QVERIFY2(qAbs(counts[u"b"_s] - 120) < 40, qPrintable(QString::number(counts[u"b"_s])));
        QVERIFY2(qAbs(counts[u"c"_s] - 80) < 40, qPrintable(QString::number(counts[u"c"_s])));
        QCOMPARE(setRollout(50).status, 200);
        int reached = 0;
        for (int user = 0; user < 400; ++user) {
            const QJsonObject got = valueFor(user);
            if (got[u"reason"_s] == u"variation"_s) {
                ++reached;
                QCOMPARE(got[u"variation_key"_s].toString(), keys.value(user));
            } else {
                QCOMPARE(got[u"reason"_s].toString(), u"default"_s);
                QVERIFY(!got.contains(u"variation_key"_s));
            }
        }
        QVERIFY2(qAbs(reached - 200) < 40, qPrintable(QString::number(reached)));
    }

    void theOtherDialectServesTheSame()
    {
        QCOMPARE(put(three()).status, 200);
        HttpProbe togul(m_site->server->url());
        togul.setKey(m_site->server->key(u"production"_s, u"sdk"_s));
        for (int user = 0; user < 50; ++user) {
            const QJsonObject question{{u"flag_key"_s, u"checkout-button-label"_s},
                                       {u"environment_key"_s, u"production"_s},
                                       {u"context"_s, QJsonObject{{u"user_id"_s, QString::number(user)}}}};
            QCOMPARE(togul.send("POST", u"/api/v1/evaluate"_s, question).json()[u"value"_s],
                     valueFor(user)[u"value"_s]);
        }
    }

    /// Rules come first, off is off, and who cannot be divided gets what the rollout serves.
    void rulesAndTheSwitchGoBefore()
    {
        QCOMPARE(put(three()).status, 200);
        QCOMPARE(setRollout(100).status, 200);
        const QJsonObject nobody = m_program->get(u"/api/v1/flags/checkout-button-label"_s).json();
        QCOMPARE(nobody[u"reason"_s].toString(), u"rollout"_s);
        QCOMPARE(nobody[u"value"_s].toString(), u"Order and pay"_s);
        QCOMPARE(m_site->probe
                     ->send("PUT", FlagDashFixture::path(u"checkout-button-label"_s, u"rules"_s),
                            json("{'rules':[{'attribute':'plan','operator':'eq','value':'staff',"
                                 "'flag_value':'Staff'}]}"))
                     .status,
                 200);
        const QJsonObject staff =
            m_program->get(u"/api/v1/flags/checkout-button-label?user_id=1&plan=staff"_s).json();
        QCOMPARE(staff[u"reason"_s].toString(), u"rule_match"_s);
        QCOMPARE(staff[u"value"_s].toString(), u"Staff"_s);
        QCOMPARE(valueFor(1)[u"reason"_s].toString(), u"variation"_s);
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"checkout-button-label"_s, u"toggle"_s))
                     .status,
                 200);
        QCOMPARE(valueFor(1)[u"reason"_s].toString(), u"disabled"_s);
    }

    void clearingThemAndEventsOfBoth()
    {
        RawStream stream(m_site->port, "/api/v1/sse?api_key=" + m_site->key(u"production"_s).toUtf8());
        RawStream togul(m_site->port, "/api/v1/stream",
                        "X-API-Key: " + m_site->server->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n");
        QTRY_COMPARE(m_site->server->streamCount(), 2);
        QCOMPARE(put(three()).status, 200);
        const ProbeAnswer cleared = m_site->probe->send("DELETE", path());
        QCOMPARE(cleared.status, 204);
        QCOMPARE(cleared.body, QByteArray());
        QTRY_COMPARE(
            stream.count("event: flag.variations_updated\ndata: {\"key\":\"checkout-button-label\"}\n"), 2);
        QTRY_COMPARE(togul.count(json("{'type':'flag.updated','flag_key':'checkout-button-label'")), 2);
        QVERIFY(valueFor(1)[u"reason"_s] != u"variation"_s);
    }

    void wrongOnesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("variations");
        QTest::newRow("none") << QByteArray("[]");
        QTest::newRow("no list") << QByteArray("{'key':'a'}");
        QTest::newRow("missing") << QByteArray("null");
        QTest::newRow("no key") << QByteArray("[{'value':'x','weight':100}]");
        QTest::newRow("empty key") << QByteArray("[{'key':'','value':'x','weight':100}]");
        QTest::newRow("no value") << QByteArray("[{'key':'a','weight':100}]");
        QTest::newRow("another type") << QByteArray("[{'key':'a','value':true,'weight':100}]");
        QTest::newRow("no weight") << QByteArray("[{'key':'a','value':'x'}]");
        QTest::newRow("half a weight") << QByteArray("[{'key':'a','value':'x','weight':99.5}]");
        QTest::newRow("below 0") << QByteArray(
            "[{'key':'a','value':'x','weight':-1},{'key':'b','value':'y','weight':101}]");
        QTest::newRow("less than all") << QByteArray("[{'key':'a','value':'x','weight':99}]");
        QTest::newRow("more than all")
            << QByteArray("[{'key':'a','value':'x','weight':60},{'key':'b','value':'y','weight':60}]");
        QTest::newRow("twice") << QByteArray(
            "[{'key':'a','value':'x','weight':50},{'key':'a','value':'y','weight':50}]");
        QTest::newRow("name is no text") << QByteArray("[{'key':'a','name':1,'value':'x','weight':100}]");
        QByteArray many = "[{'key':'all','value':'x','weight':100}";
        for (int i = 0; i < 50; ++i)
            many += ",{'key':'k" + QByteArray::number(i) + "','value':'x','weight':0}";
        QTest::newRow("too many") << many + ']';
    }

    void wrongOnesAreRefused()
    {
        QFETCH(QByteArray, variations);
        const ProbeAnswer refused = put(variations);
        QVERIFY2(refused.status == 422, refused.body.constData());
        QCOMPARE(refused.json()[u"errors"_s].toObject().keys(), QStringList{u"variations"_s});
        QVERIFY(m_program->get(u"/api/v1/server/flags/checkout-button-label"_s)
                    .json()[u"flag"_s]
                    .toObject()[u"variations"_s]
                    .toArray()
                    .isEmpty());
    }

    void scopesAndPlacesAreKept()
    {
        HttpProbe reader = m_site->probeWith(m_site->newKey(u"production"_s, u"flags:read"_s));
        QCOMPARE(reader.send("PUT", path(), body(three())).status, 403);
        QCOMPARE(reader.send("DELETE", path()).status, 403);
        HttpProbe elsewhere = m_site->probeWith(m_site->key(u"staging"_s));
        QCOMPARE(elsewhere.send("PUT", path(), body(three())).status, 403);
        QCOMPARE(m_site->probe->send("PUT", FlagDashFixture::path(u"nope"_s, u"variations"_s), body(three()))
                     .status,
                 404);
    }

private:
    [[nodiscard]] static QByteArray three()
    {
        return "[{'key':'a','name':'As it is','value':{'value':'Buy'},'weight':50},"
               "{'key':'b','name':'Short','value':'Pay','weight':30},"
               "{'key':'c','value':'Order','weight':20}]";
    }
    [[nodiscard]] static QString path()
    {
        return FlagDashFixture::path(u"checkout-button-label"_s, u"variations"_s);
    }
    [[nodiscard]] static QByteArray body(const QByteArray &variations)
    {
        return json(QByteArray("{'variations':" + variations + '}').constData());
    }
    [[nodiscard]] ProbeAnswer put(const QByteArray &variations)
    {
        return m_site->probe->send("PUT", path(), body(variations));
    }
    [[nodiscard]] ProbeAnswer setRollout(int percentage)
    {
        return m_site->probe->send("PUT", FlagDashFixture::path(u"checkout-button-label"_s, u"rollout"_s),
                                   QJsonObject{{u"rollout_percentage"_s, percentage}});
    }
    [[nodiscard]] QJsonObject valueFor(int user)
    {
        return m_program->get(u"/api/v1/flags/checkout-button-label?user_id=%1"_s.arg(user)).json();
    }

    std::unique_ptr<FlagDashFixture> m_site;
    std::unique_ptr<HttpProbe> m_program;
};

QTEST_GUILESS_MAIN(TestFlagDashVariations)
#include "tst_flagdashvariations.moc"
