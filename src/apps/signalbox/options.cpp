// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Options", text);
}

tl::unexpected<OptionsExit> wrongUsage(const QString &text)
{
    return tl::unexpected(OptionsExit{2, text});
}

} // namespace

tl::expected<Options, OptionsExit> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("Feature flag console with proof that a change arrived."));
    const QCommandLineOption help({u"h"_s, u"help"_s}, tr("Show this help."));
    const QCommandLineOption version({u"v"_s, u"version"_s}, tr("Show the version."));
    const QCommandLineOption demo(u"demo"_s,
                                  tr("Start a practice server on this machine and connect to it."));
    const QCommandLineOption life(
        u"life"_s, tr("With --demo: changes a second that simulated colleagues make."), tr("rate"));
    const QCommandLineOption environment(u"environment"_s, tr("With --demo: the environment to open."),
                                         tr("key"));
    const QCommandLineOption treatAs(
        u"class"_s, tr("With --demo: guards as in lab (default), development, staging or production."),
        tr("class"));
    const QCommandLineOption theme(u"theme"_s, tr("light, dark or system, for this run."), tr("theme"));
    const QCommandLineOption fresh(u"fresh"_s, tr("Neither read nor write remembered settings."));
    const QCommandLineOption logRows(u"log-rows"_s, tr("Rows the event log keeps, for this run."),
                                     tr("count"));
    const QCommandLineOption quit(u"quit-after-first-frame"_s,
                                  tr("For measuring: end once the window is painted."));
    const QCommandLineOption open(u"open"_s, tr("Open a recorded session."), tr("file"));
    parser.addPositionalArgument(tr("file"), tr("A recorded session to open."), tr("[file]"));
    parser.addOptions({help, version, open, demo, life, environment, treatAs, theme, fresh, logRows, quit});

    if (!parser.parse(arguments))
        return wrongUsage(parser.errorText());
    if (parser.isSet(help))
        return tl::unexpected(OptionsExit{0, parser.helpText()});
    if (parser.isSet(version))
        return tl::unexpected(OptionsExit{0, u"signalbox " SIGNALBOX_VERSION ""_s});
    QStringList files = parser.positionalArguments();
    if (parser.isSet(open))
        files.prepend(parser.value(open));
    if (files.size() > 1)
        return wrongUsage(tr("Unexpected argument: %1").arg(files.at(1)));

    Options options;
    options.sessionFile = files.value(0);
    options.demo = parser.isSet(demo);
    options.freshSettings = parser.isSet(fresh);
    options.quitAfterFirstFrame = parser.isSet(quit);
    options.environment = parser.value(environment);
    if (parser.isSet(logRows)) {
        const int rows = parser.value(logRows).toInt();
        if (rows < limits::logRowsMinimum || rows > limits::logRowsMaximum)
            return wrongUsage(tr("--log-rows takes a number from %1 to %2.")
                                  .arg(limits::logRowsMinimum)
                                  .arg(limits::logRowsMaximum));
        options.logRows = rows;
    }
    if (parser.isSet(life)) {
        bool ok = false;
        const double rate = parser.value(life).toDouble(&ok);
        if (!ok || rate < 0 || rate > 1000)
            return wrongUsage(tr("--life takes a rate from 0 to 1000 changes a second."));
        options.demoLife = rate;
    }
    if (parser.isSet(treatAs)) {
        options.treatAs = environmentClassFromWord(parser.value(treatAs));
        if (!options.treatAs)
            return wrongUsage(tr("--class takes lab, development, staging or production."));
    }
    if (parser.isSet(theme)) {
        const QString word = parser.value(theme);
        if (word == "light"_L1)
            options.theme = ThemeChoice::Light;
        else if (word == "dark"_L1)
            options.theme = ThemeChoice::Dark;
        else if (word == "system"_L1)
            options.theme = ThemeChoice::System;
        else
            return wrongUsage(tr("--theme takes light, dark or system."));
    }
    if (parser.isSet(open) && options.sessionFile.isEmpty())
        return wrongUsage(tr("--open takes the path of a recorded session."));
    if (options.demo && !options.sessionFile.isEmpty())
        return wrongUsage(tr("--demo and a recorded session do not go together."));
    if (!options.demo && (options.demoLife || options.treatAs || !options.environment.isEmpty()))
        return wrongUsage(tr("--life, --class and --environment go with --demo."));
    return options;
}

} // namespace signalbox
