// SPDX-License-Identifier: GPL-3.0-or-later
// Process start to first painted frame, against a program that shows an empty QMainWindow. Both end
// themselves after their first frame, so the whole process is timed from outside; the two take turns.

#include "bench/figure.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 15;

double millisecondsOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        bench::giveUp(u"%1 did not paint and end by itself"_s.arg(program));
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString here = QCoreApplication::applicationDirPath();
    const QString window = here + u"/../bin/signalbox"_s;
    const QString empty = here + u"/emptywindow"_s;

    std::vector<double> ours;
    std::vector<double> yardstick;
    for (int round = -1; round < rounds; ++round) { // the first round warms the caches
        const double mine = millisecondsOf(window, {u"--fresh"_s, u"--quit-after-first-frame"_s});
        const double theirs = millisecondsOf(empty, {});
        if (round >= 0) {
            ours.push_back(mine);
            yardstick.push_back(theirs);
        }
    }
    return bench::report({u"startup"_s, u"process start to first painted frame"_s, u"ms"_s,
                          bench::median(ours), u"an empty QMainWindow"_s, bench::median(yardstick), 2.0});
}
