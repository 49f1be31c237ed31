// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "options.h"
#include "readyline.h"
#include "server/server.h"
#include "terminationsignals.h"

#include <QCoreApplication>

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

    allowManyConnections();
    const SystemClock clock;
    TerminationSignals signalsFromOutside;
    Server server(clock, std::get<ServerOptions>(parsed));
    QObject::connect(&signalsFromOutside, &TerminationSignals::terminationAsked, &application,
                     &QCoreApplication::quit, Qt::QueuedConnection);
    if (const auto port = server.start(); !port) {
        print(stderr, port.error().detail.toUtf8() + QByteArray("\n"));
        return exitFailed;
    }
    print(stdout, readyLine(server) + QByteArray("\n"));
    const int code = QCoreApplication::exec();
    server.stop();
    return code;
}
