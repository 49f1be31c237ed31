// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/networkparser.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::CtlOptions", text);
}

} // namespace

NetworkParser::NetworkParser(CommandParser &parser)
    : m_parser(parser)
    , m_proxy(u"proxy"_s,
              tr("system (default), none, http://HOST:PORT or socks5://HOST:PORT; USER@ before the host "
                 "where the "
                 "proxy wants one, its password from SIGNALBOX_PROXY_PASSWORD."),
              u"proxy"_s, u"system"_s)
    , m_proxyPasswordFd(u"proxy-password-fd"_s, tr("Read the proxy's password from this file descriptor."),
                        u"number"_s)
    , m_caFile(u"ca-file"_s, tr("Trust the certificates in this PEM file too."), u"file"_s)
    , m_certificate(u"client-cert"_s, tr("Show this certificate (PEM) to a server that asks for one."),
                    u"file"_s)
    , m_key(u"client-key"_s, tr("Its private key (PEM); a passphrase comes from SIGNALBOX_KEY_PASSPHRASE."),
            u"file"_s)
    , m_keyPassphraseFd(u"key-passphrase-fd"_s, tr("Read the key's passphrase from this file descriptor."),
                        u"number"_s)
    , m_plainHttp(u"allow-plain-http"_s,
                  tr("Send credentials unencrypted to another machine; anybody on the way can read them."))
{
    for (const QCommandLineOption &option :
         {m_proxy, m_proxyPasswordFd, m_caFile, m_certificate, m_key, m_keyPassphraseFd, m_plainHttp})
        parser.add(option);
}

tl::expected<NetworkOptions, OptionsExit> NetworkParser::options() const
{
    NetworkOptions options;
    if (const auto read = readProxy(options.settings); !read)
        return tl::unexpected(read.error());
    for (const auto &[option, target] : {std::pair(&m_proxyPasswordFd, &options.proxyPasswordFd),
                                         std::pair(&m_keyPassphraseFd, &options.keyPassphraseFd)}) {
        const auto number = descriptor(m_parser, *option);
        if (!number)
            return tl::unexpected(number.error());
        *target = *number;
    }
    options.settings.caFile = m_parser.value(m_caFile);
    options.settings.certificateFile = m_parser.value(m_certificate);
    options.settings.keyFile = m_parser.value(m_key);
    options.settings.allowPlainHttp = m_parser.isSet(m_plainHttp);
    if (options.settings.certificateFile.isEmpty() != options.settings.keyFile.isEmpty())
        return wrongUsage(tr("--client-cert and --client-key belong together."));
    return options;
}

tl::expected<void, OptionsExit> NetworkParser::readProxy(NetworkSettings &settings) const
{
    const QString text = m_parser.value(m_proxy);
    if (text == u"system" || text == u"none") {
        settings.proxy = *proxyModeFromWord(text);
        return {};
    }
    const QUrl url(text, QUrl::StrictMode);
    const auto mode = proxyModeFromWord(url.scheme());
    const bool isKnown = mode == ProxyMode::Http || mode == ProxyMode::Socks5;
    if (!url.password().isEmpty())
        return wrongUsage(tr("A password does not belong on a command line; set SIGNALBOX_PROXY_PASSWORD."));
    const bool hasMore = url.path().size() > 1 || url.hasQuery() || url.hasFragment();
    if (!url.isValid() || !isKnown || url.host().isEmpty() || url.port() < 1 || hasMore)
        return wrongUsage(tr("--proxy takes system, none, http://HOST:PORT or socks5://HOST:PORT."));
    settings.proxy = *mode;
    settings.proxyHost = url.host();
    settings.proxyPort = quint16(url.port());
    settings.proxyUser = url.userName(QUrl::FullyDecoded);
    return {};
}

} // namespace signalbox
