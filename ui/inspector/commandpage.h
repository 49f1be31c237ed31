// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QWidget>

namespace signalbox {

class CommandCard;
struct Console;
class CopyBox;
class FieldGrid;
class TextBlock;
class Theme;

/// Everything about one command: waterfall, who and why, and how to order the same from elsewhere.
class CommandPage final : public QWidget
{
    Q_OBJECT

public:
    CommandPage(Console &console, const Theme &theme, QWidget *parent = nullptr);

    void setCommand(const CommandView &command);
    void tick();

signals:
    void undoRequested(const signalbox::CommandId &id);

private:
    Console &m_console;
    CommandCard *m_card;
    FieldGrid *m_fields;
    TextBlock *m_ordered;
    TextBlock *m_by;
    TextBlock *m_wanted;
    TextBlock *m_before;
    TextBlock *m_reason;
    TextBlock *m_outcome;
    TextBlock *m_reported;
    TextBlock *m_journal;
    CopyBox *m_curl;
    CopyBox *m_control;
};

} // namespace signalbox
