// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "faults/faultjson.h"
#include "options.h"
#include "readyline.h"
#include "server/server.h"
#include "terminationsignals.h"

#include <QCoreApplication>
#include <QFile>

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

constexpr int exitFailed = 1;
constexpr int exitUsage = 2;

void print(std::FILE *where, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, std::size_t(text.size()), where);
    std::fflush(where);
}

/// The plan in a file; else a sentence that says what is wrong where.
Result<FaultPlan> readFaultsFile(const QString &name)
{
    const auto failed = [](const QString &sentence) {
        return tl::unexpected(Error{ErrorKind::Storage, sentence, {}, {}});
    };
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        return failed(QCoreApplication::translate("signalboxd", "The fault plan %1 cannot be read: %2")
                          .arg(name, file.errorString()));
    }
    const auto plan = readFaultPlan(file.read(limits::faultPlanBytes + 1));
    if (!plan) {
        return failed(QCoreApplication::translate("signalboxd", "The fault plan %1 is wrong at %2")
                          .arg(name, plan.error().detail));
    }
    return plan;
}

/// From the environment, which is left without it: nothing that runs later finds it there.
QByteArray takeSecret(const char *name)
{
    QByteArray secret = qgetenv(name).trimmed();
    qunsetenv(name);
    return secret;
}

/// What is wrong with the replication key; empty where nothing is.
QString replicationMistake(const ServerOptions &options)
{
    constexpr qsizetype leastKeyBytes = 24; // who has it reads everything: not to be guessed
    if (options.replicationKey.isEmpty()) {
        return options.primary.isValid()
                   ? QCoreApplication::translate("signalboxd",
                                                 "A region needs the key of its primary: set "
                                                 "SIGNALBOX_REPLICATION_KEY in the environment.")
                   : QString();
    }
    return options.replicationKey.size() < leastKeyBytes
               ? QCoreApplication::translate("signalboxd",
                                             "SIGNALBOX_REPLICATION_KEY is too short: use at least "
                                             "%1 random characters.")
                     .arg(leastKeyBytes)
               : QString();
}

/// Each stream holds a descriptor; the usual soft limit of 1,024 is soon reached, the hard one is ours to
/// use.
void allowManyConnections()
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"signalboxd"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    std::signal(SIGPIPE, SIG_IGN);

    const ParsedOptions parsed = parseOptions(QCoreApplication::arguments());
    if (const auto *text = std::get_if<OptionsText>(&parsed)) {
        print(stdout, text->text.toUtf8());
        return 0;
    }
    if (const auto *mistake = std::get_if<OptionsMistake>(&parsed)) {
        const QString line =
            QCoreApplication::translate("signalboxd", "%1\nTry signalboxd --help.\n").arg(mistake->message);
        print(stderr, line.toUtf8());
        return exitUsage;
    }

    const auto &good = std::get<OptionsGood>(parsed);
    ServerOptions options = good.server;
    if (!good.faultsFile.isEmpty()) {
        auto plan = readFaultsFile(good.faultsFile);
        if (!plan) {
            print(stderr, plan.error().detail.toUtf8() + QByteArray("\n"));
            return exitFailed;
        }
        options.faults = std::move(*plan);
    }

    options.monitorToken = takeSecret("SIGNALBOX_MONITOR_TOKEN");
    options.replicationKey = takeSecret("SIGNALBOX_REPLICATION_KEY");
    if (const QString mistake = replicationMistake(options); !mistake.isEmpty()) {
        print(stderr, mistake.toUtf8() + QByteArray("\n"));
        return exitUsage;
    }
    allowManyConnections();
    const SystemClock clock;
    TerminationSignals signalsFromOutside;
    Server server(clock, options);
    QObject::connect(&signalsFromOutside, &TerminationSignals::terminationAsked, &application,
                     &QCoreApplication::quit, Qt::QueuedConnection);
    if (const auto port = server.start(); !port) {
        print(stderr, port.error().detail.toUtf8() + QByteArray("\n"));
        return exitFailed;
    }
    if (const auto seed = server.faultSeed()) {
        const QString line =
            QCoreApplication::translate("signalboxd", "Faults on purpose are set; their seed is %1.\n")
                .arg(*seed);
        print(stderr, line.toUtf8());
    }
    print(stdout, readyLine(server) + QByteArray("\n"));
    const int code = QCoreApplication::exec();
    server.stop();
    return code;
}
