// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/tlsidentity.h"

#include "network/certificates.h"
#include "server/httpprobe.h"
#include "server/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QSslConfiguration trusting(const QString &caFile)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(caFile));
    return tls;
}

/// An answer over an encrypted connection; empty where there is none.
QByteArray askedOver(quint16 port, const QSslConfiguration &tls, const QByteArray &path,
                     const QByteArray &headers = {}, const QByteArray &body = {})
{
    QSslSocket socket;
    socket.setSslConfiguration(tls);
    socket.connectToHostEncrypted(u"127.0.0.1"_s, port);
    const QByteArray length = "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    socket.write((body.isEmpty() ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + length
                 + headers + "\r\n" + body);
    QByteArray bytes;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            bytes += socket.readAll();
            const bool isWhole =
                bytes.contains("\r\n\r\n") && (bytes.endsWith('}') || bytes.contains("}\n\n"));
            return isWhole || socket.state() == QAbstractSocket::UnconnectedState;
        },
        10'000));
    return bytes;
}

} // namespace

/// TLS of the server itself, with a real process and certificates made by openssl.
class TestTlsServer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString mistake = m_files.create();
        QVERIFY2(mistake.isEmpty(), qPrintable(mistake));
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void everythingIsEncrypted()
    {
        Program program(QStringLiteral(SIGNALBOXD), tlsArguments());
        const QJsonObject ready = program.ready();
        const QUrl url(ready[u"url"_s].toString());
        QCOMPARE(url.scheme(), u"https"_s);
        const quint16 port = quint16(url.port());
        const QSslConfiguration good = trusting(m_files.certificate(u"ca"_s));
        QVERIFY(askedOver(port, good, "/healthz").contains("200 OK"));
        const QByteArray token = ready[u"login"_s].toObject()[u"token"_s].toString().toUtf8();
        QVERIFY(askedOver(port, good, "/api/v1/auth/me", "Authorization: Bearer " + token + "\r\n")
                    .contains("demo@signalbox.example"));
        for (const char *path : {"/api/v1/sse", "/api/v1/sse"}) { // a stream, and another after it ended
            QByteArray key;
            for (const QJsonValue &one : ready[u"keys"_s].toArray()) {
                if (one[u"scope"_s].toString().startsWith(u"flags:"_s))
                    key = one[u"key"_s].toString().toUtf8();
            }
            QVERIFY(askedOver(port, good, path, "Authorization: Bearer " + key + "\r\n")
                        .contains("event: connected"));
        }
        // Addresses that it makes are encrypted as well, whatever a client says.
        const QByteArray registered =
            askedOver(port, good, "/oauth/register", "Content-Type: application/json\r\n",
                      json("{'client_name':'x','redirect_uris':[]}"));
        const QByteArray client =
            QJsonDocument::fromJson(registered.mid(registered.indexOf("\r\n\r\n")))[u"client_id"_s]
                .toString()
                .toUtf8();
        QVERIFY2(!client.isEmpty(), registered.constData());
        const QByteArray grant = askedOver(port, good, "/oauth/device_authorization",
                                           "X-Forwarded-Proto: http\r\nContent-Type: application/json\r\n",
                                           json("{'client_id':'") + client + json("'}"));
        QVERIFY2(grant.contains("\"verification_uri\":\"https://127.0.0.1"), grant.constData());
        // In the clear nothing is said.
        RawStream plain(port, "/healthz");
        QTRY_VERIFY(!plain.isOpen());
        QVERIFY(!plain.bytes().contains("200"));
        // Old versions are not spoken, and who does not know the authority does not get far.
        QSslConfiguration old = good;
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        old.setProtocol(QSsl::TlsV1_1);
        QT_WARNING_POP
        QCOMPARE(askedOver(port, old, "/healthz"), QByteArray());
        QCOMPARE(askedOver(port, trusting(m_files.certificate(u"other-ca"_s)), "/healthz"), QByteArray());
        program.process.terminate();
        QCOMPARE(program.exitCode(), 0);
    }

    void aRegionFollowsOverTls()
    {
        const QString key = u"SIGNALBOX_REPLICATION_KEY=a key of more than twenty-four bytes"_s;
        Program primary(QStringLiteral(SIGNALBOXD), tlsArguments(), {key});
        const QString url = primary.ready()[u"url"_s].toString();
        Program region(
            QStringLiteral(SIGNALBOXD),
            {u"--region"_s, u"us-1"_s, u"--primary"_s, url, u"--ca-file"_s, m_files.certificate(u"ca"_s)},
            {key});
        HttpProbe here(QUrl(region.ready()[u"url"_s].toString()));
        QTRY_COMPARE_WITH_TIMEOUT(here.get(u"/readyz"_s).status, 200, 20'000);
        Program stranger(QStringLiteral(SIGNALBOXD), {u"--region"_s, u"us-2"_s, u"--primary"_s, url}, {key});
        HttpProbe there(QUrl(stranger.ready()[u"url"_s].toString()));
        QTRY_COMPARE_WITH_TIMEOUT(
            there.get(u"/signalbox/status"_s).json()[u"primary"_s][u"link"_s].toString(), u"broken"_s,
            20'000);
        QCOMPARE(there.get(u"/readyz"_s).status, 503);
    }

    void unusableFilesAreNamed_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such certificate")
            << u"/nowhere.pem"_s << m_files.key(u"server"_s) << u"cannot be read"_s;
        QTest::newRow("no such key") << m_files.certificate(u"server"_s) << u"/nowhere.key"_s
                                     << u"cannot be read"_s;
        QTest::newRow("another key") << m_files.certificate(u"server"_s) << m_files.key(u"expired"_s)
                                     << u"belong together"_s;
        QTest::newRow("swapped") << m_files.key(u"server"_s) << m_files.certificate(u"server"_s)
                                 << u"cannot be used"_s;
        QTest::newRow("a locked key")
            << m_files.certificate(u"client"_s) << m_files.lockedKey() << u"without a passphrase"_s;
    }

    void unusableFilesAreNamed()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, says);
        const auto identity = readTlsIdentity(certificate, key);
        QVERIFY(!identity);
        QCOMPARE(identity.error().kind, ErrorKind::Tls);
        QVERIFY2(identity.error().detail.contains(says), qPrintable(identity.error().detail));
        Program program(QStringLiteral(SIGNALBOXD), {u"--tls-cert"_s, certificate, u"--tls-key"_s, key});
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.mistakes().contains(says));
    }

    void otherMachinesAreNotListenedToInTheClear()
    {
        Program refused(QStringLiteral(SIGNALBOXD), {u"--listen"_s, u"0.0.0.0:0"_s});
        QCOMPARE(refused.exitCode(), 2);
        QVERIFY(refused.mistakes().contains(u"--tls-cert"_s));
        Program half(QStringLiteral(SIGNALBOXD), {u"--tls-cert"_s, m_files.certificate(u"server"_s)});
        QCOMPARE(half.exitCode(), 2);
        Program allowed(QStringLiteral(SIGNALBOXD), {u"--listen"_s, u"0.0.0.0:0"_s, u"--allow-plain-http"_s});
        QCOMPARE(QUrl(allowed.ready()[u"url"_s].toString()).scheme(), u"http"_s);
        Program encrypted(QStringLiteral(SIGNALBOXD),
                          tlsArguments() + QStringList{u"--listen"_s, u"0.0.0.0:0"_s});
        QCOMPARE(QUrl(encrypted.ready()[u"url"_s].toString()).scheme(), u"https"_s);
    }

private:
    [[nodiscard]] QStringList tlsArguments() const
    {
        return {u"--tls-cert"_s, m_files.certificate(u"server"_s), u"--tls-key"_s, m_files.key(u"server"_s)};
    }

    Certificates m_files;
};

QTEST_GUILESS_MAIN(TestTlsServer)
#include "tst_tlsserver.moc"
