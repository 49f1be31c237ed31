// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/tlsidentity.h"

#include <QCoreApplication>
#include <QFile>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 mostBytes = 1 << 20; ///< a chain of certificates is some kilobytes

QString tr(const char *text)
{
    return QCoreApplication::translate("TlsIdentity", text);
}

tl::unexpected<Error> failed(QString sentence)
{
    return tl::unexpected(Error{ErrorKind::Tls, std::move(sentence), {}, {}});
}

Result<QByteArray> contentOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return failed(
            tr("%1 cannot be read: %2. Check the name and the rights.").arg(name, file.errorString()));
    QByteArray content = file.read(mostBytes + 1);
    if (content.size() > mostBytes)
        return failed(tr("%1 is too large for a certificate or a key.").arg(name));
    return content;
}

/// What the library that will use them says about the two; empty where it takes them.
QString complaintAbout(TlsIdentity &identity)
{
    gnutls_certificate_credentials_t credentials = nullptr;
    if (gnutls_certificate_allocate_credentials(&credentials) != GNUTLS_E_SUCCESS)
        return tr("there is no memory left");
    const auto datum = [](QByteArray &bytes) {
        return gnutls_datum_t{reinterpret_cast<unsigned char *>(bytes.data()), unsigned(bytes.size())};
    };
    const gnutls_datum_t certificate = datum(identity.certificate);
    const gnutls_datum_t key = datum(identity.key);
    const int code =
        gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(credentials);
    return code < 0 ? QString::fromUtf8(gnutls_strerror(code)) : QString();
}

} // namespace

Result<std::optional<TlsIdentity>> readTlsIdentity(const QString &certificateFile, const QString &keyFile)
{
    if (certificateFile.isEmpty() && keyFile.isEmpty())
        return std::nullopt;
    const auto certificate = contentOf(certificateFile);
    if (!certificate)
        return tl::unexpected(certificate.error());
    const auto key = contentOf(keyFile);
    if (!key)
        return tl::unexpected(key.error());
    TlsIdentity identity{*certificate, *key};
    if (const QString complaint = complaintAbout(identity); !complaint.isEmpty())
        return failed(tr("The certificate %1 and the key %2 cannot be used: %3. Both have to be PEM, the key "
                         "without a passphrase, and belong together.")
                          .arg(certificateFile, keyFile, complaint));
    return identity;
}

} // namespace signalbox
