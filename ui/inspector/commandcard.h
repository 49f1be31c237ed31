// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

struct Console;
class StageLabel;
class TextBlock;
class Theme;
class Waterfall;

/// One command at a glance: what was ordered, the waterfall, and the way back.
class CommandCard final : public QWidget
{
    Q_OBJECT

public:
    enum class Head { Shown, Hidden };

    /// @p head: with title and stage above, and a button for the details. References must outlive this.
    CommandCard(Console &console, const Theme &theme, Head head, QWidget *parent = nullptr);

    void setCommand(const CommandView &command);
    void tick();

signals:
    void detailsRequested(const signalbox::CommandId &id);
    void undoRequested(const signalbox::CommandId &id);

private:
    void showUndo();

    Console &m_console;
    CommandView m_command;
    QLabel *m_title = nullptr;
    StageLabel *m_stage = nullptr;
    Waterfall *m_waterfall;
    TextBlock *m_note;
    QPushButton *m_undo;
};

/// "Last command · payments-provider-b"
[[nodiscard]] QString commandTitle(const CommandView &command);

} // namespace signalbox
