// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/actions.h"

#include "theme/theme.h"

#include <QAction>
#include <QMenu>
#include <QShortcut>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *keysProperty = "shownKeys";

QList<QKeySequence> sequences(const QString &keys)
{
    QList<QKeySequence> result;
    const QStringList parts = keys.split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : parts)
        result.append(QKeySequence::fromString(part, QKeySequence::PortableText));
    return result;
}

} // namespace

Actions::Actions(const Theme &theme, QWidget &window) : QObject(&window), m_theme(theme), m_window(window)
{
    addFile();
    addConnection();
    addFlags();
    addEvents();
    addLists();
    addView();
    setConnected(false);
}

/// @p keys are portable key names separated by spaces; the first is the one that is shown.
QAction *Actions::add(const char *name, const QString &text, const QString &keys, Keys where, Needs needs,
                      const QString &tip)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    const QList<QKeySequence> all = sequences(keys);
    if (!all.isEmpty())
        action->setProperty(keysProperty, all.first().toString(QKeySequence::NativeText));
    if (where == Keys::Window) {
        action->setShortcuts(all);
        m_window.addAction(action);
    } else if (where == Keys::Lists) {
        m_listActions.append(action);
        action->setData(keys);
    }
    const QString shownKeys = keysText(*action);
    action->setToolTip(shownKeys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, shownKeys));
    if (needs != Needs::Nothing)
        m_needs.append({action, needs});
    m_groups.last().actions.append(action);
    return action;
}

void Actions::addFile()
{
    m_groups.append({tr("&File"), {}});
    newWindow = add("newWindow", tr("&New window"), u"Ctrl+N"_s, Keys::Window, Needs::Nothing,
                    tr("Another window, with a connection of its own"));
    switchWindow = add("switchWindow", tr("&Switch window…"), u"Ctrl+P"_s, Keys::Window, Needs::Nothing,
                       tr("Goes to another window; says where each is connected and how its stream is"));
    openSession = add("openSession", tr("&Open session…"), u"Ctrl+O"_s, Keys::Window, Needs::Nothing,
                      tr("Shows a recorded session"));
    record = add("record", tr("&Record session…"), {}, Keys::Window, Needs::Server,
                 tr("Writes down what happens from now on, to be replayed later"));
    record->setCheckable(true);
    playReplay = add("playReplay", tr("&Play or pause the replay"), u"Ctrl+Shift+Space"_s, Keys::Window,
                     Needs::Replay, tr("Goes on with the replay, or stops it where it stands"));
    closeWindow = add("closeWindow", tr("&Close window"), u"Ctrl+W"_s, Keys::Window, Needs::Nothing,
                      tr("Ends this window's connection; other windows stay"));
}

void Actions::addConnection()
{
    m_groups.append({tr("&Connection"), {}});
    retry = add("retry", tr("&Retry connection now"), u"Ctrl+R"_s, Keys::Window, Needs::Server,
                tr("Tries to reach the server at once"));
    pauseConnection = add("pauseConnection", tr("&Pause connection"), {}, Keys::Window, Needs::Server,
                          tr("Lets go of the stream; values stay as they were, ageing"));
    pauseConnection->setCheckable(true);
    linkDetails = add("linkDetails", tr("&Link details…"), {}, Keys::Window, Needs::Connection,
                      tr("What the stream did, and why"));
    blindList = add("blindList", tr("While you were &blind…"), u"Ctrl+B"_s, Keys::Window, Needs::Connection,
                    tr("What changed while the stream was away, to acknowledge"));
    signIn = add("signIn", tr("&Sign in again…"), {}, Keys::Window, Needs::Server,
                 tr("Renews a session that has ended"));
    lock = add("lock", tr("Lock: read-&only now"), u"Ctrl+Shift+L"_s, Keys::Window, Needs::Server,
               tr("No flag can be changed until another guard is chosen"));
    faults = add("faults", tr("&Faults of the practice server"), u"Ctrl+Shift+F"_s, Keys::Window,
                 Needs::Nothing, tr("Makes the practice server behave badly, and well again"));
    faults->setCheckable(true);
    faults->setVisible(false);
    faults->setEnabled(false);
    disconnectServer = add("disconnect", tr("&Disconnect"), {}, Keys::Window, Needs::Connection,
                           tr("Back to the start page"));
    quit = add("quit", tr("&Quit"), u"Ctrl+Q"_s, Keys::Window, Needs::Nothing,
               tr("Closes Signalbox with all its windows"));
}

void Actions::addFlags()
{
    m_groups.append({tr("&Flags"), {}});
    change = add("change", tr("&Change flag…"), u"Space"_s, Keys::Shown, Needs::Connection,
                 tr("Opens the change panel for the current row"));
    inspect = add("inspect", tr("&Inspect flag"), u"Return"_s, Keys::Shown, Needs::Connection,
                  tr("Shows the current row in the inspector"));
    pressGuarded = add("pressGuarded", tr("Press the &guarded button"), u"Ctrl+Return Ctrl+Enter"_s,
                       Keys::Window, Needs::Server, tr("Presses the button of the open change panel"));
    undo = add("undo", tr("&Undo last confirmed command…"), u"Ctrl+Z"_s, Keys::Window, Needs::Server,
               tr("Opens the way back of the last confirmed command"));
    pin = add("pin", tr("&Pin flag"), u"P"_s, Keys::Shown, Needs::Connection, tr("Keeps the flag on top"));
    resort = add("resort", tr("Re-&sort"), u"R"_s, Keys::Shown, Needs::Connection,
                 tr("Puts the rows in order now"));
    reread = add("reread", tr("Re-&read flag"), u"F5"_s, Keys::Window, Needs::Server,
                 tr("Asks the server for the current flag"));
    rereadAll = add("rereadAll", tr("Re-read &all flags"), u"Ctrl+F5"_s, Keys::Window, Needs::Server,
                    tr("Asks the server for all flags"));
    rereadAll->setIconText(tr("Re-read")); // on its button
    rereadAll->setIcon(m_theme.icon(u"reread"_s));
    compare = add("compare", tr("Compare &environments…"), u"Ctrl+D"_s, Keys::Window, Needs::Connection,
                  tr("Shows the flags of all environments side by side"));
    previousChange = add("previousChange", tr("Pre&vious change of this flag"), u"["_s, Keys::Lists,
                         Needs::Connection, tr("Shows the change before"));
    nextChange = add("nextChange", tr("&Next change of this flag"), u"]"_s, Keys::Lists, Needs::Connection,
                     tr("Shows the change after"));
}

void Actions::addEvents()
{
    m_groups.append({tr("&Events"), {}});
    follow = add("follow", tr("Follow"), {}, Keys::Window, Needs::Connection,
                 tr("Keeps the newest event in sight"));
    follow->setCheckable(true);
    follow->setIcon(m_theme.icon(u"follow"_s));
    reattach = add("reattach", tr("&Newest event, and follow"), u"End"_s, Keys::Shown, Needs::Connection,
                   tr("Goes to the end of the event list and follows again"));
    pause = add("pause", tr("Pause"), u"Ctrl+Space"_s, Keys::Window, Needs::Connection,
                tr("Holds the event list still; events are kept and counted"));
    pause->setCheckable(true);
    pause->setIcon(m_theme.icon(u"pause"_s));
    exportEvents = add("exportEvents", tr("&Export events…"), u"Ctrl+E"_s, Keys::Window, Needs::Connection,
                       tr("Writes rows of the event list to a file"));
    addNote = add("addNote", tr("Add a &note…"), u"N"_s, Keys::Lists, Needs::Connection,
                  tr("Writes a note into the event list, about the chosen row"));
    bookmark = add("bookmark", tr("&Bookmark row"), u"M"_s, Keys::Lists, Needs::Connection,
                   tr("Marks the chosen event, or takes the mark away"));
    nextBookmark = add("nextBookmark", tr("Next boo&kmark"), u"Ctrl+M"_s, Keys::Window, Needs::Connection,
                       tr("Goes to the next marked event"));
    previousBookmark = add("previousBookmark", tr("P&revious bookmark"), u"Ctrl+Alt+M"_s, Keys::Window,
                           Needs::Connection, tr("Goes to the marked event before"));
    highlight = add("highlight", tr("&Highlight events…"), {}, Keys::Window, Needs::Connection,
                    tr("Marks events that match a filter"));
}

void Actions::addLists()
{
    m_groups.append({tr("&Lists"), {}});
    find = add("find", tr("Search"), u"/"_s, Keys::Lists, Needs::Connection, tr("Filters the list in use"));
    find->setIcon(m_theme.icon(u"search"_s));
    filterEvents = add("filterEvents", tr("Filter &events"), u"Ctrl+F"_s, Keys::Window, Needs::Connection,
                       tr("Filters the event list"));
    clearFilter = add("clearFilter", tr("&Clear filter"), u"Esc"_s, Keys::Shown, Needs::Connection,
                      tr("Shows all rows again"));
    findNext = add("findNext", tr("&Next match"), u"F3"_s, Keys::Window, Needs::Connection,
                   tr("Goes to the next match in the event list"));
    findPrevious = add("findPrevious", tr("&Previous match"), u"Shift+F3"_s, Keys::Window, Needs::Connection,
                       tr("Goes to the match before in the event list"));
    copy = add("copy", tr("C&opy rows"), u"Ctrl+C"_s, Keys::Shown, Needs::Connection,
               tr("Copies the selected events as text"));
}

void Actions::addView()
{
    m_groups.append({tr("&View"), {}});
    layoutWatch = add("layoutWatch", tr("Watch"), u"Ctrl+1"_s, Keys::Window, Needs::Connection,
                      tr("Layout: table, log and inspector"));
    layoutWatch->setCheckable(true);
    layoutLogOnly = add("layoutLogOnly", tr("Log only"), u"Ctrl+4"_s, Keys::Window, Needs::Connection,
                        tr("Layout: the event log alone"));
    layoutLogOnly->setCheckable(true);
    resetLayout = add("resetLayout", tr("&Reset layout"), {}, Keys::Window, Needs::Connection,
                      tr("Puts every panel back where it was at first"));
    toggleUtc = add("toggleUtc", tr("&UTC or local time"), u"Ctrl+T"_s, Keys::Window, Needs::Nothing,
                    tr("Changes the zone in which times are shown"));
    rawWire = add("rawWire", tr("Raw &wire…"), {}, Keys::Window, Needs::Server,
                  tr("Every byte of the stream as it arrived"));
    fullScreen = add("fullScreen", tr("&Full screen"), u"F11"_s, Keys::Window, Needs::Nothing,
                     tr("Fills the whole screen"));
    fullScreen->setCheckable(true);
    m_groups.append({tr("&Help"), {}});
    shortcuts = add("shortcuts", tr("&Keyboard shortcuts"), u"F1"_s, Keys::Window, Needs::Nothing,
                    tr("Shows every key"));
    shortcuts->setData(u"?"_s);
    shortcuts->setProperty(keysProperty, tr("F1 or ?"));
    m_listActions.append(shortcuts);
}

void Actions::bindListKeys(QWidget &list) const
{
    for (QAction *action : m_listActions) {
        const QList<QKeySequence> keys = sequences(action->data().toString());
        for (const QKeySequence &key : keys) {
            auto *shortcut = new QShortcut(key, &list); // owned by the list
            shortcut->setContext(Qt::WidgetWithChildrenShortcut);
            connect(shortcut, &QShortcut::activated, action, &QAction::trigger);
        }
    }
}

void Actions::setConnected(bool connected, bool replay)
{
    for (const auto &[action, needs] : std::as_const(m_needs)) {
        const bool kept = needs == Needs::Connection || (needs == Needs::Replay) == replay;
        action->setEnabled(connected && kept);
    }
}

QString Actions::keysText(const QAction &action)
{
    return action.property(keysProperty).toString();
}

void Actions::fillMenu(QMenu &menu, QMenu &viewMenu) const
{
    for (const Group &group : m_groups) {
        QMenu *part = group.actions.contains(layoutWatch) ? &viewMenu : new QMenu(group.title, &menu);
        part->setTitle(group.title);
        for (QAction *action : group.actions) {
            if (action == quit || action == lock || action == closeWindow)
                part->addSeparator();
            part->addAction(action);
        }
        menu.addMenu(part);
    }
}

} // namespace signalbox
