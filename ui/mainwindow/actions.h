// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVector>

class QAction;
class QMenu;
class QWidget;

namespace signalbox {

class Theme;

/// Every action of the window with its name, keys and tool tip, made in one place: menus, toolbar, shortcuts
/// and the F1 overlay are all taken from here. Knows nothing of what the actions do.
class Actions final : public QObject
{
    Q_OBJECT

public:
    struct Group
    {
        QString title;
        QVector<QAction *> actions;
    };

    /// Window-wide keys work in @p window.
    Actions(const Theme &theme, QWidget &window);

    /// Makes the plain keys (/, ?, brackets) work inside @p list, and only there: no plain key acts while
    /// somebody types elsewhere.
    void bindListKeys(QWidget &list) const;
    /// Greys out what needs a connection; in a replay also what needs a server.
    void setConnected(bool connected, bool replay = false);

    [[nodiscard]] const QVector<Group> &groups() const { return m_groups; }
    /// The keys of an action as text for people, also where a list handles them: "Ctrl+Z", "Space".
    [[nodiscard]] static QString keysText(const QAction &action);
    /// One submenu for each group, except View, which the window completes itself.
    void fillMenu(QMenu &menu, QMenu &viewMenu) const;

    // File
    QAction *newWindow = nullptr;
    QAction *switchWindow = nullptr;
    QAction *closeWindow = nullptr;
    QAction *openSession = nullptr;
    QAction *record = nullptr; ///< checkable
    QAction *playReplay = nullptr;
    // Lists
    QAction *find = nullptr;
    QAction *filterEvents = nullptr;
    QAction *clearFilter = nullptr;
    QAction *findNext = nullptr;
    QAction *findPrevious = nullptr;
    QAction *copy = nullptr;
    // Flags
    QAction *change = nullptr;
    QAction *inspect = nullptr;
    QAction *pressGuarded = nullptr;
    QAction *undo = nullptr;
    QAction *pin = nullptr;
    QAction *resort = nullptr;
    QAction *reread = nullptr;
    QAction *rereadAll = nullptr;
    QAction *compare = nullptr;
    QAction *previousChange = nullptr;
    QAction *nextChange = nullptr;
    // Events
    QAction *follow = nullptr; ///< checkable
    QAction *reattach = nullptr;
    QAction *pause = nullptr; ///< checkable
    QAction *exportEvents = nullptr;
    QAction *addNote = nullptr;
    QAction *bookmark = nullptr;
    QAction *nextBookmark = nullptr;
    QAction *previousBookmark = nullptr;
    QAction *highlight = nullptr;
    // Connection
    QAction *retry = nullptr;
    QAction *pauseConnection = nullptr; ///< checkable
    QAction *linkDetails = nullptr;
    QAction *blindList = nullptr;
    QAction *signIn = nullptr;
    QAction *lock = nullptr;
    QAction *faults = nullptr; ///< checkable; there only with a practice server
    QAction *disconnectServer = nullptr;
    // View
    QAction *layoutWatch = nullptr;   ///< checkable
    QAction *layoutLogOnly = nullptr; ///< checkable
    QAction *resetLayout = nullptr;
    QAction *toggleUtc = nullptr;
    QAction *rawWire = nullptr;
    QAction *fullScreen = nullptr; ///< checkable
    // Help
    QAction *shortcuts = nullptr;
    QAction *quit = nullptr;

private:
    enum class Needs { Nothing, Connection, Server, Replay };
    enum class Keys { Window, Lists, Shown }; ///< Shown: the list or panel in use handles them itself

    QAction *add(const char *name, const QString &text, const QString &keys, Keys where, Needs needs,
                 const QString &tip);
    void addFile();
    void addLists();
    void addFlags();
    void addEvents();
    void addConnection();
    void addView();

    const Theme &m_theme;
    QWidget &m_window;
    QVector<Group> m_groups;
    QVector<QPair<QAction *, Needs>> m_needs;
    QVector<QAction *> m_listActions;
};

} // namespace signalbox
