// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/certificates.h"

#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QStringList newKey(bool rsa)
{
    if (rsa)
        return {u"-newkey"_s, u"rsa:2048"_s};
    return {u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s};
}

} // namespace

QString Certificates::create()
{
    const QString here = u"DNS:localhost,IP:127.0.0.1"_s;
    const bool made =
        makeAuthority(u"ca"_s, u"Signalbox test CA"_s, 30)
        && makeAuthority(u"other-ca"_s, u"Another test CA"_s, 30)
        && makeAuthority(u"old-ca"_s, u"Old test CA"_s, -1)
        && makeAuthority(u"self-signed"_s, u"127.0.0.1"_s, 30)
        && makeSigned(u"server"_s, u"Flag server"_s, here, 30)
        && makeSigned(u"expired"_s, u"Old flag server"_s, here, -1)
        && makeSigned(u"elsewhere"_s, u"Flags"_s, u"DNS:flags.example,DNS:www.flags.example"_s, 30)
        && makeSigned(u"client"_s, u"console"_s, {}, 30)
        && makeSigned(u"client-rsa"_s, u"console"_s, {}, 30, true)
        && makeSigned(u"client-expired"_s, u"old console"_s, {}, -1)
        && openssl({u"ec"_s, u"-in"_s, key(u"client"_s), u"-out"_s, lockedKey(), u"-aes128"_s, u"-passout"_s,
                    u"pass:open sesame"_s});
    return made ? QString() : m_error;
}

bool Certificates::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    const bool done = process.waitForFinished() && process.exitCode() == 0;
    if (!done)
        m_error = u"openssl %1: %2 %3"_s.arg(arguments.join(u' '), process.errorString(),
                                             QString::fromUtf8(process.readAll()));
    return done;
}

bool Certificates::makeAuthority(const QString &name, const QString &title, int days)
{
    const QString request = path(name + u".csr"_s);
    return openssl(QStringList{u"req"_s, u"-new"_s, u"-nodes"_s, u"-subj"_s, u"/CN="_s + title, u"-keyout"_s,
                               key(name), u"-out"_s, request}
                   + newKey(false))
           && openssl({u"x509"_s, u"-req"_s, u"-in"_s, request, u"-signkey"_s, key(name), u"-days"_s,
                       QString::number(days), u"-out"_s, certificate(name)});
}

bool Certificates::makeSigned(const QString &name, const QString &title, const QString &names, int days,
                              bool rsa)
{
    const QString request = path(name + u".csr"_s);
    const QString extensions = path(name + u".ext"_s);
    QFile file(extensions);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    const QString extension =
        names.isEmpty() ? u"extendedKeyUsage=clientAuth"_s : QString(u"subjectAltName="_s + names);
    file.write(extension.toUtf8() + '\n');
    file.close();
    return openssl(QStringList{u"req"_s, u"-new"_s, u"-nodes"_s, u"-subj"_s, u"/CN="_s + title, u"-keyout"_s,
                               key(name), u"-out"_s, request}
                   + newKey(rsa))
           && openssl({u"x509"_s, u"-req"_s, u"-in"_s, request, u"-CA"_s, certificate(u"ca"_s), u"-CAkey"_s,
                       key(u"ca"_s), u"-CAcreateserial"_s, u"-days"_s, QString::number(days), u"-extfile"_s,
                       extensions, u"-out"_s, certificate(name)});
}

} // namespace signalbox
