// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loopback.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

bool isLoopbackHost(const QString &host)
{
    static const QRegularExpression ip4(u"^127(?:\\.\\d{1,3}){3}$"_s);
    return host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0 || host == u"::1"
           || ip4.match(host).hasMatch();
}

} // namespace signalbox
