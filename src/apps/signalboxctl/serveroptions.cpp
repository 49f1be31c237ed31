// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/serveroptions.h"

#include "apps/signalboxctl/networkparser.h"
#include "core/loopback.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::CtlOptions", text);
}

QString description()
{
    return tr(
        "Asks a signalboxd how it is doing: streams, rates, outbox and regions. docs/server.md explains "
        "the figures.\n"
        "\n"
        "  status        one look\n"
        "\n"
        "A server on this machine answers without a token unless it was started with "
        "SIGNALBOX_MONITOR_TOKEN;\n"
        "the token comes from that variable or from --token-fd.");
}

} // namespace

tl::expected<CtlOptions, OptionsExit> parseServer(const QStringList &arguments)
{
    CommandParser parser(description());
    const QCommandLineOption address(u"url"_s, tr("The server's address."), u"url"_s);
    const QCommandLineOption tokenFd(u"token-fd"_s, tr("Read the token from this file descriptor."),
                                     u"number"_s);
    parser.add(address);
    parser.add(tokenFd);
    const NetworkParser network(parser);
    parser.addArgument(u"action"_s, tr("status."));
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());
    if (parser.argument(0) != u"status")
        return wrongUsage(tr("server takes status, not %1; see --help.").arg(parser.argument(0)));

    ServerStatusOptions options;
    const auto url = serverUrl(parser.value(address));
    if (!url)
        return tl::unexpected(url.error());
    options.url = *url;
    const auto descriptorNumber = descriptor(parser, tokenFd);
    if (!descriptorNumber)
        return tl::unexpected(descriptorNumber.error());
    options.tokenFd = *descriptorNumber;
    const auto reach = network.options();
    if (!reach)
        return tl::unexpected(reach.error());
    if (url->scheme() == u"http" && !isLoopbackHost(url->host()) && !reach->settings.allowPlainHttp)
        return wrongUsage(tr("Plain http lets anybody on the way read the token. Use https, or add "
                             "--allow-plain-http where the way is safe."));
    return CtlOptions{parser.json(), options, *reach};
}

} // namespace signalbox
