// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalbox/options.h"
#include "apps/signalbox/sharedsettings.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/ids.h"
#include "mainwindow/windowsummary.h"

#include <QObject>
#include <QPointer>
#include <QVector>

#include <memory>
#include <vector>

class QUrl;

namespace signalbox {

class Controller;
class Journal;
class MainWindow;
class NoteStore;
class SettingsStore;
class Theme;
class WindowSwitcher;

/// The windows of one running program, each with a connection of its own: what they share, and the way from
/// one to another. A window that is closed goes with all that is behind it. Main thread only.
class Program final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p kept is what the store holds; what @p options say of settings is for
    /// this run, in all windows. What they want opened is openWindow()'s.
    Program(Theme &theme, SettingsStore &store, const Settings &kept, const Options &options,
            const Clock &clock, QObject *parent = nullptr);
    ~Program() override;

    /// A window more, on screen; begins what @p options ask for.
    MainWindow &openWindow(const Options &options);

    /// For the windows' controllers.
    [[nodiscard]] SharedSettings &settings() { return m_settings; }
    [[nodiscard]] SettingsStore &store() { return m_store; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    /// Null where it cannot be opened. Opened when it is first asked for: a first frame need not wait for a
    /// database.
    [[nodiscard]] Journal *journal();
    /// Opened when it is first asked for, and tried anew when that failed.
    [[nodiscard]] Result<NoteStore *> notes();
    /// Brings the window to the front that shows this environment; false where none but @p asking does.
    bool showPlace(const QUrl &server, const EnvironmentId &environment, const MainWindow &asking);
    void openSession(const QString &path);

    /// The window in use first, then the others as they were used.
    [[nodiscard]] QVector<WindowSummary> windows() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// In this order: the controller lets go of the window before it goes.
    struct Entry
    {
        quint64 id = 0;
        std::unique_ptr<MainWindow> window;
        std::unique_ptr<Controller> controller;
    };

    void openSwitcher(MainWindow &window);
    void bringToFront(quint64 id);
    void noteUse(const QObject *window);
    void remove(const QObject *window);
    [[nodiscard]] std::vector<Entry>::iterator find(const QObject *window);

    Theme &m_theme;
    SettingsStore &m_store;
    SharedSettings m_settings;
    const Clock &m_clock;
    const bool m_fresh; ///< nothing is remembered, in no window
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<NoteStore> m_notes;
    std::vector<Entry> m_windows; ///< as they were used, the last one first
    QPointer<WindowSwitcher> m_switcher;
    quint64 m_lastId = 0;
};

} // namespace signalbox
