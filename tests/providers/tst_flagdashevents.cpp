// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashevents.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestFlagDashEvents final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void reads_data()
    {
        using Kind = FlagChange::Kind;
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *type, const char *data, Kind kind, const QString &key = {},
                            const QString &text = {}) {
            QTest::addRow("%s %s", type, data)
                << QByteArray(type) << QByteArray(data) << int(kind) << key << text;
        };
        row("flag.updated", R"({"key":"checkout-v2"})", Kind::FlagUpdated, u"checkout-v2"_s);
        row("flag.toggled", R"({"key":"a/b"})", Kind::FlagUpdated, u"a/b"_s);
        row("flag.created", R"({"key":"a"})", Kind::FlagCreated, u"a"_s);
        row("flag.deleted", R"({"key":"a"})", Kind::FlagDeleted, u"a"_s);
        row("flag.rollout_updated", R"({"key":"a"})", Kind::FlagUpdated, u"a"_s);
        row("flag.rules_updated", R"({"key":"a"})", Kind::RuleUpdated, u"a"_s);
        row("flag.variations_updated", R"({"key":"a"})", Kind::FlagUpdated, u"a"_s);
        row("flag_updated", R"({"key":"a","value":true})", Kind::FlagUpdated, u"a"_s);
        row("FLAG_ROLLOUT_UPDATED", R"({"key":"a"})", Kind::FlagUpdated, u"a"_s);
        row("message", R"({"type":"flag.updated","flag_key":"a"})", Kind::FlagUpdated, u"a"_s);
        // Nothing in the data is promised: what is not named may be anything.
        row("flag.updated", "{}", Kind::Everything);
        row("flag.updated", "", Kind::Everything);
        row("flag.updated", "not json", Kind::Everything);
        row("flag.updated", R"({"key":7})", Kind::Everything);
        row("flag.deleted", "[]", Kind::Everything);
        row("resync", "{}", Kind::Everything);
        row("connected", "{}", Kind::Nothing);
        row("ping", "", Kind::Nothing);
        row("heartbeat", "1", Kind::Nothing);
        row("config.value_updated", R"({"key":"limits"})", Kind::Other, {}, u"config.value_updated"_s);
        row("config_updated", R"({"key":"limits"})", Kind::Other, {}, u"config.updated"_s);
        row("ai_config_updated", "{}", Kind::Other, {}, u"ai_config.updated"_s);
        row("ai_updated", R"({"file":"agent.md"})", Kind::Other, {}, u"ai.updated"_s);
        row("flags", "{}", Kind::Other, {}, u"flags"_s);
        row("message", "{}", Kind::Other, {}, u"message"_s);
    }
    void reads()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, data);
        const FlagChange change = flagdash::decodeEvent(
            {{type.data(), std::size_t(type.size())}, {data.data(), std::size_t(data.size())}, {}});
        QTEST(int(change.kind), "kind");
        QTEST(change.flag.key.text(), "key");
        QTEST(change.text, "text");
        QVERIFY(!change.value); // what an event says of a value is never shown as one
    }

    void hostileNamesAreBounded()
    {
        const std::string type(100'000, 'x');
        QVERIFY(flagdash::decodeEvent({type, "{}", {}}).text.size() < 1'000);
    }
};

QTEST_GUILESS_MAIN(TestFlagDashEvents)
#include "tst_flagdashevents.moc"
