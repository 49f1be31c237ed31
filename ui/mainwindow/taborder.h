// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

class QWidget;

namespace signalbox {

/// Makes Tab go through @p areas in this order, and inside each area in the order it had. Areas are parts of
/// one window and do not contain each other.
void chainTabOrder(const QVector<QWidget *> &areas);

} // namespace signalbox
