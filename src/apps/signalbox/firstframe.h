// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace signalbox {

/// For measuring the start: ends the program when @p window has painted its first frame.
void quitAfterFirstFrame(QWidget &window);

} // namespace signalbox
