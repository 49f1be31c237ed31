// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "network/certificates.h"
#include "protocol/tlserrors.h"
#include "protocol/tlsfiles.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslError>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

using Field = NetworkProblem::Field;

QString dayOf(const QDateTime &time)
{
    return time.toUTC().date().toString(Qt::ISODate);
}

WallTime now()
{
    return fromDateTime(QDateTime::currentDateTimeUtc());
}

} // namespace

class TestTlsErrors final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString problem = m_certificates.create();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void namesTheExpiredCertificate()
    {
        const QSslCertificate certificate = read(u"expired"_s);
        const QString text =
            tlsErrorText({QSslError(QSslError::CertificateExpired, certificate)}, u"127.0.0.1"_s);
        QCOMPARE(text, u"The certificate “Old flag server” (signed by “Signalbox test CA”) expired on %1. "
                       u"Renew it on the "
                       "server; if it was renewed, check this machine's clock."_s.arg(
                           dayOf(certificate.expiryDate())));
    }

    void saysWhichNameWasWantedAndWhichThereAre()
    {
        const QString text =
            tlsErrorText({QSslError(QSslError::HostNameMismatch, read(u"elsewhere"_s))}, u"127.0.0.1"_s);
        QVERIFY2(text.contains(u"“Flags”"), qPrintable(text));
        QVERIFY2(text.contains(u"is for flags.example, www.flags.example, not for 127.0.0.1"),
                 qPrintable(text));
    }

    void anUnknownAuthorityIsNamedOnce()
    {
        // What OpenSSL says about a lone certificate of an unknown authority.
        const QSslCertificate certificate = read(u"server"_s);
        const QString text =
            tlsErrorText({QSslError(QSslError::UnableToGetLocalIssuerCertificate, certificate),
                          QSslError(QSslError::UnableToVerifyFirstCertificate, certificate)},
                         u"127.0.0.1"_s);
        QVERIFY2(
            text.contains(u"comes from “Signalbox test CA”, an authority that this machine does not know"),
            qPrintable(text));
        QCOMPARE(text.count(u"authority that"), 1);
        QVERIFY(text.endsWith(u"(--ca-file)."));
    }

    void aSelfSignedOneSaysSo()
    {
        const QSslCertificate certificate = read(u"self-signed"_s);
        const QString text = tlsErrorText({QSslError(QSslError::UnableToVerifyFirstCertificate, certificate),
                                           QSslError(QSslError::SelfSignedCertificate, certificate)},
                                          u"127.0.0.1"_s);
        QVERIFY2(text.startsWith(u"The certificate “127.0.0.1” (signed by itself) is self-signed"),
                 qPrintable(text));
        QVERIFY2(!text.contains(u"It also"), qPrintable(text));
    }

    void theGravestComesFirstAndTheOthersFollow()
    {
        const QSslCertificate certificate = read(u"expired"_s);
        const QString text =
            tlsErrorText({QSslError(QSslError::UnableToGetLocalIssuerCertificate, certificate),
                          QSslError(QSslError::CertificateExpired, certificate)},
                         u"127.0.0.1"_s);
        QVERIFY2(text.indexOf(u"expired on"_s) < text.indexOf(u"It also comes from"_s), qPrintable(text));
        QVERIFY(text.contains(u"Renew it"));
    }

    void noErrorsNoText()
    {
        QVERIFY(tlsErrorText({}, u"a"_s).isEmpty());
        QVERIFY(tlsErrorText({QSslError(QSslError::NoPeerCertificate)}, u"a"_s)
                    .startsWith(u"The server showed no"));
        QVERIFY(tlsFailureText(QString(5000, u'x')).size() <= limits::errorDetailLength);
    }

    // Files

    void files_data()
    {
        QTest::addColumn<QString>("ca");
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("passphrase");
        QTest::addColumn<int>("field"); // -1: good
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QString &ca, const QString &certificate,
                            const QString &key, const QString &passphrase, int field, const QString &words) {
            QTest::newRow(name) << ca << certificate << key << passphrase << field << words;
        };
        row("nothing", {}, {}, {}, {}, -1, {});
        row("authority", u"ca.pem"_s, {}, {}, {}, -1, {});
        row("identity", {}, u"client.pem"_s, u"client.key"_s, {}, -1, {});
        row("identity, RSA", {}, u"client-rsa.pem"_s, u"client-rsa.key"_s, {}, -1, {});
        row("identity, locked", {}, u"client.pem"_s, u"client-locked.key"_s, u"open sesame"_s, -1, {});
        row("no such authority", u"nothing.pem"_s, {}, {}, {}, int(Field::CaFile),
            u"nothing.pem cannot be read"_s);
        row("not an authority", u"ca.key"_s, {}, {}, {}, int(Field::CaFile), u"holds no certificate"_s);
        row("authority is over", u"old-ca.pem"_s, {}, {}, {}, int(Field::CaFile),
            u"“Old test CA” expired on"_s);
        row("no key", {}, u"client.pem"_s, {}, {}, int(Field::Key), u"needs its private key"_s);
        row("no certificate", {}, {}, u"client.key"_s, {}, int(Field::Certificate),
            u"needs its certificate"_s);
        row("certificate is over", {}, u"client-expired.pem"_s, u"client-expired.key"_s, {},
            int(Field::Certificate), u"“old console” expired on"_s);
        row("certificate in the key's place", {}, u"client.pem"_s, u"client.pem"_s, {}, int(Field::Key),
            u"holds no private key"_s);
        row("key of another", {}, u"client.pem"_s, u"server.key"_s, {}, int(Field::Key),
            u"does not belong to the certificate “console”"_s);
        row("key of another kind", {}, u"client.pem"_s, u"client-rsa.key"_s, {}, int(Field::Key),
            u"does not belong"_s);
        row("locked without a word", {}, u"client.pem"_s, u"client-locked.key"_s, {}, int(Field::Passphrase),
            u"is locked with a passphrase"_s);
        row("locked, wrong word", {}, u"client.pem"_s, u"client-locked.key"_s, u"close"_s,
            int(Field::Passphrase), u"passphrase does not open"_s);
    }

    void files()
    {
        QFETCH(QString, ca);
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, passphrase);
        QFETCH(int, field);
        QFETCH(QString, words);
        const auto pathOf = [this](const QString &name) {
            return name.isEmpty() ? QString() : m_certificates.path(name);
        };
        NetworkSettings settings;
        settings.caFile = pathOf(ca);
        settings.certificateFile = pathOf(certificate);
        settings.keyFile = pathOf(key);
        const auto tls = tlsConfiguration(settings, {{}, passphrase}, now());
        QCOMPARE(tls ? -1 : int(tls.error().field), field);
        if (!tls) {
            QVERIFY2(tls.error().sentence.contains(words), qPrintable(tls.error().sentence));
            QVERIFY(tls.error().sentence.endsWith(u'.'));
            QVERIFY(!tls.error().sentence.contains(u"sesame"));
            return;
        }
        QCOMPARE(tls->caCertificates().contains(read(u"ca"_s)), !ca.isEmpty());
        QCOMPARE(tls->privateKey().isNull(), key.isEmpty());
        QCOMPARE(tls->localCertificate().isNull(), certificate.isEmpty());
    }

    void anAuthorityIsAddedToTheSystemsOwn()
    {
        NetworkSettings settings;
        settings.caFile = m_certificates.certificate(u"ca"_s);
        const auto tls = tlsConfiguration(settings, {}, now());
        QVERIFY(tls);
        QCOMPARE(tls->caCertificates().size(), QSslConfiguration::systemCaCertificates().size() + 1);
    }

    void aHugeFileIsNotRead()
    {
        QFile file(m_certificates.path(u"huge.pem"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(limits::credentialFileBytes + 1));
        NetworkSettings settings;
        settings.caFile = file.fileName();
        const auto tls = tlsConfiguration(settings, {}, now());
        QVERIFY(!tls);
        QVERIFY(tls.error().sentence.contains(u"larger than"));
        QCOMPARE(tls.error().toError().kind, ErrorKind::Storage);
    }

private:
    QSslCertificate read(const QString &name) const
    {
        return QSslCertificate::fromPath(m_certificates.certificate(name)).value(0);
    }

    Certificates m_certificates;
};

QTEST_GUILESS_MAIN(TestTlsErrors)
#include "tst_tlserrors.moc"
