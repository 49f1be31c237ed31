// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "network/toolprocess.h"

#include <QTemporaryDir>

namespace signalbox {

/// tinyproxy, an HTTP proxy. Forwards plain http, tunnels the rest.
class HttpProxy final
{
public:
    /// With a user name it lets only that one through. Empty when it answers, else why not.
    [[nodiscard]] QString start(const QString &user = {}, const QString &password = {});
    [[nodiscard]] quint16 port() const { return m_port; }
    /// How many requests its log tells of; a connection that asks for nothing is not one.
    [[nodiscard]] int requests() const;

private:
    QTemporaryDir m_folder;
    ToolProcess m_process;
    quint16 m_port = 0;
};

/// microsocks, a SOCKS5 proxy.
class SocksProxy final
{
public:
    [[nodiscard]] QString start(const QString &user = {}, const QString &password = {});
    [[nodiscard]] quint16 port() const { return m_port; }
    /// How many connections it made.
    [[nodiscard]] int connections();

private:
    ToolProcess m_process;
    quint16 m_port = 0;
};

} // namespace signalbox
