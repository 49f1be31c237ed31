// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/security/random.h"

#include <QString>

namespace signalbox {

/// Names requests for the audit log: no two of a dialect are the same, also after a restart.
class RequestIds final
{
public:
    [[nodiscard]] QString next() { return m_prefix + QString::number(++m_count); }

private:
    const QString m_prefix =
        QStringLiteral("req-") + QString::fromLatin1(randomBytes(4).toHex()) + QLatin1Char('-');
    quint64 m_count = 0;
};

} // namespace signalbox
