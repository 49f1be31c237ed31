// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QWidget;

namespace signalbox {

/// Tells screen readers that a plain frame is more than a frame: an alert, a label. Call it in the widget's
/// constructor, before anybody has asked for its interface.
void setAccessibleRole(QWidget &widget, QAccessible::Role role);

} // namespace signalbox
