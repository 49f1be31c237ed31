// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace signalbox {

class Actions;

/// Every key of the window, taken from its actions. Open it with open(); Esc or F1 closes it.
class ShortcutOverlay final : public QDialog
{
    Q_OBJECT

public:
    ShortcutOverlay(const Actions &actions, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace signalbox
