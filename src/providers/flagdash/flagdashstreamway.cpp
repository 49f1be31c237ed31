// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashstreamway.h"

#include "providers/common/apicall.h"

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

StreamRequest StreamWay::request(const QUrl &baseUrl, const QByteArray &key, QByteArrayList query) const
{
    StreamRequest request;
    request.url = baseUrl;
    request.url.setPath(request.url.path()
                        + (m_way == Way::OtherPath ? u"/api/v1/realtime"_s : u"/api/v1/sse"_s));
    if (m_way == Way::Query)
        query.append("api_key=" + api::pathSegment(QString::fromLatin1(key)));
    else
        request.headers.append({"Authorization", "Bearer " + key});
    if (!query.isEmpty())
        request.url.setQuery(QString::fromLatin1(query.join('&')));
    return request;
}

bool StreamWay::tryOther(int refusedWith, bool keyMayBeInAddress)
{
    if (refusedWith == 401 && m_way == Way::Header && keyMayBeInAddress) {
        m_way = Way::Query;
        return true;
    }
    if (refusedWith == 404 && m_way != Way::OtherPath) {
        m_way = Way::OtherPath;
        return true;
    }
    m_way = Way::Header;
    return false;
}

} // namespace signalbox::flagdash
