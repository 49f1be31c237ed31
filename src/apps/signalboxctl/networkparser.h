// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/commandparser.h"

namespace signalbox {

/// The options of every sub-command that reaches out: proxy, trust, client certificate, plain http.
class NetworkParser final
{
public:
    /// @p parser must outlive this.
    explicit NetworkParser(CommandParser &parser);

    [[nodiscard]] tl::expected<NetworkOptions, OptionsExit> options() const;

private:
    [[nodiscard]] tl::expected<void, OptionsExit> readProxy(NetworkSettings &settings) const;

    CommandParser &m_parser;
    QCommandLineOption m_proxy;
    QCommandLineOption m_proxyPasswordFd;
    QCommandLineOption m_caFile;
    QCommandLineOption m_certificate;
    QCommandLineOption m_key;
    QCommandLineOption m_keyPassphraseFd;
    QCommandLineOption m_plainHttp;
};

} // namespace signalbox
