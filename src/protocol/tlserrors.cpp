// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/tlserrors.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslError>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int nameLength = 80;
constexpr qsizetype namesShown = 5;

/// Gravest first: what a person has to know before anything else.
enum class Complaint {
    Revoked,
    Expired,
    NotYetValid,
    HostName,
    SelfSigned,
    UnknownAuthority,
    NoCertificate,
    Other
};

struct Problem
{
    Complaint complaint;
    QSslError error;
};

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::TlsErrors", text);
}

QString firstOf(const QStringList &texts)
{
    return texts.isEmpty() ? QString() : plainLine(texts.constFirst(), nameLength);
}

Complaint complaintOf(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::CertificateRevoked: return Complaint::Revoked;
    case QSslError::CertificateExpired: return Complaint::Expired;
    case QSslError::CertificateNotYetValid: return Complaint::NotYetValid;
    case QSslError::HostNameMismatch: return Complaint::HostName;
    case QSslError::SelfSignedCertificate: return Complaint::SelfSigned;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted: return Complaint::UnknownAuthority;
    case QSslError::NoPeerCertificate: return Complaint::NoCertificate;
    default: return Complaint::Other;
    }
}

QString day(const QDateTime &time)
{
    return time.toUTC().date().toString(Qt::ISODate);
}

QString namesIn(const QSslCertificate &certificate)
{
    QStringList names;
    QStringList alternatives = certificate.subjectAlternativeNames().values();
    alternatives.sort();
    for (const QString &name : std::as_const(alternatives)) {
        if (names.size() == namesShown) {
            names.append(u"…"_s);
            break;
        }
        names.append(plainLine(name, nameLength));
    }
    return names.isEmpty() ? certificateName(certificate) : names.join(u", "_s);
}

/// What is wrong, to go behind "The certificate X" or "It".
QString clause(const Problem &problem, const QString &host)
{
    const QSslCertificate certificate = problem.error.certificate();
    switch (problem.complaint) {
    case Complaint::Revoked: return tr("was revoked by its issuer");
    case Complaint::Expired: return tr("expired on %1").arg(day(certificate.expiryDate()));
    case Complaint::NotYetValid: return tr("is not valid before %1").arg(day(certificate.effectiveDate()));
    case Complaint::HostName:
        return tr("is for %1, not for %2").arg(namesIn(certificate), plainLine(host, nameLength));
    case Complaint::SelfSigned: return tr("is self-signed, so nobody this machine knows vouches for it");
    case Complaint::UnknownAuthority:
        return tr("comes from %1, an authority that this machine does not know").arg(issuerName(certificate));
    case Complaint::NoCertificate:
    case Complaint::Other: break;
    }
    return tr("was not accepted: %1").arg(plainLine(problem.error.errorString()));
}

QString nextStep(Complaint complaint)
{
    switch (complaint) {
    case Complaint::Revoked: return tr("Do not connect; ask whoever runs the server.");
    case Complaint::Expired:
        return tr("Renew it on the server; if it was renewed, check this machine's clock.");
    case Complaint::NotYetValid: return tr("Check this machine's clock.");
    case Complaint::HostName:
        return tr("Use an address that the certificate names, or have one made for this address.");
    case Complaint::SelfSigned: return tr("If you trust it, give it as the CA file (--ca-file).");
    case Complaint::UnknownAuthority:
        return tr("If you trust that authority, give its certificate as the CA file (--ca-file).");
    case Complaint::NoCertificate:
    case Complaint::Other: break;
    }
    return tr("Ask whoever runs the server.");
}

} // namespace

QString certificateName(const QSslCertificate &certificate)
{
    for (const auto part : {QSslCertificate::CommonName, QSslCertificate::Organization}) {
        if (const QString name = firstOf(certificate.subjectInfo(part)); !name.isEmpty())
            return name;
    }
    if (const QString name = firstOf(certificate.subjectAlternativeNames().values()); !name.isEmpty())
        return name;
    return plainLine(QString::fromLatin1(certificate.serialNumber()), nameLength);
}

QString issuerName(const QSslCertificate &certificate)
{
    if (certificate.isSelfSigned())
        return tr("itself");
    for (const auto part : {QSslCertificate::CommonName, QSslCertificate::Organization}) {
        if (const QString name = firstOf(certificate.issuerInfo(part)); !name.isEmpty())
            return u"“%1”"_s.arg(name);
    }
    return tr("an unnamed issuer");
}

TlsComplaint tlsComplaint(const QList<QSslError> &errors, const QString &host)
{
    std::vector<Problem> problems;
    for (const QSslError &error : errors) {
        const Complaint complaint = complaintOf(error);
        const bool isKnown = std::any_of(problems.cbegin(), problems.cend(), [&](const Problem &problem) {
            return problem.complaint == complaint;
        });
        if (!isKnown)
            problems.push_back({complaint, error});
    }
    if (problems.empty())
        return {};
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem &a, const Problem &b) { return a.complaint < b.complaint; });
    const QSslCertificate first = problems.front().error.certificate();
    const QString next = nextStep(problems.front().complaint);
    if (first.isNull()) {
        return {tr("The server showed no certificate that could be checked: %1.")
                    .arg(plainLine(problems.front().error.errorString())),
                next};
    }
    QStringList sentences;
    for (const Problem &problem : problems) {
        const QSslCertificate certificate = problem.error.certificate();
        // A self-signed certificate has no known authority either; once is enough.
        if (problem.complaint == Complaint::UnknownAuthority && first.isSelfSigned() && !sentences.isEmpty())
            continue;
        if (certificate == first && !sentences.isEmpty()) {
            sentences += tr("It also %1.").arg(clause(problem, host));
        } else {
            sentences +=
                tr("The certificate “%1” (signed by %2) %3.")
                    .arg(certificateName(certificate), issuerName(certificate), clause(problem, host));
        }
    }
    return {sentences.join(u' '), next};
}

QString tlsErrorText(const QList<QSslError> &errors, const QString &host)
{
    const TlsComplaint complaint = tlsComplaint(errors, host);
    return u"%1 %2"_s.arg(complaint.cause, complaint.next).trimmed().left(limits::errorDetailLength);
}

QString tlsFailureText(const QString &said)
{
    return tr("No secure connection came about: %1. Check that the address speaks https, and whether the "
              "server "
              "asks for a client certificate.")
        .arg(plainLine(said.simplified(), limits::displayedNameLength))
        .left(limits::errorDetailLength);
}

} // namespace signalbox
