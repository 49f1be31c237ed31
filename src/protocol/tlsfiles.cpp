// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/tlsfiles.h"

#include "core/limits.h"
#include "core/plaintext.h"
#include "protocol/tlserrors.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslKey>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Field = NetworkProblem::Field;
using Problem = tl::unexpected<NetworkProblem>;

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::TlsFiles", text);
}

QString nameOf(const QString &path)
{
    return plainLine(QFileInfo(path).fileName());
}

QString day(const QDateTime &time)
{
    return time.toUTC().date().toString(Qt::ISODate);
}

Problem problem(Field field, const QString &sentence)
{
    return Problem(NetworkProblem{field, sentence});
}

tl::expected<QByteArray, NetworkProblem> readWhole(const QString &path, Field field)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return problem(field, tr("%1 cannot be read: %2. Choose a file that you may read.")
                                  .arg(nameOf(path), plainLine(file.errorString())));
    const QByteArray bytes = file.read(limits::credentialFileBytes + 1);
    if (bytes.size() > limits::credentialFileBytes)
        return problem(
            field, tr("%1 is larger than any file of certificates. Choose another one.").arg(nameOf(path)));
    return bytes;
}

tl::expected<QList<QSslCertificate>, NetworkProblem> readCertificates(const QString &path, Field field)
{
    const auto bytes = readWhole(path, field);
    if (!bytes)
        return Problem(bytes.error());
    QList<QSslCertificate> certificates = QSslCertificate::fromData(*bytes, QSsl::Pem);
    if (certificates.isEmpty())
        return problem(field,
                       tr("%1 holds no certificate. Choose a PEM file, with the line BEGIN CERTIFICATE.")
                           .arg(nameOf(path)));
    return certificates;
}

/// Why @p certificate can not be used at @p now; empty when it can.
QString untimely(const QSslCertificate &certificate, const QDateTime &now)
{
    if (certificate.expiryDate() < now) {
        return tr("The certificate “%1” expired on %2. Choose a newer one.")
            .arg(certificateName(certificate), day(certificate.expiryDate()));
    }
    if (certificate.effectiveDate() > now) {
        return tr("The certificate “%1” is not valid before %2. Check this machine's clock.")
            .arg(certificateName(certificate), day(certificate.effectiveDate()));
    }
    return {};
}

tl::expected<QSslKey, NetworkProblem> readKey(const QString &path, const QString &passphrase)
{
    const auto bytes = readWhole(path, Field::Key);
    if (!bytes)
        return Problem(bytes.error());
    if (!bytes->contains("PRIVATE KEY-----"))
        return problem(Field::Key,
                       tr("%1 holds no private key. Choose a PEM file, with the line BEGIN PRIVATE KEY.")
                           .arg(nameOf(path)));
    const bool isEncrypted = bytes->contains("ENCRYPTED");
    if (isEncrypted && passphrase.isEmpty())
        return problem(Field::Passphrase, tr("The key in %1 is locked with a passphrase. Enter it "
                                             "(SIGNALBOX_KEY_PASSPHRASE in a terminal).")
                                              .arg(nameOf(path)));
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(*bytes, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.toUtf8());
        if (!key.isNull())
            return key;
    }
    if (isEncrypted)
        return problem(Field::Passphrase,
                       tr("The passphrase does not open the key in %1. Enter it again.").arg(nameOf(path)));
    return problem(
        Field::Key,
        tr("The key in %1 cannot be used. Choose an RSA or an EC key in PEM form.").arg(nameOf(path)));
}

/// A private key repeats its public half: the modulus and exponent, or the point, that end the certificate's.
bool belongTogether(const QSslKey &key, const QSslCertificate &certificate)
{
    const QSslKey publicKey = certificate.publicKey();
    if (publicKey.isNull() || publicKey.algorithm() != key.algorithm() || publicKey.length() != key.length())
        return false;
    const int bytes = (publicKey.length() + 7) / 8;
    const QByteArray half = publicKey.toDer().right(key.algorithm() == QSsl::Ec ? 2 * bytes : bytes);
    return key.toDer().contains(half);
}

std::optional<NetworkProblem> addAuthorities(QSslConfiguration &tls, const QString &path,
                                             const QDateTime &now)
{
    const auto certificates = readCertificates(path, Field::CaFile);
    if (!certificates)
        return certificates.error();
    // A bundle may well hold old ones beside the one that counts.
    const bool isUseful =
        std::any_of(certificates->cbegin(), certificates->cend(),
                    [&](const QSslCertificate &one) { return untimely(one, now).isEmpty(); });
    if (!isUseful)
        return NetworkProblem{Field::CaFile, untimely(certificates->constFirst(), now)};
    // Naming any of them ends the system's own being looked up on demand, so those are named too.
    tls.setCaCertificates(QSslConfiguration::systemCaCertificates() + *certificates);
    return std::nullopt;
}

std::optional<NetworkProblem> addIdentity(QSslConfiguration &tls, const NetworkSettings &settings,
                                          const QString &passphrase, const QDateTime &now)
{
    const auto chain = readCertificates(settings.certificateFile, Field::Certificate);
    if (!chain)
        return chain.error();
    if (const QString sentence = untimely(chain->constFirst(), now); !sentence.isEmpty())
        return NetworkProblem{Field::Certificate, sentence};
    const auto key = readKey(settings.keyFile, passphrase);
    if (!key)
        return key.error();
    if (!belongTogether(*key, chain->constFirst())) {
        return NetworkProblem{Field::Key,
                              tr("The key in %1 does not belong to the certificate “%2”. Choose the "
                                 "key that was made with it.")
                                  .arg(nameOf(settings.keyFile), certificateName(chain->constFirst()))};
    }
    tls.setLocalCertificateChain(*chain);
    tls.setPrivateKey(*key);
    return std::nullopt;
}

} // namespace

tl::expected<QSslConfiguration, NetworkProblem> tlsConfiguration(const NetworkSettings &settings,
                                                                 const NetworkSecrets &secrets, WallTime now)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    const QDateTime time = toDateTime(now);
    if (!settings.caFile.isEmpty()) {
        if (auto wrong = addAuthorities(tls, settings.caFile, time))
            return Problem(std::move(*wrong));
    }
    if (settings.certificateFile.isEmpty() != settings.keyFile.isEmpty()) {
        return settings.keyFile.isEmpty()
                   ? problem(Field::Key,
                             tr("A client certificate needs its private key. Choose the key's file."))
                   : problem(Field::Certificate,
                             tr("A private key needs its certificate. Choose the certificate's file."));
    }
    if (!settings.certificateFile.isEmpty()) {
        if (auto wrong = addIdentity(tls, settings, secrets.keyPassphrase, time))
            return Problem(std::move(*wrong));
    }
    return tls;
}

} // namespace signalbox
