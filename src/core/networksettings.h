// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace signalbox {

/// Which way requests leave this machine. System: what the desktop or the environment says, with this machine
/// itself always direct. Http and Socks5 are used for every address, this machine's own too.
enum class ProxyMode { System, None, Http, Socks5 };

/// How one connection reaches its server. May be stored: holds no secret.
struct NetworkSettings
{
    ProxyMode proxy = ProxyMode::System;
    QString proxyHost; ///< Http, Socks5
    quint16 proxyPort = 0;
    QString proxyUser;           ///< also for a system proxy that names none
    QString caFile;              ///< PEM: trusted beside the system's own
    QString certificateFile;     ///< PEM: shown to a server that asks for one, with its chain
    QString keyFile;             ///< PEM: the certificate's private key
    bool allowPlainHttp = false; ///< a person agreed that passwords may travel readable

    bool operator==(const NetworkSettings &) const = default;
};

/// What belongs to NetworkSettings and is never stored: kept in memory for as long as the connection.
struct NetworkSecrets
{
    QString proxyPassword;
    QString keyPassphrase;

    bool operator==(const NetworkSecrets &) const = default;
};

/// What is wrong with network settings: where, and a whole sentence with a next step.
struct NetworkProblem
{
    enum class Field { Proxy, CaFile, Certificate, Key, Passphrase };

    Field field = Field::Proxy;
    QString sentence;

    /// Kind Storage for the files, Proxy for the proxy; the sentence is the detail.
    [[nodiscard]] Error toError() const;
};

/// system, none, http, socks5: the word in files and on command lines.
[[nodiscard]] QString word(ProxyMode mode);
[[nodiscard]] std::optional<ProxyMode> proxyModeFromWord(const QString &word);

/// For people and reports: "socks5 proxy.example.com:1080", "none", "system"; without the user.
[[nodiscard]] QString proxyText(const NetworkSettings &settings);

} // namespace signalbox

Q_DECLARE_METATYPE(signalbox::NetworkSettings)
