// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchresult.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

int report(const Result &result, const QStringList &arguments)
{
    std::printf("%-28s %10.3f %-6s %-18s %10.3f %-6s ratio %6.2f  limit %5.2f  %s\n", qPrintable(result.name),
                result.value, qPrintable(result.unit), qPrintable(result.yardstickName), result.yardstick,
                qPrintable(result.unit), result.ratio, result.limit,
                result.ratio <= result.limit ? "ok" : "TOO SLOW");
    if (const qsizetype option = arguments.indexOf(u"--json"_s); option >= 0) {
        const QJsonObject object{{u"name"_s, result.name},
                                 {u"value"_s, result.value},
                                 {u"yardstick"_s, result.yardstick},
                                 {u"ratio"_s, result.ratio},
                                 {u"limit"_s, result.limit}};
        QFile file(arguments.value(option + 1));
        const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            std::fprintf(stderr, "cannot write %s: %s\n", qPrintable(file.fileName()),
                         qPrintable(file.errorString()));
            return 1;
        }
    }
    return result.ratio <= result.limit ? 0 : 1;
}

} // namespace signalbox::bench
