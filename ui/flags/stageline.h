// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QWidget>

namespace signalbox {

class Theme;

/// The stages of a command with their times: what was reached in full ink, what is still to come muted.
class StageLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StageLine(const Theme &theme, QWidget *parent = nullptr);

    void showCommand(const CommandView &command);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Cell
    {
        QString title;
        QString time;
        bool reached = false;
        bool strong = false; ///< where the command stands, once it is settled
        bool fault = false;
    };

    const Theme &m_theme;
    QVector<Cell> m_cells;
};

} // namespace signalbox
