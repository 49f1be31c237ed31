// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginedvendor.h"

#include "chaos/imaginedjson.h"

using namespace Qt::StringLiterals;

namespace signalbox {

QByteArray ImaginedVendor::refusal(const QString &code, const QString &message) const
{
    return compactJson({{u"code"_s, code}, {u"message"_s, message}});
}

void ImaginedVendor::colleagueRivals(QRandomGenerator &, Agenda &, const CommandOrder &) {}

ConnectionInfo imaginedConnection(const QString &url)
{
    ConnectionInfo info;
    info.url = QUrl(url);
    info.project = Truth::project();
    info.environment = Truth::shown();
    info.environmentName = u"production"_s;
    return info;
}

} // namespace signalbox
