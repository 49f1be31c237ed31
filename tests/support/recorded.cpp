// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/recorded.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace signalbox {

QByteArray recorded(const QString &name)
{
    QFile file(u"" SIGNALBOX_TEST_DATA "/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no recorded sample %s", qUtf8Printable(file.fileName()));
    return file.readAll();
}

} // namespace signalbox
