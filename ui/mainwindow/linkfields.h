// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

namespace signalbox {

struct Console;

/// One line of the link details.
struct LinkField
{
    QString name;
    QString value;
};

/// The name of the field that says how much silence is normal.
[[nodiscard]] QString normalSilenceName();

/// What is known of the link and its connection, in words, the important first; always the same names in the
/// same order. Plain text, without secrets.
[[nodiscard]] QVector<LinkField> linkFields(const Console &console, Qt::TimeSpec zone);

} // namespace signalbox
