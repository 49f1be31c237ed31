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
        QTest::addColumn<int>("of");
        const auto row = [](const char *type, const char *data, Kind kind, const QString &key = {},
                            const QString &text = {}, FlagKind of = FlagKind::Flag) {
            QTest::addRow("%s %s", type, data)
                << QByteArray(type) << QByteArray(data) << int(kind) << key << text << int(of);
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
        const auto config = [&row](const char *type, const char *data, Kind kind) {
            row(type, data, kind, u"limits"_s, {}, FlagKind::Config);
        };
        config("config.created", R"({"key":"limits"})", Kind::FlagCreated);
        config("config.updated", R"({"key":"limits"})", Kind::FlagUpdated);
        config("config.toggled", R"({"key":"limits"})", Kind::FlagUpdated);
        config("config.value_updated", R"({"key":"limits"})", Kind::FlagUpdated);
        config("config.deleted", R"({"key":"limits"})", Kind::FlagDeleted);
        config("config_updated", R"({"key":"limits","value":"12"})", Kind::FlagUpdated);
        config("CONFIG_VALUE_UPDATED", R"({"key":"limits"})", Kind::FlagUpdated);
        const auto file = [&row](const char *type, const char *data, Kind kind) {
            row(type, data, kind, u"agent.md"_s, {}, FlagKind::AiConfig);
        };
        file("ai_config.created", R"({"file":"agent.md","type":"agent"})", Kind::FlagCreated);
        file("ai_config.updated", R"({"file_name":"agent.md"})", Kind::FlagUpdated);
        file("ai_config.deleted", R"({"key":"agent.md"})", Kind::FlagDeleted);
        file("ai_config_updated", R"({"file":"agent.md"})", Kind::FlagUpdated);
        file("ai_updated", R"({"file":"agent.md","type":"agent"})", Kind::FlagUpdated);
        row("ai_config_updated", "{}", Kind::Everything, {}, {}, FlagKind::AiConfig);
        row("config.value_updated", R"({"key":7})", Kind::Everything, {}, {}, FlagKind::Config);
        row("config.melted", R"({"key":"limits"})", Kind::Other, {}, u"config.melted"_s);
        row("translation.updated", "{}", Kind::Other, {}, u"translation.updated"_s);
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
        QTEST(int(change.flag.kind()), "of");
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
