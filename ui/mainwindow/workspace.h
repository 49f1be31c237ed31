// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pending.h"
#include "core/settings.h"
#include "core/throttle.h"
#include "mainwindow/consoledialogs.h"
#include "mainwindow/messagecauses.h"

#include <QObject>

#include <memory>

class QMainWindow;

namespace signalbox {

class Actions;
class BandMenus;
class ChangePanel;
struct Console;
class EventsPanel;
class FlagsPanel;
class Inspector;
class LinkChip;
class MessageBar;
class RecordingControl;
class StatusCells;
class Theme;
class Timer;
class WindowLayout;

/// The fixed parts of the window that a workspace fills.
struct WindowParts
{
    QMainWindow &window;
    const Theme &theme;
    const Actions &actions;
    BandMenus &menus;
    LinkChip &chip;
    MessageBar &message;
    StatusCells &status;
    WindowLayout &layout;
};

/// One connection on screen: makes the panels of a console and joins them to each other, to the actions and
/// to the window's bars. Everything on screen that ages moves from here, once a second.
class Workspace final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this; the panels belong to @p parts.window and its docks.
    Workspace(Console &console, const WindowParts &parts, const Settings &settings);
    ~Workspace() override;

    [[nodiscard]] FlagsPanel &flags() const { return *m_flags; }
    [[nodiscard]] EventsPanel &events() const { return *m_events; }
    [[nodiscard]] Inspector &inspector() const { return *m_inspector; }
    [[nodiscard]] const Console &console() const { return m_console; }
    /// Writes down what open dialogs remember.
    void keep(Settings &settings) const;
    /// The zone or another setting changed.
    void refresh();

signals:
    void signInRequested();
    void signInNoLongerNeeded();
    void doctorRequested();
    /// Counts already; to be remembered for the environment.
    void windowChosen(std::optional<std::chrono::milliseconds> window);
    void reasonUsed(const QString &reason);
    void marksChanged();
    /// A person changed what is remembered; all of it, as it is now.
    void settingsEdited(const signalbox::Settings &settings);
    /// Ages on screen have moved.
    void ticked(Qt::TimeSpec zone);

private:
    void connectPanels();
    void connectActions();
    void connectParts();
    void tick();
    void armTick();
    void linkChanged();
    void showMessages();
    void showCompared(const FlagKey &key);
    void activateFact(quint64 serial);
    void act(MessageAction action, const CommandId &command);
    void showCommand(const CommandId &id);
    void openUndo(const CommandOrder &order);
    void undoLast();
    void reread(const FlagKey &key);
    void stepChange(bool backwards);
    void pauseLink(bool pause);
    void focusFind();
    [[nodiscard]] QRect middleAnchor() const;
    [[nodiscard]] Qt::TimeSpec zone() const;

    Console &m_console;
    const WindowParts m_parts;
    const Settings &m_settings;
    FlagsPanel *m_flags;
    EventsPanel *m_events;
    Inspector *m_inspector;
    ChangePanel *m_change;
    ConsoleDialogs m_dialogs;
    RecordingControl *m_recording;
    QSet<CommandId> m_acknowledged;
    quint64 m_shownFact = 0; ///< where previous and next change start from
    Pending m_reading;
    Throttle m_counts; ///< the flags' counts move with each event; nobody reads that fast
    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
