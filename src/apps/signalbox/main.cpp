// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/display.h"
#include "apps/signalbox/firstframe.h"
#include "apps/signalbox/options.h"
#include "apps/signalbox/program.h"
#include "apps/signalbox/settingsstore.h"
#include "core/clock.h"
#include "mainwindow/mainwindow.h"
#include "theme/theme.h"

#include <QApplication>
#include <QTextStream>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

constexpr int exitFailed = 1;

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    return arguments;
}

/// glibc raises this bound by itself once a large block has been given back. Then blocks of the log come out
/// of the same heap as everything small, leave holes in it, and a window that is left open all day grows.
void keepLargeBlocksApart()
{
#ifdef __GLIBC__
    constexpr int bytes = 128 << 10; // where it begins
    ::mallopt(M_MMAP_THRESHOLD, bytes);
#endif
}

} // namespace

int main(int argc, char **argv)
{
    keepLargeBlocksApart();
    // Options first: help and a wrong argument need no display.
    QCoreApplication::setOrganizationName(u"Signalbox"_s);
    QCoreApplication::setApplicationName(u"signalbox"_s);
    QCoreApplication::setApplicationVersion(u"" SIGNALBOX_VERSION ""_s);
    const auto options = parseOptions(argumentsOf(argc, argv));
    if (!options) {
        QTextStream(options.error().code == 0 ? stdout : stderr) << options.error().text << Qt::endl;
        return options.error().code;
    }
    if (const auto reason = missingDisplay()) {
        QTextStream(stderr) << *reason << Qt::endl;
        return exitFailed;
    }

    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(u"signalbox"_s);
    const SystemClock clock;
    SettingsStore store(SettingsStore::defaultPath());
    const Settings settings = options->freshSettings ? Settings() : store.load();
    Theme theme(application, options->theme.value_or(settings.theme));
    Program program(theme, store, settings, *options, clock);
    MainWindow &window = program.openWindow(*options);
    if (options->quitAfterFirstFrame)
        quitAfterFirstFrame(window);
    return QApplication::exec();
}
