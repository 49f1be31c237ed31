// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctorwords.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Doctor", text);
}

/// @p error's own words in brackets, where there are some.
QString said(const Error &error)
{
    const QString words = plainLine(error.detail.simplified());
    if (error.httpStatus)
        return words.isEmpty() ? tr(" (status %1)").arg(*error.httpStatus)
                               : tr(" (status %1: %2)").arg(*error.httpStatus).arg(words);
    return words.isEmpty() ? QString() : tr(" (%1)").arg(words);
}

DoctorWords wayWords(DoctorStep step, const Error &error, const QString &where)
{
    if (error.kind == ErrorKind::Timeout)
        return {tr("%1 does not answer.").arg(where),
                tr("A firewall may drop the connection. Ask for the way to be opened, or use a proxy.")};
    if (step == DoctorStep::Name)
        return {tr("The name of %1 is not known here%2.").arg(where, said(error)),
                tr("Check the spelling, and whether another network, a VPN or a proxy is needed.")};
    if (step == DoctorStep::Proxy)
        return {tr("The proxy does not pass us on to %1%2.").arg(where, said(error)),
                tr("Check the proxy's user and password, and whether it allows this address; or choose "
                   "another proxy.")};
    return {tr("No connection to %1%2.").arg(where, said(error)),
            tr("Check the port, and that the server runs.")};
}

DoctorWords streamWords(const Error &error)
{
    if (error.kind == ErrorKind::Timeout)
        return {tr("The server does not answer the request for the event stream."), bufferingAdvice()};
    return {tr("The answer is not an event stream%1.").arg(said(error)),
            tr("Check that the address is the server's own, not that of a sign-in or an error page.")};
}

} // namespace

DoctorWords doctorWords(DoctorStep step, const Error &error, const QString &where)
{
    const bool isWay = step == DoctorStep::Name || step == DoctorStep::Tcp || step == DoctorStep::Proxy
                       || step == DoctorStep::Tls;
    switch (error.kind) {
    case ErrorKind::Tls: return {plainLine(error.detail, int(limits::errorDetailLength)), {}};
    case ErrorKind::Proxy:
        return {tr("The proxy does not accept the user name and password."),
                tr("Enter them again in the network settings.")};
    case ErrorKind::Network:
        if (isWay)
            return wayWords(step, error, where);
        if (step == DoctorStep::FirstByte || step == DoctorStep::Heartbeat)
            return {
                tr("The stream ended%1.").arg(said(error)),
                tr("Something on the way may cut long connections. Ask for longer read time-outs there.")};
        return {tr("The connection broke before an answer came%1.").arg(said(error)),
                tr("Run the check again. If it stays so, look at what stands between here and the server.")};
    case ErrorKind::Timeout:
        if (isWay)
            return wayWords(step, error, where);
        if (step == DoctorStep::ContentType)
            return streamWords(error);
        return {tr("The server does not answer in time."),
                tr("Run the check again; if it stays so, the server or something on the way is overloaded.")};
    case ErrorKind::SignInNeeded:
        return {tr("The server does not accept the credentials%1.").arg(said(error)),
                tr("Check e-mail and password, or the token, and sign in again.")};
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
        return {tr("The account may not do this%1.").arg(said(error)),
                tr("Ask an administrator for the right, or use another account.")};
    case ErrorKind::NotFound:
        if (isWay)
            return wayWords(step, error, where);
        return {tr("The server has nothing at this address%1.").arg(said(error)),
                tr("Check the address: it is the server's base address, without /api behind it.")};
    case ErrorKind::RateLimited:
        return {tr("The server asks to slow down."), tr("Wait a minute, then run the check again.")};
    case ErrorKind::Server:
        return {
            tr("The server failed while answering%1.").arg(said(error)),
            tr("Try later, or ask whoever runs the server; 502 to 504 come from a proxy in front of it.")};
    case ErrorKind::BadAnswer:
        if (step == DoctorStep::ContentType)
            return streamWords(error);
        return {tr("The answer is not a flag server's%1.").arg(said(error)),
                tr("Check that the address is the server's own, not that of a sign-in or an error page.")};
    case ErrorKind::Redirected:
        return {tr("The server points elsewhere%1.").arg(said(error)),
                tr("Connect to the address that it names, if you trust it.")};
    case ErrorKind::Rejected:
        return {tr("The server refuses the request%1.").arg(said(error)),
                tr("Check the address and, where the server asks for one, the client certificate.")};
    case ErrorKind::Conflict:
    case ErrorKind::TooLarge:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    return {tr("It did not work%1.").arg(said(error)), tr("Run the check again.")};
}

QString bufferingAdvice()
{
    return tr("Something between you and the server may hold bytes back. Ask for proxy_buffering off, or the "
              "header X-Accel-Buffering: no, on this address.");
}

QString redacted(const QString &text, const QStringList &secrets)
{
    static const QRegularExpression userInfo(u"//[^/@\\s]*@"_s);
    static const QRegularExpression query(u"\\?[^\\s\"'<>)]*=[^\\s\"'<>)]*"_s);
    static const QRegularExpression credential(
        u"\\b(?:(Bearer|Basic)\\s+\\S+|eyJ[\\w-]+\\.[\\w.-]+|tgl_\\w{4,})"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString clean = text;
    for (const QString &secret : secrets) {
        if (secret.size() >= 4) // a shorter one would tear words apart, and guards nothing
            clean.replace(secret, u"••••"_s);
    }
    clean.replace(userInfo, u"//"_s);
    clean.replace(query, u"?••••"_s);
    clean.replace(credential, u"••••"_s);
    return clean;
}

} // namespace signalbox
