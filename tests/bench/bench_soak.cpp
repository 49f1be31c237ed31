// SPDX-License-Identifier: GPL-3.0-or-later
// Memory of the open window while simulated colleagues change 50 flags a second, once the log is full: the
// last sample against the first sample after the log filled. --minutes N (default 60), --log-rows N (default
// 100000).

#include "bench/figure.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTextStream>
#include <QTimer>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int changesPerSecond = 50;

/// Private memory of a process in KiB: what it alone has written to.
double privateKilobytes(qint64 pid)
{
    QFile file(u"/proc/%1/smaps_rollup"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        bench::giveUp(u"the window ended, or this system has no smaps_rollup"_s);
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Private_Dirty:"))
            return line.mid(14).simplified().split(' ').constFirst().toDouble();
    }
    bench::giveUp(u"smaps_rollup has no Private_Dirty"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption minutes(u"minutes"_s, u"how long"_s, u"N"_s, u"60"_s);
    const QCommandLineOption rows(u"log-rows"_s, u"rows the log keeps"_s, u"N"_s, u"100000"_s);
    const QCommandLineOption json(u"json"_s, u"where to append the figure"_s, u"FILE"_s);
    parser.addOptions({minutes, rows, json});
    parser.process(application);
    const int logRows = parser.value(rows).toInt();
    const int samples = parser.value(minutes).toInt() * 6;
    // Each change is one row; a tenth more, so that the ring has certainly begun to turn.
    const int warmUp = int(1.1 * logRows / changesPerSecond / 10) + 3;
    if (warmUp >= samples)
        bench::giveUp(u"the log would not be full before the end: more minutes or fewer rows"_s);

    QProcess window;
    window.setProcessChannelMode(QProcess::ForwardedChannels);
    window.start(QCoreApplication::applicationDirPath() + u"/../bin/signalbox"_s,
                 {u"--demo"_s, u"--fresh"_s, u"--life"_s, QString::number(changesPerSecond), u"--log-rows"_s,
                  QString::number(logRows)});
    if (!window.waitForStarted())
        bench::giveUp(u"the window does not start: "_s + window.errorString());

    int taken = 0;
    double full = 0;
    double last = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &application, [&] {
        last = privateKilobytes(window.processId());
        if (++taken == warmUp)
            full = last;
        if (taken % 6 == 0)
            QTextStream(stderr) << taken / 6 << " min: " << last << " KiB private\n";
        if (taken == samples)
            QCoreApplication::quit();
    });
    timer.start(10'000);
    QCoreApplication::exec();
    window.terminate();
    window.waitForFinished(10'000);
    return bench::report({u"soak"_s, u"private memory after %1 min at 50 changes a second"_s.arg(samples / 6),
                          u"KiB"_s, last, u"when the log was full"_s, full, 1.05});
}
