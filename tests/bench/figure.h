// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace signalbox::bench {

/// One measured figure beside a yardstick measured in the same run.
struct Figure
{
    QString name; ///< short, for files
    QString what; ///< what was measured, for people
    QString unit;
    double value = 0;
    QString yardstick; ///< what it is compared with
    double yardstickValue = 0;
    double limit = 0; ///< the ratio that may not be exceeded (value / yardstickValue)
};

/// Prints a row; with --json FILE on the command line of the running program appends it there too. Returns
/// the exit code: 0 within the limit, 1 beyond it.
[[nodiscard]] int report(const Figure &figure);

/// Of a list that is not empty.
[[nodiscard]] double median(std::vector<double> values);

/// Ends the program with a sentence when a measurement is not possible.
[[noreturn]] void giveUp(const QString &reason);

} // namespace signalbox::bench
