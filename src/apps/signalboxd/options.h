// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/server.h"

#include <QStringList>

#include <variant>

namespace signalbox {

/// The command line was understood and asks for text (--help, --version) instead of a server.
struct OptionsText
{
    QString text;
};

/// The command line is wrong; says how and what would be right.
struct OptionsMistake
{
    QString message;
};

/// The command line asks for a server.
struct OptionsGood
{
    ServerOptions server;
    QString faultsFile; ///< empty: none; not read yet
};

using ParsedOptions = std::variant<OptionsGood, OptionsText, OptionsMistake>;

/// @p arguments with the program's name first.
[[nodiscard]] ParsedOptions parseOptions(QStringList arguments);

} // namespace signalbox
