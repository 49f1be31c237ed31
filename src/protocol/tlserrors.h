// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

class QSslCertificate;
class QSslError;

namespace signalbox {

/// The name a person knows a certificate by: its common name, else its organisation, its first other name or
/// its serial number. Plain text, bounded.
[[nodiscard]] QString certificateName(const QSslCertificate &certificate);
/// The same for who signed it; "itself" where it is self-signed.
[[nodiscard]] QString issuerName(const QSslCertificate &certificate);

/// Whole sentences of plain text.
struct TlsComplaint
{
    QString cause; ///< which certificate, and what is wrong with it
    QString next;  ///< what to do about it
};

/// Why a peer's certificates were not accepted. The gravest complaint comes first. @p host is the one that
/// was wanted. Empty when there are no errors.
[[nodiscard]] TlsComplaint tlsComplaint(const QList<QSslError> &errors, const QString &host);
/// Both in one, for an Error's detail.
[[nodiscard]] QString tlsErrorText(const QList<QSslError> &errors, const QString &host);

/// For a handshake that failed without a word about a certificate; @p said is the system's own text.
[[nodiscard]] QString tlsFailureText(const QString &said);

} // namespace signalbox
