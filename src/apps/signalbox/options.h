// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/settings.h"

#include <QString>
#include <QStringList>

#include <optional>

#include <tl/expected.hpp>

namespace signalbox {

/// What the command line of the window asks for.
struct Options
{
    QString sessionFile;                     ///< a recorded session to open; empty: none
    bool demo = false;                       ///< start a practice server and connect to it
    std::optional<double> demoLife;          ///< changes a second its simulated colleagues make
    std::optional<EnvironmentClass> treatAs; ///< guards as in this class, to rehearse
    QString environment;                     ///< environment key to open in the demo
    std::optional<ThemeChoice> theme;        ///< for this run only
    bool freshSettings = false;              ///< neither read nor write what the window remembers
    std::optional<int> logRows;              ///< rows the event log keeps, for this run
    bool quitAfterFirstFrame = false;        ///< for measuring: end when the window has been painted
};

/// Why the program ends before a window opens: text for standard output (help, version) or error.
struct OptionsExit
{
    int code = 2;
    QString text;
};

/// Reads the command line. Holds no credential: there is no option for one.
[[nodiscard]] tl::expected<Options, OptionsExit> parseOptions(const QStringList &arguments);

} // namespace signalbox
