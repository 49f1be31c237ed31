// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/program.h"

#include "apps/signalbox/controller.h"
#include "apps/signalbox/settingsstore.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/windowswitcher.h"
#include "operations/journal.h"
#include "operations/notestore.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_LOGGING_CATEGORY(logProgram, "signalbox.program", QtWarningMsg)

namespace {

constexpr QPoint cascade(28, 28); ///< from the window it came from, in logical pixels

Settings forThisRun(Settings settings, const Options &options)
{
    if (options.theme)
        settings.theme = *options.theme;
    if (options.logRows)
        settings.logRows = *options.logRows;
    return settings;
}

} // namespace

Program::Program(Theme &theme, SettingsStore &store, const Settings &kept, const Options &options,
                 const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
    , m_store(store)
    , m_settings(kept, forThisRun(kept, options), options.freshSettings ? nullptr : &store)
    , m_clock(clock)
    , m_fresh(options.freshSettings)
{}

Program::~Program()
{
    // Windows that go tell so, and nobody must look for them then.
    std::exchange(m_windows, {}).clear();
}

MainWindow &Program::openWindow(const Options &options)
{
    Options own = options;
    own.freshSettings = m_fresh;
    Entry entry;
    entry.id = ++m_lastId;
    entry.window = std::make_unique<MainWindow>(m_theme, m_settings.now());
    MainWindow &window = *entry.window;
    entry.controller = std::make_unique<Controller>(window, *this, own);
    Controller &controller = *entry.controller;
    if (!m_windows.empty()) {
        const MainWindow &before = *m_windows.front().window;
        window.resize(before.size());
        window.move(before.pos() + cascade);
    }
    m_windows.insert(m_windows.begin(), std::move(entry));
    window.installEventFilter(this);
    connect(&window, &MainWindow::newWindowRequested, this, [this] { openWindow({}); });
    connect(&window, &MainWindow::switcherRequested, this, [this, &window] { openSwitcher(window); });
    connect(&window, &MainWindow::quitRequested, qApp, &QApplication::closeAllWindows);
    window.show();
    controller.begin();
    return window;
}

Journal *Program::journal()
{
    if (m_journal)
        return m_journal.get();
    auto journal = Journal::open(journalPath());
    if (journal)
        m_journal = std::move(*journal);
    else
        qCWarning(logProgram).noquote() << "the journal cannot be opened:" << journal.error().detail;
    return m_journal.get();
}

Result<NoteStore *> Program::notes()
{
    if (!m_notes) {
        auto store = NoteStore::open(noteStorePath());
        if (!store)
            return tl::unexpected(store.error());
        m_notes = std::move(*store);
    }
    return m_notes.get();
}

bool Program::showPlace(const QUrl &server, const EnvironmentId &environment, const MainWindow &asking)
{
    for (const Entry &entry : m_windows) {
        const auto connection = entry.window->summary().connection;
        if (entry.window.get() == &asking || !connection || connection->replay)
            continue;
        if (connection->url == server && connection->environment == environment) {
            bringToFront(entry.id);
            return true;
        }
    }
    return false;
}

void Program::openSession(const QString &path)
{
    Options options;
    options.sessionFile = path;
    openWindow(options);
}

QVector<WindowSummary> Program::windows() const
{
    QVector<WindowSummary> summaries;
    for (const Entry &entry : m_windows) {
        WindowSummary summary = entry.window->summary();
        summary.id = entry.id;
        summary.isCurrent = summaries.isEmpty();
        summaries.append(summary);
    }
    return summaries;
}

void Program::openSwitcher(MainWindow &window)
{
    noteUse(&window);
    delete m_switcher;
    m_switcher = new WindowSwitcher([this] { return windows(); }, m_clock, m_theme, &window);
    m_switcher->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_switcher, &WindowSwitcher::chosen, this, &Program::bringToFront);
    connect(m_switcher, &WindowSwitcher::newWindowRequested, this, [this] { openWindow(Options()); });
    m_switcher->open();
}

void Program::bringToFront(quint64 id)
{
    const auto found =
        std::find_if(m_windows.begin(), m_windows.end(), [id](const Entry &entry) { return entry.id == id; });
    if (found == m_windows.end())
        return;
    MainWindow &window = *found->window;
    noteUse(&window);
    window.setWindowState(window.windowState().setFlag(Qt::WindowMinimized, false));
    window.raise();
    window.activateWindow();
}

void Program::noteUse(const QObject *window)
{
    const auto found = find(window);
    if (found != m_windows.end())
        std::rotate(m_windows.begin(), found, found + 1);
}

std::vector<Program::Entry>::iterator Program::find(const QObject *window)
{
    return std::find_if(m_windows.begin(), m_windows.end(),
                        [window](const Entry &entry) { return entry.window.get() == window; });
}

bool Program::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::WindowActivate) {
        noteUse(watched);
    } else if (event->type() == QEvent::Close) {
        // After the window itself has had the event; it may still be on the stack.
        QMetaObject::invokeMethod(
            this, [this, watched] { remove(watched); }, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

/// A window that stayed open after all (a dialog in front of it refused) stays.
void Program::remove(const QObject *window)
{
    const auto found = find(window);
    if (found == m_windows.end() || found->window->isVisible())
        return;
    const Entry gone = std::move(*found);
    m_windows.erase(found);
}

} // namespace signalbox
