// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <QWidget>

class QPushButton;

namespace signalbox {

class CommandCard;
class CopyBox;
struct Console;
class FieldGrid;
class StatePill;
class TextBlock;
class Theme;

/// What one flag is now: as reported, with its age, what users get, and its last command below.
class FlagPage final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    FlagPage(Console &console, const Theme &theme, QWidget *parent = nullptr);

    void setFlag(const FlagKey &key);
    /// Shows what is known now.
    void refresh();
    /// Ages and countdowns moved on.
    void tick();

signals:
    void changeRequested(const signalbox::FlagKey &key, bool enabled, const QRect &anchor);
    /// A config: to be written anew.
    void editRequested(const signalbox::FlagKey &key, const QRect &anchor);
    void detailsRequested(const signalbox::CommandId &id);
    void undoRequested(const signalbox::CommandId &id);

private:
    [[nodiscard]] QWidget *createState();
    [[nodiscard]] QPushButton *createSwitch(bool enabled);
    void showRow(const FlagRow &row);
    void showMissing();
    void showAge(const FlagRow &row);
    void showEffects(const FlagRow &row);
    void showRules(const Flag &flag);
    void showConfig(const FlagRow &row);
    void showSchedules(const FlagRow &row);
    void showButtons(const FlagRow &row);
    [[nodiscard]] bool isFlag() const { return m_key.kind() == FlagKind::Flag; }
    void showElsewhere();
    void showChanged(const FlagRow &row);
    void showCommand();
    [[nodiscard]] QString ageSentence(const FlagRow &row) const;

    Console &m_console;
    FlagKey m_key;
    FieldGrid *m_fields;
    StatePill *m_pill;
    TextBlock *m_reported;
    QWidget *m_state;
    TextBlock *m_ordered;
    TextBlock *m_usersGet;
    TextBlock *m_otherwise;
    TextBlock *m_rules;
    TextBlock *m_scheduled;
    TextBlock *m_type;
    TextBlock *m_folder;
    TextBlock *m_default;
    TextBlock *m_elsewhere;
    TextBlock *m_changed;
    TextBlock *m_name;
    TextBlock *m_description;
    QPushButton *m_setOn;
    QPushButton *m_setOff;
    QPushButton *m_edit;
    CopyBox *m_value;
    CommandCard *m_card;
};

} // namespace signalbox
