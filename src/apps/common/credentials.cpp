// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/credentials.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 secretBytes = 16 << 10; ///< a signed token with all its claims is about 1 KiB

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Credentials", text);
}

/// The first line of what can be read there, without its end.
Result<QByteArray> readSecret(int descriptor)
{
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        return tl::unexpected(
            Error{ErrorKind::Storage, tr("The file descriptor %1 cannot be read.").arg(descriptor), {}, {}});
    }
    QByteArray line = file.readLine(secretBytes);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return line;
}

Error signInNeeded(const QString &text)
{
    return {ErrorKind::SignInNeeded, text, {}, {}};
}

} // namespace

Result<QByteArray> readToken(const char *name, std::optional<int> fd)
{
    if (!fd) {
        const QByteArray secret = qgetenv(name).trimmed();
        if (secret.isEmpty()) {
            return tl::unexpected(signInNeeded(
                tr("There is no token: set %1, or use --token-fd.").arg(QString::fromLatin1(name))));
        }
        return secret;
    }
    const auto line = readSecret(*fd);
    if (!line)
        return tl::unexpected(signInNeeded(line.error().detail));
    const QByteArray secret = line->trimmed();
    if (secret.isEmpty())
        return tl::unexpected(signInNeeded(tr("There is no token on file descriptor %1.").arg(*fd)));
    return secret;
}

QByteArray readStreamKey()
{
    return qgetenv("SIGNALBOX_STREAM_KEY").trimmed();
}

Result<Credentials> readCredentials(std::optional<int> tokenFd)
{
    Credentials credentials;
    credentials.streamKey = readStreamKey();
    if (tokenFd) {
        const auto token = readToken("SIGNALBOX_TOKEN", tokenFd);
        if (!token)
            return tl::unexpected(token.error());
        credentials.token = *token;
        return credentials;
    }
    credentials.token = qgetenv("SIGNALBOX_TOKEN").trimmed();
    credentials.email = qEnvironmentVariable("SIGNALBOX_EMAIL");
    credentials.password = qEnvironmentVariable("SIGNALBOX_PASSWORD");
    const bool hasPassword = !credentials.email.isEmpty() && !credentials.password.isEmpty();
    if (credentials.token.isEmpty() && !hasPassword) {
        return tl::unexpected(
            signInNeeded(tr("There are no credentials: set SIGNALBOX_EMAIL and SIGNALBOX_PASSWORD, or "
                            "SIGNALBOX_TOKEN, or use --token-fd.")));
    }
    return credentials;
}

Result<NetworkSecrets> readNetworkSecrets(std::optional<int> proxyPasswordFd,
                                          std::optional<int> keyPassphraseFd)
{
    NetworkSecrets secrets;
    secrets.proxyPassword = qEnvironmentVariable("SIGNALBOX_PROXY_PASSWORD");
    secrets.keyPassphrase = qEnvironmentVariable("SIGNALBOX_KEY_PASSPHRASE");
    for (const auto &[descriptor, target] : {std::pair(proxyPasswordFd, &secrets.proxyPassword),
                                             std::pair(keyPassphraseFd, &secrets.keyPassphrase)}) {
        if (!descriptor)
            continue;
        const auto secret = readSecret(*descriptor);
        if (!secret)
            return tl::unexpected(secret.error());
        *target = QString::fromUtf8(*secret);
    }
    return secrets;
}

} // namespace signalbox
