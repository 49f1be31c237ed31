// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"
#include "server/security/random.h"
#include "server/storefixture.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A person's organisations and roles: Togul's requests against a whole server, and the way from one
/// organisation to another against the services, where there is a second one.
class TestTogulOrganizations : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void rolesSayWhatTheyMay()
    {
        FlagDashFixture site;
        HttpProbe developer(site.server->url(), site.sessionOf(u"demo@signalbox.example"_s));
        const ProbeAnswer answer = developer.get(u"/api/v1/roles"_s);
        QCOMPARE(answer.status, 200);
        QHash<QString, QStringList> permissions;
        const QJsonArray roles = answer.json()[u"roles"_s].toArray();
        for (const QJsonValue &role : roles) {
            QCOMPARE(role.toObject().keys().join(u' '), u"id is_system key name permissions"_s);
            permissions.insert(role[u"key"_s].toString(), role[u"permissions"_s].toVariant().toStringList());
        }
        QCOMPARE(roles.size(), 5);
        QVERIFY(permissions[u"developer"_s].contains(u"flags.write"_s));
        QVERIFY(permissions[u"viewer"_s].contains(u"flags.read"_s));
        QVERIFY(!permissions[u"viewer"_s].contains(u"flags.write"_s));
        QVERIFY(permissions[u"owner"_s].contains(u"roles.read"_s));

        HttpProbe viewer(site.server->url(), site.sessionOf(u"viewer@signalbox.example"_s));
        QCOMPARE(viewer.get(u"/api/v1/roles"_s).status, 403);
    }

    void whoBelongsToOneOrganizationStaysThere()
    {
        FlagDashFixture site;
        HttpProbe person(site.server->url());
        const QJsonObject session =
            person
                .send("POST", u"/api/v1/login"_s,
                      json("{'username':'demo@signalbox.example','password':'secret'}"))
                .json();
        const QString access = session[u"token"_s].toString();
        const QString refresh = session[u"refresh_token"_s].toString();
        const QString own = session[u"current_organization"_s][u"id"_s].toString();
        const auto change = [&person](const QString &organization, const QString &token) {
            return person.send(
                "POST", u"/api/v1/me/switch-organization"_s,
                QJsonObject{{u"organization_id"_s, organization}, {u"refresh_token"_s, token}});
        };
        QCOMPARE(change(own, refresh).status, 401); // without a session
        person.setBearer(access);
        QCOMPARE(change(u"c3a1f6f4-3b55-4a35-9f0d-0d3f0a6a11aa"_s, refresh).status, 403);
        QCOMPARE(change(own, access).status, 401); // an access token is none that refreshes
        QCOMPARE(
            person.send("POST", u"/api/v1/me/switch-organization"_s, QJsonObject{{u"organization_id"_s, own}})
                .status,
            400);
        const ProbeAnswer same = change(own, refresh); // the refusals have not used it up
        QCOMPARE(same.status, 200);
        QCOMPARE(same.json().keys(), session.keys());
        QCOMPARE(same.text(u"current_organization"_s, u"id"_s), own);
        QCOMPARE(change(own, refresh).status, 401);
    }

    void aPersonGoesFromOneOrganizationToAnother()
    {
        StoreFixture store;
        const SignIn first = signIn(store, u"demo@signalbox.example"_s);
        const OrganizationRecord other{newId(), u"contoso"_s, u"Contoso"_s, store.clock.wallTime(),
                                       store.clock.wallTime()};
        AccountRepository accounts(store.database);
        QVERIFY(accounts.insert(other));
        QVERIFY(accounts.insert(MemberRecord{newId(), other.id, first.profile.user.id, u"viewer"_s,
                                             store.clock.wallTime(), store.clock.wallTime()}));

        const auto here = store.accounts->authenticate(first.accessToken, {});
        QVERIFY(here);
        const auto moved = store.accounts->switchOrganization(*here, other.id, first.refreshToken);
        QVERIFY(moved);
        QCOMPARE(moved->profile.currentOrganizationId, other.id);
        const auto there = store.accounts->authenticate(moved->accessToken, {});
        QVERIFY(there);
        QCOMPARE(there->organizationId, other.id);
        QCOMPARE(there->role, u"viewer"_s);
        QCOMPARE(there->sessionId, here->sessionId);
        QVERIFY(!store.accounts->refresh(first.refreshToken)); // rotated

        // It stays there when it is renewed.
        const auto renewed = store.accounts->refresh(moved->refreshToken);
        QVERIFY(renewed);
        QCOMPARE(renewed->profile.currentOrganizationId, other.id);
    }

    void aSessionIsMovedByItsOwnPersonOnly()
    {
        StoreFixture store;
        const SignIn first = signIn(store, u"demo@signalbox.example"_s);
        const SignIn second = signIn(store, u"viewer@signalbox.example"_s);
        const auto viewer = store.accounts->authenticate(second.accessToken, {});
        QVERIFY(viewer);
        const auto moved =
            store.accounts->switchOrganization(*viewer, viewer->organizationId, first.refreshToken);
        QVERIFY(!moved);
        QCOMPARE(moved.error().kind, RefusalKind::Unauthorized);
        QVERIFY(store.accounts->refresh(first.refreshToken)); // still its person's
    }

private:
    [[nodiscard]] static SignIn signIn(StoreFixture &store, const QString &email)
    {
        AccountRepository accounts(store.database);
        const auto user = accounts.userByEmail(email);
        if (!user || !*user)
            return {};
        return store.accounts->signInAs((*user)->id).value_or(SignIn{});
    }
};

QTEST_GUILESS_MAIN(TestTogulOrganizations)
#include "tst_togulorganizations.moc"
