// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/baseurl.h"

#include "core/loopback.h"

using namespace Qt::StringLiterals;

namespace signalbox::api {

Result<QUrl> checkedUrl(const QString &typed, bool allowPlainHttp)
{
    const auto refuse = [](const QString &detail) {
        return tl::unexpected(Error{ErrorKind::Rejected, detail, {}, {}});
    };
    QUrl url(typed.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        return refuse(u"not a web address: it begins with https:// and names a server"_s);
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return refuse(u"the address must hold nothing but the server and a path"_s);
    if (url.scheme() == u"http" && !allowPlainHttp && !isLoopbackHost(url.host()))
        return refuse(
            u"http would send the credentials unencrypted; use https, or allow plain http for it"_s);
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

} // namespace signalbox::api
