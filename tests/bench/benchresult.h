// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace signalbox::bench {

/// One figure beside the yardstick it was measured with in the same run.
struct Result
{
    QString name;
    double value = 0;
    double yardstick = 0;
    double ratio = 0; ///< how much worse than the yardstick
    double limit = 0; ///< largest ratio that is good enough
    QString unit;
    QString yardstickName;
};

/// Prints one row of the table for people; with `--json FILE` among @p arguments also writes the figure as
/// one JSON object. Returns the exit code: 0 within the limit, 1 beyond it or when the file cannot be
/// written.
int report(const Result &result, const QStringList &arguments);

} // namespace signalbox::bench
