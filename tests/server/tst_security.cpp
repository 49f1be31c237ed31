// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/apikeys.h"
#include "server/security/passwords.h"
#include "server/security/random.h"
#include "server/security/ratelimiter.h"
#include "server/security/tokens.h"
#include "server/service/permissions.h"
#include "support/manualclock.h"

#include <QSet>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime now(std::chrono::milliseconds(1'781'187'600'000));

TokenClaims claims(TokenKind kind)
{
    return {kind, u"session"_s, u"user"_s, u"organization"_s, now, now + std::chrono::hours(1), u"id"_s};
}

QByteArray base64(const QByteArray &text)
{
    return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace

class TestSecurity : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(prepareCryptography()); }
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aPasswordMatchesItsHashOnly()
    {
        const QString hash = hashPassword(u"correct horse"_s, PasswordCost::Minimal);
        QVERIFY(hash.startsWith(u"$argon2id$"));
        QVERIFY(passwordMatches(u"correct horse"_s, hash));
        QVERIFY(!passwordMatches(u"correct horse "_s, hash));
        QVERIFY(!passwordMatches(QString(), QString()));
        QVERIFY(!passwordMatches(u"x"_s, u"not a hash"_s));
        QVERIFY(hash != hashPassword(u"correct horse"_s, PasswordCost::Minimal)); // its own salt
    }

    void theRealCostIsArgon2idOver64MiB()
    {
        QVERIFY(
            hashPassword(u"x"_s, PasswordCost::Interactive).startsWith(u"$argon2id$v=19$m=65536,t=2,p=1$"));
    }

    void checksHappenElsewhereAndAnswerOnce()
    {
        PasswordChecker checker(PasswordCost::Minimal);
        const QString hash = hashPassword(u"secret"_s, PasswordCost::Minimal);
        QVector<int> answers;
        const auto note = [&answers](int which) {
            return [&answers, which](bool matches) { answers.append(matches ? which : -which); };
        };
        QVERIFY(checker.check(u"secret"_s, hash, note(1)));
        QVERIFY(checker.check(u"wrong"_s, hash, note(2)));
        QVERIFY(checker.check(u"secret"_s, QString(), note(3))); // no such account
        QVERIFY(answers.isEmpty());
        QTRY_COMPARE(answers.size(), 3);
        std::sort(answers.begin(), answers.end());
        QCOMPARE(answers, QVector<int>({-3, -2, 1}));
    }

    void tooManyWaitingChecksAreTurnedAway()
    {
        PasswordChecker checker(PasswordCost::Minimal);
        int answered = 0;
        for (int i = 0; i < PasswordChecker::waitingChecks; ++i)
            QVERIFY(checker.check(u"x"_s, QString(), [&answered](bool) { ++answered; }));
        QVERIFY(!checker.check(u"x"_s, QString(), [&answered](bool) { ++answered; }));
        QTRY_COMPARE(answered, PasswordChecker::waitingChecks);
        QVERIFY(checker.check(u"x"_s, QString(), [&answered](bool) { ++answered; }));
        QTRY_COMPARE(answered, PasswordChecker::waitingChecks + 1);
    }

    void nothingFiresAfterTheCheckerIsGone()
    {
        int answered = 0;
        {
            PasswordChecker checker(PasswordCost::Minimal);
            QVERIFY(checker.check(u"x"_s, QString(), [&answered](bool) { ++answered; }));
        }
        QCoreApplication::sendPostedEvents();
        QCOMPARE(answered, 0);
    }

    void aTokenComesBackAsItWas()
    {
        const TokenSigner signer(randomBytes(TokenSigner::keyBytes()));
        const QByteArray token = signer.sign(claims(TokenKind::Access));
        QCOMPARE(token.count('.'), 2);
        const auto read = signer.verify(token, TokenKind::Access, now);
        QVERIFY(read);
        QCOMPARE(*read, claims(TokenKind::Access));
    }

    // RFC 7515 A.1: our signature over other people's text is theirs.
    void signaturesAreStandardHmacSha256()
    {
        const QByteArray key =
            QByteArray::fromHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        const QByteArray token = TokenSigner(key).sign(claims(TokenKind::Access));
        const qsizetype cut = token.lastIndexOf('.');
        QCOMPARE(token.sliced(cut + 1),
                 base64(QMessageAuthenticationCode::hash(token.first(cut), key, QCryptographicHash::Sha256)));
    }

    void badTokensAreRefused_data()
    {
        QTest::addColumn<QByteArray>("token");
        const TokenSigner signer(QByteArray(TokenSigner::keyBytes(), 'k'));
        const QByteArray good = signer.sign(claims(TokenKind::Access));
        const QByteArrayList parts = good.split('.');
        QByteArray flipped = good;
        flipped[flipped.size() - 3] = flipped.at(flipped.size() - 3) == 'A' ? 'B' : 'A';
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("dots") << QByteArray("..");
        QTest::newRow("two parts") << parts.at(0) + "." + parts.at(1);
        QTest::newRow("no signature") << parts.at(0) + "." + parts.at(1) + ".";
        QTest::newRow("flipped signature") << flipped;
        QTest::newRow("other payload")
            << parts.at(0) + "." + base64("{\"sub\":\"root\",\"typ\":\"access\"}") + "." + parts.at(2);
        QTest::newRow("alg none") << base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts.at(1) + ".";
        QTest::newRow("another key")
            << TokenSigner(QByteArray(TokenSigner::keyBytes(), 'x')).sign(claims(TokenKind::Access));
        QTest::newRow("refresh as access") << signer.sign(claims(TokenKind::Refresh));
        QTest::newRow("very long") << QByteArray(1 << 20, 'a');
    }

    void badTokensAreRefused()
    {
        QFETCH(QByteArray, token);
        const TokenSigner signer(QByteArray(TokenSigner::keyBytes(), 'k'));
        QVERIFY(!signer.verify(token, TokenKind::Access, now));
    }

    void tokensExpire()
    {
        const TokenSigner signer(randomBytes(TokenSigner::keyBytes()));
        const QByteArray token = signer.sign(claims(TokenKind::Access));
        QVERIFY(signer.verify(token, TokenKind::Access, now + std::chrono::minutes(59)));
        QVERIFY(!signer.verify(token, TokenKind::Access, now + std::chrono::hours(1)));
    }

    void apiKeysAreRandomAndOnlyTheirHashIsNeeded()
    {
        const ApiKeySecret one = newApiKey(u"sdk"_s);
        QVERIFY(one.secret.startsWith(u"tgl_sdk_"));
        QVERIFY(newApiKey(u"server"_s).secret.startsWith(u"tgl_srv_"));
        QCOMPARE(apiKeyPrefix(one.secret), one.prefix);
        QVERIFY(apiKeyMatches(one.secret, one.hash));
        QVERIFY(!apiKeyMatches(newApiKey(u"sdk"_s).secret, one.hash));
        QVERIFY(!one.hash.contains(one.secret.toUtf8()));
        QVERIFY(one.prefix.size() < 20);
        QVERIFY(newApiKey(u"flags:read"_s).secret.startsWith(u"sk_"));
        const ApiKeySecret token = newApiKey(personalAccess());
        QVERIFY(token.secret.startsWith(u"pat_"));
        QCOMPARE(token.prefix, token.secret.first(12)); // eight characters of the secret itself, as with all
        QVERIFY(apiKeyPrefix(u"tgl_sdk_short"_s).isEmpty());
        QVERIFY(apiKeyPrefix(QString()).isEmpty());
    }

    void derivedKeysFollowTheSeed()
    {
        QCOMPARE(derivedApiKey(u"sdk"_s, u"a"_s, u"p"_s).secret,
                 derivedApiKey(u"sdk"_s, u"a"_s, u"p"_s).secret);
        QVERIFY(derivedApiKey(u"sdk"_s, u"a"_s, u"p"_s).secret
                != derivedApiKey(u"sdk"_s, u"b"_s, u"p"_s).secret);
        QVERIFY(derivedApiKey(u"sdk"_s, u"a"_s, u"p"_s).secret
                != derivedApiKey(u"sdk"_s, u"a"_s, u"q"_s).secret);
    }

    void rolesMayWhatTheirNameSays()
    {
        QVERIFY(mayDo(u"owner"_s, Permission::ProjectsDelete));
        QVERIFY(mayDo(u"developer"_s, Permission::FlagsWrite));
        QVERIFY(!mayDo(u"developer"_s, Permission::ApiKeysWrite));
        QVERIFY(mayDo(u"analyst"_s, Permission::AuditRead));
        QVERIFY(!mayDo(u"analyst"_s, Permission::FlagsWrite));
        QVERIFY(mayDo(u"viewer"_s, Permission::FlagsRead));
        QVERIFY(!mayDo(u"viewer"_s, Permission::FlagsWrite));
        QCOMPARE(permissionsOf(u"intern"_s), QStringList());
        QVERIFY(permissionsOf(u"viewer"_s).contains(u"flags.read"_s));
    }

    void scopesGiveNoMoreThanTheySay()
    {
        QVERIFY(scopesAllow(u"flags:read"_s, Permission::FlagsRead));
        QVERIFY(!scopesAllow(u"flags:read"_s, Permission::FlagsWrite));
        QVERIFY(!scopesAllow(u"flags:write"_s, Permission::FlagsRead));
        QVERIFY(!scopesAllow(u"flags:read flags:write"_s, Permission::ConfigsRead));
        QVERIFY(scopesAllow(u"configs:read"_s, Permission::ConfigsRead));
        QVERIFY(!scopesAllow(u"configs:read"_s, Permission::ConfigsWrite));
        QVERIFY(!scopesAllow(u"configs:write"_s, Permission::AiConfigsWrite)); // the end of another's name
        QVERIFY(scopesAllow(keyscope::everything(), Permission::AiConfigsWrite));
        QVERIFY(scopesAllow(keyscope::everything(), Permission::FlagsDelete));
        QVERIFY(!scopesAllow(u"sdk"_s, Permission::FlagsRead));
        QVERIFY(!scopesAllow(u"flags:reader"_s, Permission::FlagsRead));
        QVERIFY(!scopesAllow(QString(), Permission::AuditRead)); // what no scope gives, nothing gives
        QVERIFY(!scopesAllow(keyscope::everything(), Permission::AuditRead));
        QVERIFY(!scopesAllow(keyscope::everything(), Permission::ApiKeysWrite));
    }

    void scopesAreKnownOnesEachOnce()
    {
        for (const QString &good : {u"flags:write"_s, u"configs:read flags:read"_s, keyscope::everything()})
            QVERIFY2(keyscope::isValid(good), qPrintable(good));
        for (const QString &bad : {QString(), u" "_s, u"flags"_s, u"flags:read  configs:read"_s,
                                   u"flags:read flags:read"_s, u"flags:read,configs:read"_s, u"sdk"_s})
            QVERIFY2(!keyscope::isValid(bad), qPrintable(bad));
    }

    void togulHearsOfNoPermissionItDoesNotKnow()
    {
        QVERIFY(permissionsOf(u"owner"_s).contains(u"audit.read"_s));
        QVERIFY(!permissionsOf(u"owner"_s).join(u' ').contains(u"config"_s));
    }

    void tokensOfARateComeBackWithTime()
    {
        ManualClock clock;
        RateLimiter limiter(clock, {2.0, 3});
        for (int i = 0; i < 3; ++i)
            QVERIFY(!limiter.take(u"a"_s));
        QCOMPARE(limiter.take(u"a"_s), std::optional(1s));
        QVERIFY(!limiter.take(u"b"_s)); // each for itself
        clock.advance(499ms);
        QVERIFY(limiter.take(u"a"_s));
        clock.advance(1ms);
        QVERIFY(!limiter.take(u"a"_s));
        QVERIFY(limiter.take(u"a"_s));
        clock.advance(1h); // never more than the burst
        for (int i = 0; i < 3; ++i)
            QVERIFY(!limiter.take(u"a"_s));
        QVERIFY(limiter.take(u"a"_s));
        RateLimiter slow(clock, {0.1, 1});
        QVERIFY(!slow.take(u"a"_s));
        QCOMPARE(slow.take(u"a"_s), std::optional(10s));
    }
};

QTEST_GUILESS_MAIN(TestSecurity)
#include "tst_security.moc"
