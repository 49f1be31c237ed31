// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/figure.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QTextStream>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

int report(const Figure &figure)
{
    const double ratio = figure.yardstickValue > 0 ? figure.value / figure.yardstickValue : 0;
    const bool within = ratio <= figure.limit;
    QTextStream(stdout) << QStringLiteral("%1  %2: %3 %4; %5: %6 %4; ratio %7 (limit %8)  %9\n")
                               .arg(figure.name, -10)
                               .arg(figure.what)
                               .arg(figure.value, 0, 'f', 2)
                               .arg(figure.unit, figure.yardstick)
                               .arg(figure.yardstickValue, 0, 'f', 2)
                               .arg(ratio, 0, 'f', 2)
                               .arg(figure.limit, 0, 'f', 1)
                               .arg(within ? u"within"_s : u"BEYOND"_s);

    const QStringList arguments = QCoreApplication::arguments();
    const qsizetype option = arguments.indexOf(u"--json"_s);
    if (option >= 0 && option + 1 < arguments.size()) {
        QFile file(arguments.at(option + 1));
        if (!file.open(QIODevice::Append))
            giveUp(u"cannot write %1: %2"_s.arg(file.fileName(), file.errorString()));
        const QJsonObject object{{u"name"_s, figure.name},
                                 {u"what"_s, figure.what},
                                 {u"unit"_s, figure.unit},
                                 {u"value"_s, figure.value},
                                 {u"yardstick"_s, figure.yardstick},
                                 {u"yardstickValue"_s, figure.yardstickValue},
                                 {u"ratio"_s, ratio},
                                 {u"limit"_s, figure.limit}};
        file.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    }
    return within ? EXIT_SUCCESS : EXIT_FAILURE;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values.at(middle) : (values.at(middle - 1) + values.at(middle)) / 2;
}

void giveUp(const QString &reason)
{
    QTextStream(stderr) << reason << '\n';
    std::exit(EXIT_FAILURE);
}

} // namespace signalbox::bench
