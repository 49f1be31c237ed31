// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/demomarks.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

/// Outside every namespace: the macro declares a global function.
static void initialiseResources()
{
    Q_INIT_RESOURCE(demo);
}

namespace signalbox {

QHash<FlagKey, FlagMarks> demoMarks()
{
    initialiseResources();
    QHash<FlagKey, FlagMarks> marks;
    QFile file(u":/demo/marks.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return marks;
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).array();
    for (const QJsonValue &entry : entries) {
        FlagMarks mark;
        mark.pinned = entry[u"pinned"_s].toBool();
        const QJsonValue safe = entry[u"safe"_s];
        if (safe.isString())
            mark.safeState = safe.toString() == "on"_L1;
        marks.insert(FlagKey(entry[u"flag"_s].toString()), mark);
    }
    return marks;
}

} // namespace signalbox
