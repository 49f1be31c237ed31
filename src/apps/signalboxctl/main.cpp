// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/credentials.h"
#include "apps/signalboxctl/demotask.h"
#include "apps/signalboxctl/doctortask.h"
#include "apps/signalboxctl/faultstask.h"
#include "apps/signalboxctl/interrupts.h"
#include "apps/signalboxctl/listtask.h"
#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/output.h"
#include "apps/signalboxctl/serverstatustask.h"
#include "apps/signalboxctl/settask.h"
#include "apps/signalboxctl/streamtask.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/watchtask.h"
#include "core/clock.h"
#include "protocol/networkaccess.h"

#include <QCoreApplication>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

struct TaskFor
{
    const Surroundings &surroundings;

    std::unique_ptr<Task> operator()(const StreamOptions &options) const
    {
        return std::make_unique<StreamTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const WatchOptions &options) const
    {
        return std::make_unique<WatchTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const ListOptions &options) const
    {
        return std::make_unique<ListTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const SetOptions &options) const
    {
        return std::make_unique<SetTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const DoctorOptions &options) const
    {
        return std::make_unique<DoctorTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const DemoOptions &options) const
    {
        return std::make_unique<DemoTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const FaultsOptions &options) const
    {
        return std::make_unique<FaultsTask>(options, surroundings);
    }
    std::unique_ptr<Task> operator()(const ServerStatusOptions &options) const
    {
        return std::make_unique<ServerStatusTask>(options, surroundings);
    }
};

int fail(const QString &text)
{
    Output::message(text);
    return int(ExitCode::Failed);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"signalboxctl"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));

    const auto options = parseOptions(QCoreApplication::arguments());
    if (!options) {
        std::FILE *stream = options.error().code == ExitCode::Done ? stdout : stderr;
        std::fprintf(stream, "%s\n", qPrintable(options.error().text.trimmed()));
        return int(options.error().code);
    }

    const SystemClock clock;
    const auto secrets =
        readNetworkSecrets(options->network.proxyPasswordFd, options->network.keyPassphraseFd);
    if (!secrets)
        return fail(secrets.error().detail);
    const auto network = NetworkAccess::create(options->network.settings, *secrets, clock.wallTime());
    if (!network)
        return fail(network.error().sentence);
    Output output(options->json);
    const Surroundings surroundings{**network, clock, output};
    const std::unique_ptr<Task> task = std::visit(TaskFor{surroundings}, options->command);

    const Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, &application, [&task] {
        task->interrupted();
        QCoreApplication::exit(int(ExitCode::Interrupted));
    });
    // Queued: a task may end from inside start(), before there is an event loop to leave.
    bool over = false;
    QObject::connect(
        task.get(), &Task::finished, &application,
        [&over](ExitCode code) {
            if (!std::exchange(over, true))
                QCoreApplication::exit(int(code));
        },
        Qt::QueuedConnection);
    task->start();
    return QCoreApplication::exec();
}
