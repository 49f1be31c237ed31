// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/flagservice.h"

#include "server/storefixture.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestFlagService : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_store = std::make_unique<StoreFixture>();
    }

    void aChangeLeavesAllItsTracesAtOnce()
    {
        QSignalSpy committed(m_store->changes.get(), &ChangeLog::committed);
        const FlagRecord before = m_store->flag(u"dark-mode"_s).flag;
        FlagEdit edit;
        edit.enabled = false;
        const auto after =
            m_store->flags->editFlag(m_store->caller(u"developer"_s), m_store->projectId(), before.id, edit);
        QVERIFY(after);
        QVERIFY(!after->enabled);
        QCOMPARE(after->name, before.name);
        QCOMPARE(after->description, before.description);
        QVERIFY(after->updatedAt > before.updatedAt);
        QCOMPARE(committed.count(), 1);
        QCOMPARE(m_store->outboxAfter(0), QStringList{u"flag.updated dark-mode"_s});
        const auto page = m_store->changes->audit(m_store->caller(u"owner"_s), {});
        QVERIFY(page);
        const AuditRecord &newest = page->records.first();
        QCOMPARE(newest.action, u"update"_s);
        QCOMPARE(newest.entityId, before.id);
        QCOMPARE(newest.actorId, std::optional(m_store->caller(u"owner"_s).userId));
        QCOMPARE(newest.beforeJson, std::optional(u"{\"enabled\":true}"_s));
        QCOMPARE(newest.afterJson, std::optional(u"{\"enabled\":false}"_s));
        QCOMPARE(newest.requestId, std::optional(u"req-1"_s));
    }

    void aRefusedChangeLeavesNone_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        QTest::newRow("viewer") << u"viewer"_s << u"x"_s << int(RefusalKind::Forbidden);
        QTest::newRow("analyst") << u"analyst"_s << u"x"_s << int(RefusalKind::Forbidden);
        QTest::newRow("blank name") << u"admin"_s << u"  "_s << int(RefusalKind::Invalid);
        QTest::newRow("endless name") << u"admin"_s << QString(10'001, u'x') << int(RefusalKind::Invalid);
    }

    void aRefusedChangeLeavesNone()
    {
        QFETCH(QString, role);
        QFETCH(QString, name);
        QFETCH(int, kind);
        QSignalSpy committed(m_store->changes.get(), &ChangeLog::committed);
        FlagEdit edit;
        edit.name = name;
        const QString id = m_store->flag(u"dark-mode"_s).flag.id;
        const auto after = m_store->flags->editFlag(m_store->caller(role), m_store->projectId(), id, edit);
        QVERIFY(!after);
        QCOMPARE(int(after.error().kind), kind);
        if (after.error().kind == RefusalKind::Forbidden)
            QCOMPARE(after.error().message, u"missing permission flags.write"_s);
        QCOMPARE(committed.count(), 0);
        QCOMPARE(m_store->outboxAfter(0), QStringList());
        QCOMPARE(m_store->flag(u"dark-mode"_s).flag.name, u"Dark mode"_s);
    }

    void aNameOfTenThousandCharactersIsBorne()
    {
        FlagEdit edit;
        edit.name = QString(10'000, QChar(0x202e));
        const QString id = m_store->flag(u"dark-mode"_s).flag.id;
        const auto after =
            m_store->flags->editFlag(m_store->caller(u"admin"_s), m_store->projectId(), id, edit);
        QVERIFY(after);
        QCOMPARE(m_store->flag(u"dark-mode"_s).flag.name, *edit.name);
    }

    void twoChangesNeverCarryTheSameTime()
    {
        const QString id = m_store->flag(u"dark-mode"_s).flag.id;
        FlagEdit edit;
        edit.enabled = false;
        const Caller who = m_store->caller(u"admin"_s);
        const auto one = m_store->flags->editFlag(who, m_store->projectId(), id, edit);
        const auto two = m_store->flags->editFlag(who, m_store->projectId(), id, edit);
        m_store->clock.setWallTime(m_store->clock.wallTime() - std::chrono::hours(2));
        const auto three = m_store->flags->editFlag(who, m_store->projectId(), id, edit);
        QVERIFY(one && two && three);
        QVERIFY(one->updatedAt < two->updatedAt);
        QVERIFY(two->updatedAt < three->updatedAt);
    }

    void keysAreUniqueInOneEnvironmentOnly()
    {
        NewFlag wanted;
        wanted.environmentId = m_store->environmentId(u"production"_s);
        wanted.key = u"brand-new"_s;
        wanted.name = u"Brand new"_s;
        const Caller who = m_store->caller(u"developer"_s);
        QVERIFY(m_store->flags->createFlag(who, m_store->projectId(), wanted));
        const auto again = m_store->flags->createFlag(who, m_store->projectId(), wanted);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, RefusalKind::Conflict);
        wanted.environmentId = m_store->environmentId(u"staging"_s);
        QVERIFY(m_store->flags->createFlag(who, m_store->projectId(), wanted));
        wanted.environmentId = u"00000000-0000-0000-0000-000000000000"_s;
        const auto nowhere = m_store->flags->createFlag(who, m_store->projectId(), wanted);
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().kind, RefusalKind::NotFound);
        QCOMPARE(m_store->outboxAfter(0),
                 QStringList({u"flag.created brand-new"_s, u"flag.created brand-new"_s}));
    }

    void keysMustBeUrlSafe_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << u"new-checkout_2.b~c"_s << true;
        QTest::newRow("longest") << QString(128, u'a') << true;
        QTest::newRow("too long") << QString(129, u'a') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("blank inside") << u"a b"_s << false;
        QTest::newRow("slash") << u"a/b"_s << false;
        QTest::newRow("quote") << u"a\"b"_s << false;
        QTest::newRow("line end") << u"ab\n"_s << false;
        QTest::newRow("not ASCII") << u"schlüssel"_s << false;
        QTest::newRow("path trick") << u"..%2f"_s << false;
    }

    void keysMustBeUrlSafe()
    {
        QFETCH(QString, key);
        QFETCH(bool, good);
        NewFlag wanted;
        wanted.environmentId = m_store->environmentId();
        wanted.key = key;
        wanted.name = u"x"_s;
        const auto made =
            m_store->flags->createFlag(m_store->caller(u"admin"_s), m_store->projectId(), wanted);
        QCOMPARE(made.has_value(), good);
        if (!good) {
            QCOMPARE(made.error().kind, RefusalKind::Invalid);
            QCOMPARE(made.error().field, u"key"_s);
        }
    }

    void strangersSeeNothing()
    {
        Caller stranger = m_store->caller(u"owner"_s);
        stranger.organizationId = u"another"_s;
        const auto list = m_store->flags->flags(stranger, m_store->projectId());
        QVERIFY(!list);
        QCOMPARE(list.error().kind, RefusalKind::NotFound);
        const QString id = m_store->flag(u"dark-mode"_s).flag.id;
        QVERIFY(!m_store->flags->flag(stranger, m_store->projectId(), id));
        QVERIFY(!m_store->flags->removeFlag(stranger, m_store->projectId(), id));
    }

    void rulesAreCheckedByTheirType_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("comparison");
        QTest::addColumn<QString>("operand");
        QTest::addColumn<int>("percentage");
        QTest::addColumn<QString>("wrongField");
        QTest::newRow("boolean") << u"boolean"_s << QString() << QString() << -1 << QString();
        QTest::newRow("attribute") << u"attribute"_s << u"eq"_s << u"\"DE\""_s << -1 << QString();
        QTest::newRow("attribute in") << u"attribute"_s << u"in"_s << u"[\"DE\"]"_s << -1 << QString();
        QTest::newRow("percentage") << u"percentage"_s << QString() << QString() << 100 << QString();
        QTest::newRow("no type") << QString() << QString() << QString() << -1 << u"rule_type"_s;
        QTest::newRow("unknown operator") << u"attribute"_s << u"gt"_s << u"1"_s << -1 << u"operator"_s;
        QTest::newRow("operand missing") << u"attribute"_s << u"eq"_s << QString() << -1 << u"value_json"_s;
        QTest::newRow("operand not JSON") << u"attribute"_s << u"eq"_s << u"DE"_s << -1 << u"value_json"_s;
        QTest::newRow("two operands") << u"attribute"_s << u"eq"_s << u"1,2"_s << -1 << u"value_json"_s;
        QTest::newRow("scalar for in") << u"attribute"_s << u"in"_s << u"\"DE\""_s << -1 << u"value_json"_s;
        QTest::newRow("array for eq") << u"attribute"_s << u"eq"_s << u"[\"DE\"]"_s << -1 << u"value_json"_s;
        QTest::newRow("deep operand")
            << u"attribute"_s << u"in"_s << QString(100, u'[') + QString(100, u']') << -1 << u"value_json"_s;
        QTest::newRow("no percentage")
            << u"percentage"_s << QString() << QString() << -1 << u"rollout_percentage"_s;
        QTest::newRow("101 percent") << u"percentage"_s << QString() << QString() << 101
                                     << u"rollout_percentage"_s;
    }

    void rulesAreCheckedByTheirType()
    {
        QFETCH(QString, type);
        QFETCH(QString, comparison);
        QFETCH(QString, operand);
        QFETCH(int, percentage);
        QFETCH(QString, wrongField);
        RuleRecord wanted;
        wanted.flagId = m_store->flag(u"dark-mode"_s).flag.id;
        wanted.type = type;
        wanted.attribute = u"country"_s;
        if (!comparison.isEmpty())
            wanted.comparison = comparison;
        if (!operand.isEmpty())
            wanted.operandJson = operand;
        if (percentage >= 0)
            wanted.percentage = percentage;
        wanted.bucketBy = u"user_id"_s;
        const auto made =
            m_store->flags->createRule(m_store->caller(u"developer"_s), m_store->projectId(), wanted);
        QCOMPARE(made ? QString() : made.error().field, wrongField);
        QCOMPARE(made.has_value(), wrongField.isEmpty());
    }

    void ruleChangesNameTheirFlagAndLeaveItsTimeAlone()
    {
        const FlagWithRules before = m_store->flag(u"checkout-v2"_s);
        RuleEdit edit;
        edit.percentage = std::optional<int>(60);
        const Caller who = m_store->caller(u"developer"_s);
        const auto after = m_store->flags->editRule(who, m_store->projectId(), before.rules.at(1).id, edit);
        QVERIFY(after);
        QCOMPARE(after->percentage, std::optional<int>(60));
        QVERIFY(m_store->flags->removeRule(who, m_store->projectId(), before.rules.at(0).id));
        QCOMPARE(m_store->outboxAfter(0),
                 QStringList({u"rule.updated checkout-v2"_s, u"rule.deleted checkout-v2"_s}));
        const FlagWithRules now = m_store->flag(u"checkout-v2"_s);
        QCOMPARE(now.rules.size(), 2);
        QCOMPARE(now.flag.updatedAt, before.flag.updatedAt);
    }

    void deletingAnEnvironmentAnnouncesItsFlagsAndEndsItsKeys()
    {
        QSignalSpy ended(m_store->changes.get(), &ChangeLog::credentialEnded);
        const Caller who = m_store->caller(u"owner"_s);
        const auto all = m_store->flags->flags(who, m_store->projectId());
        QVERIFY(all);
        QVERIFY(m_store->projects->removeEnvironment(who, m_store->projectId(), m_store->environmentId()));
        QCOMPARE(m_store->outboxAfter(0).size(), all->size() / 3);
        QVERIFY(m_store->outboxAfter(0).contains(u"flag.deleted dark-mode"_s));
        QCOMPARE(ended.count(), 4);
        QCOMPARE(m_store->flags->flags(who, m_store->projectId())->size(), all->size() * 2 / 3);
    }

    void theShopHasItsTrapAndItsSwitches()
    {
        const FlagRecord trap = m_store->flag(u"disable-signup"_s).flag;
        QVERIFY(trap.enabled);
        QVERIFY(isBool(trap.defaultValue, true));
        const FlagWithRules inverted = m_store->flag(u"block-checkout"_s);
        QVERIFY(!inverted.flag.enabled);
        QVERIFY(isBool(inverted.rules.first().value, true));
    }

private:
    std::unique_ptr<StoreFixture> m_store;
};

QTEST_GUILESS_MAIN(TestFlagService)
#include "tst_flagservice.moc"
