// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/serverurl.h"

#include "core/loopback.h"

#include <QCoreApplication>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> wrong(const char *text)
{
    return tl::unexpected(QCoreApplication::translate("ConnectForm", text));
}

} // namespace

tl::expected<QUrl, QString> serverUrl(const QString &text, bool allowPlainHttp)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty())
        return wrong("Enter the server's address, for example https://flags.example.com.");
    QUrl url(typed.contains(u"://"_s) ? typed : u"https://"_s + typed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return wrong("This is not an address of a server. It looks like https://flags.example.com.");
    if (!typed.contains(u"://"_s) && isLoopbackHost(url.host()))
        url.setScheme(u"http"_s);
    if (url.scheme() != u"https"_s && url.scheme() != u"http"_s)
        return wrong("The address has to begin with https:// (or http:// for this machine).");
    if (url.scheme() == u"http"_s && !allowPlainHttp && !isLoopbackHost(url.host()))
        return wrong("Plain http is allowed to this machine only, because the password could be read on the "
                     "way. Use https://, or tick the box below the address if the way is safe.");
    if (!url.userInfo().isEmpty())
        return wrong("Leave name and password out of the address and enter them below.");
    if (url.hasQuery() || url.hasFragment())
        return wrong("Leave out what follows ? or # in the address.");
    if (url.path() == u"/"_s)
        url.setPath({});
    return url.adjusted(QUrl::StripTrailingSlash);
}

bool needsPlainHttpAgreement(const QString &text)
{
    return serverUrl(text, true) && !serverUrl(text, false);
}

} // namespace signalbox
