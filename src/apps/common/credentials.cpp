// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/credentials.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 tokenBytes = 16 << 10; ///< a signed token with all its claims is about 1 KiB

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Credentials", text);
}

Error signInNeeded(const QString &text)
{
    return {ErrorKind::SignInNeeded, text, {}, {}};
}

} // namespace

Result<Credentials> readCredentials(std::optional<int> tokenFd)
{
    Credentials credentials;
    if (tokenFd) {
        QFile file;
        if (!file.open(*tokenFd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
            return tl::unexpected(signInNeeded(tr("The file descriptor %1 cannot be read.").arg(*tokenFd)));
        credentials.token = file.readLine(tokenBytes).trimmed();
        if (credentials.token.isEmpty())
            return tl::unexpected(signInNeeded(tr("There is no token on file descriptor %1.").arg(*tokenFd)));
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

} // namespace signalbox
