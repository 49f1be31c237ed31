// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/guard.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

using Class = EnvironmentClass;

const char *name(Class environmentClass)
{
    switch (environmentClass) {
    case Class::Lab: return "lab";
    case Class::Development: return "development";
    case Class::Staging: return "staging";
    case Class::Production: return "production";
    }
    return "";
}

const char *name(Risk risk)
{
    switch (risk) {
    case Risk::Ordinary: return "ordinary";
    case Risk::WorseThanItLooks: return "worse than it looks";
    case Risk::TowardsSafe: return "towards safe";
    case Risk::AwayFromSafe: return "away from safe";
    }
    return "";
}

LinkStatus linkIn(LinkState state, bool snapshotRead = true)
{
    LinkStatus link;
    link.state = state;
    link.snapshotRead = snapshotRead;
    return link;
}

constexpr Class classes[] = {Class::Lab, Class::Development, Class::Staging, Class::Production};
constexpr Risk risks[] = {Risk::Ordinary, Risk::WorseThanItLooks, Risk::TowardsSafe, Risk::AwayFromSafe};

} // namespace

class TestGuard final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void weighsARollout_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<bool>("defaultValue");
        QTest::addColumn<bool>("value");
        QTest::addColumn<int>("wanted");
        QTest::addColumn<std::optional<bool>>("safe");
        QTest::addColumn<Risk>("risk");
        const std::optional<bool> none;
        QTest::newRow("up") << true << false << true << 50 << none << Risk::Ordinary;
        QTest::newRow("down") << true << false << true << 10 << none << Risk::Ordinary;
        QTest::newRow("down, the others get true")
            << true << true << false << 0 << none << Risk::WorseThanItLooks;
        QTest::newRow("down, all get true") << true << true << true << 0 << none << Risk::Ordinary;
        QTest::newRow("up, the others get true") << true << true << false << 50 << none << Risk::Ordinary;
        QTest::newRow("while it is off") << false << true << false << 0 << none << Risk::Ordinary;
        QTest::newRow("kill switch, up")
            << true << false << true << 50 << std::optional(false) << Risk::AwayFromSafe;
        QTest::newRow("kill switch, down is no kill")
            << true << false << true << 0 << std::optional(false) << Risk::Ordinary;
        QTest::newRow("safe is on, down")
            << true << false << true << 0 << std::optional(true) << Risk::AwayFromSafe;
    }
    void weighsARollout()
    {
        QFETCH(const bool, enabled);
        QFETCH(const bool, defaultValue);
        QFETCH(const bool, value);
        QFETCH(const int, wanted);
        QFETCH(const std::optional<bool>, safe);
        QFETCH(const Risk, risk);
        Flag flag;
        flag.enabled = enabled;
        flag.defaultValue = defaultValue;
        Rule rollout;
        rollout.kind = RuleKind::Percentage;
        rollout.percentage = 25;
        rollout.value = value;
        rollout.isRollout = true;
        flag.rules = QVector<Rule>{rollout};
        QCOMPARE(riskOf(flag, {.enabled = {}, .defaultValue = {}, .rollout = wanted}, safe), risk);
    }

    void tableWhileLive_data()
    {
        QTest::addColumn<Class>("environmentClass");
        QTest::addColumn<Risk>("risk");
        QTest::addColumn<Guard>("guard");
        QTest::addColumn<bool>("reasonRequired");
        const struct
        {
            Risk risk;
            Guard guards[4];
        } table[] = {
            {Risk::Ordinary, {Guard::Press, Guard::Press, Guard::Press, Guard::SecondPress}},
            {Risk::WorseThanItLooks, {Guard::Press, Guard::SecondPress, Guard::SecondPress, Guard::TypeName}},
            {Risk::TowardsSafe, {Guard::Press, Guard::Press, Guard::Cover, Guard::Cover}},
            {Risk::AwayFromSafe, {Guard::Press, Guard::SecondPress, Guard::Cover, Guard::CoverAndReason}},
        };
        for (const auto &row : table) {
            for (std::size_t column = 0; column < 4; ++column) {
                QTest::addRow("%s in %s", name(row.risk), name(classes[column]))
                    << classes[column] << row.risk << row.guards[column]
                    << (classes[column] == Class::Production);
            }
        }
    }
    void tableWhileLive()
    {
        QFETCH(const Class, environmentClass);
        QFETCH(const Risk, risk);
        QFETCH(const Guard, guard);
        QFETCH(const bool, reasonRequired);
        const GuardDecision expected{guard, GuardBlock::None, reasonRequired, false};
        QCOMPARE(guardFor(environmentClass, risk, linkIn(LinkState::Live), GuardMode::Guarded), expected);
    }

    void blind_data()
    {
        QTest::addColumn<LinkStatus>("link");
        QTest::addColumn<bool>("blocksProduction");
        QTest::newRow("late") << linkIn(LinkState::Late) << false;
        QTest::newRow("connected, no byte yet") << linkIn(LinkState::Syncing) << false;
        QTest::newRow("snapshot being read") << linkIn(LinkState::Syncing, false) << true;
        QTest::newRow("idle") << linkIn(LinkState::Idle) << true;
        QTest::newRow("connecting") << linkIn(LinkState::Connecting) << true;
        QTest::newRow("stale") << linkIn(LinkState::Stale) << true;
        QTest::newRow("retrying") << linkIn(LinkState::Retrying) << true;
        QTest::newRow("sign-in needed") << linkIn(LinkState::SignInNeeded) << true;
        QTest::newRow("refused") << linkIn(LinkState::Refused) << true;
        QTest::newRow("polling") << linkIn(LinkState::Polling) << false;
        QTest::newRow("paused") << linkIn(LinkState::Paused) << true;
    }
    void blind()
    {
        QFETCH(const LinkStatus, link);
        QFETCH(const bool, blocksProduction);
        for (const Class environmentClass : classes) {
            for (const Risk risk : risks) {
                GuardDecision expected =
                    guardFor(environmentClass, risk, linkIn(LinkState::Live), GuardMode::Guarded);
                expected.blind = link.state != LinkState::Polling; // its values are as fresh as they can be
                if (blocksProduction && environmentClass == Class::Production && risk != Risk::TowardsSafe) {
                    expected.guard = Guard::Blocked;
                    expected.block = GuardBlock::Stale;
                }
                const GuardDecision decision = guardFor(environmentClass, risk, link, GuardMode::Guarded);
                QVERIFY2(decision == expected, name(risk));
            }
        }
    }

    void blindKillInProductionKeepsItsCover()
    {
        const GuardDecision decision =
            guardFor(Class::Production, Risk::TowardsSafe, linkIn(LinkState::Stale), GuardMode::Guarded);
        QCOMPARE(decision, (GuardDecision{Guard::Cover, GuardBlock::None, true, true}));
    }

    void readOnlyBlocksEverything()
    {
        for (const Class environmentClass : classes) {
            for (const Risk risk : risks) {
                const GuardDecision decision =
                    guardFor(environmentClass, risk, linkIn(LinkState::Live), GuardMode::ReadOnly);
                QCOMPARE(decision.guard, Guard::Blocked);
                QCOMPARE(decision.block, GuardBlock::ReadOnly);
            }
        }
    }

    void directIsHonouredInLabAndDevelopmentOnly()
    {
        for (const Class environmentClass : classes) {
            for (const Risk risk : risks) {
                const GuardDecision guarded =
                    guardFor(environmentClass, risk, linkIn(LinkState::Live), GuardMode::Guarded);
                const GuardDecision direct =
                    guardFor(environmentClass, risk, linkIn(LinkState::Live), GuardMode::Direct);
                if (environmentClass == Class::Lab || environmentClass == Class::Development)
                    QCOMPARE(direct.guard, Guard::Press);
                else
                    QCOMPARE(direct, guarded);
            }
        }
    }

    void riskOfAChange_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<bool>("defaultValue");
        QTest::addColumn<FlagPatch>("patch");
        QTest::addColumn<std::optional<bool>>("safe");
        QTest::addColumn<Risk>("risk");
        const std::optional<bool> none;
        const std::optional<bool> off = false;
        const std::optional<bool> on = true;
        const FlagPatch turnOn{true, {}};
        const FlagPatch turnOff{false, {}};
        const FlagPatch offAndDefaultFalse{false, FlagValue(false)};
        const FlagPatch defaultTrue{{}, FlagValue(true)};

        QTest::newRow("plain on") << false << false << turnOn << none << Risk::Ordinary;
        QTest::newRow("plain off") << true << false << turnOff << none << Risk::Ordinary;
        QTest::newRow("off serves true") << true << true << turnOff << none << Risk::WorseThanItLooks;
        QTest::newRow("on where off served true") << false << true << turnOn << none << Risk::Ordinary;
        QTest::newRow("off with the default put right")
            << true << true << offAndDefaultFalse << none << Risk::Ordinary;
        QTest::newRow("default true while off turns it on for all")
            << false << false << defaultTrue << none << Risk::WorseThanItLooks;
        QTest::newRow("default true while on") << true << false << defaultTrue << none << Risk::Ordinary;
        QTest::newRow("kill: off is safe") << true << false << turnOff << off << Risk::TowardsSafe;
        QTest::newRow("restore: off is safe") << false << false << turnOn << off << Risk::AwayFromSafe;
        QTest::newRow("kill: on is safe") << false << false << turnOn << on << Risk::TowardsSafe;
        QTest::newRow("restore: on is safe") << true << false << turnOff << on << Risk::AwayFromSafe;
        QTest::newRow("a kill that would turn it on")
            << true << true << turnOff << off << Risk::WorseThanItLooks;
        QTest::newRow("kill with the default put right")
            << true << true << offAndDefaultFalse << off << Risk::TowardsSafe;
        QTest::newRow("default of a kill switch") << true << false << defaultTrue << off << Risk::Ordinary;
    }
    void riskOfAChange()
    {
        QFETCH(const bool, enabled);
        QFETCH(const bool, defaultValue);
        QFETCH(const FlagPatch, patch);
        QFETCH(const std::optional<bool>, safe);
        QFETCH(const Risk, risk);
        Flag flag;
        flag.key = FlagKey(u"checkout"_s);
        flag.enabled = enabled;
        flag.defaultValue = FlagValue(defaultValue);
        flag.rules.emplace();
        QCOMPARE(riskOf(flag, patch, safe), risk);
    }
};

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
