// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/serverurl.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> wrong(const char *text)
{
    return tl::unexpected(QCoreApplication::translate("ConnectForm", text));
}

bool isThisMachine(const QString &host)
{
    if (host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0)
        return true;
    QHostAddress address;
    return address.setAddress(host) && address.isLoopback();
}

} // namespace

tl::expected<QUrl, QString> serverUrl(const QString &text)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty())
        return wrong("Enter the server's address, for example https://flags.example.com.");
    QUrl url(typed.contains(u"://"_s) ? typed : u"https://"_s + typed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return wrong("This is not an address of a server. It looks like https://flags.example.com.");
    if (!typed.contains(u"://"_s) && isThisMachine(url.host()))
        url.setScheme(u"http"_s);
    if (url.scheme() != u"https"_s && url.scheme() != u"http"_s)
        return wrong("The address has to begin with https:// (or http:// for this machine).");
    if (url.scheme() == u"http"_s && !isThisMachine(url.host()))
        return wrong("Plain http is allowed to this machine only, because the password could be read on the "
                     "way. Use https://.");
    if (!url.userInfo().isEmpty())
        return wrong("Leave name and password out of the address and enter them below.");
    if (url.hasQuery() || url.hasFragment())
        return wrong("Leave out what follows ? or # in the address.");
    if (url.path() == u"/"_s)
        url.setPath({});
    return url.adjusted(QUrl::StripTrailingSlash);
}

} // namespace signalbox
