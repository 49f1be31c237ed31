// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// One event as bytes, and who may see it.
struct StreamFrame
{
    QByteArray bytes;       ///< complete, blank line included
    QString organizationId; ///< empty: for everybody
    QString environmentId;
    qint64 version = 0; ///< of the change it tells; 0: of none
};

} // namespace signalbox
