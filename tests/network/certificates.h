// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace signalbox {

/// Certificates and keys made with the openssl command line, gone with this object. One authority, and what
/// it signed. Keys are EC unless they say otherwise.
class Certificates final
{
public:
    /// Makes all of them. Empty when it went well, else what openssl said.
    [[nodiscard]] QString create();

    /// ca: the authority "Signalbox test CA"; other-ca: another one; server: for localhost and 127.0.0.1;
    /// expired: the same, over since yesterday; elsewhere: for flags.example; self-signed: by itself, for
    /// 127.0.0.1; client: "console", with client-rsa and client-expired beside it.
    [[nodiscard]] QString certificate(const QString &name) const
    {
        return path(name + QStringLiteral(".pem"));
    }
    [[nodiscard]] QString key(const QString &name) const { return path(name + QStringLiteral(".key")); }
    /// The key of client, locked with "open sesame".
    [[nodiscard]] QString lockedKey() const { return path(QStringLiteral("client-locked.key")); }
    [[nodiscard]] QString path(const QString &file) const { return m_folder.filePath(file); }

private:
    bool openssl(const QStringList &arguments);
    bool makeAuthority(const QString &name, const QString &title, int days);
    bool makeSigned(const QString &name, const QString &title, const QString &names, int days,
                    bool rsa = false);

    QTemporaryDir m_folder;
    QString m_error;
};

} // namespace signalbox
