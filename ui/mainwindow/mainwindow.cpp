// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "connect/connectform.h"
#include "connect/connectrequest.h"
#include "connect/doctordialog.h"
#include "connect/signindialog.h"
#include "connect/welcomepage.h"
#include "core/plaintext.h"
#include "events/eventspanel.h"
#include "flags/flagspanel.h"
#include "inspector/inspector.h"
#include "mainwindow/actions.h"
#include "mainwindow/bandmenus.h"
#include "mainwindow/console.h"
#include "mainwindow/messagebar.h"
#include "mainwindow/shortcutoverlay.h"
#include "mainwindow/statuscells.h"
#include "mainwindow/taborder.h"
#include "mainwindow/toolbar.h"
#include "mainwindow/transportbar.h"
#include "mainwindow/windowlayout.h"
#include "mainwindow/workspace.h"
#include "practice/faultsdock.h"
#include "practice/faultspanel.h"
#include "session/feed.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "words/filewords.h"
#include "words/sentences.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int recentReasons = 10;

/// The one file that is being dragged; empty where it is anything else.
QString draggedFile(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 && urls.constFirst().isLocalFile() ? urls.constFirst().toLocalFile() : QString();
}

QString placeText(const ConnectionInfo &connection)
{
    return u"%1 / %2"_s.arg(connection.projectName, connection.environmentName);
}

/// Begins with the profile, so that task switchers tell windows apart.
QString titleText(const ConnectionInfo &connection)
{
    const QString place = placeText(connection);
    const bool named = !connection.profileName.isEmpty() && connection.profileName != place;
    return MainWindow::tr("%1 — Signalbox")
        .arg(plainLine(named ? u"%1 ▸ %2"_s.arg(connection.profileName, place) : place));
}

} // namespace

MainWindow::MainWindow(Theme &theme, const Settings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_settings(settings)
    , m_actions(new Actions(theme, *this))
    , m_message(new MessageBar(theme, this))
    , m_stack(new QStackedWidget(this))
    , m_welcome(new WelcomePage(theme, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(theme.icon(u"signalbox"_s));
    setMinimumSize(960, 600);
    setDockNestingEnabled(true);
    m_layout = new WindowLayout(*this, *m_actions, theme);

    auto *menu = new QMenu(this);
    auto *viewMenu = new QMenu(menu);
    m_actions->fillMenu(*menu, *viewMenu);
    m_layout->addToMenu(*viewMenu);
    addThemeMenu(*viewMenu);
    m_toolbar = new Toolbar(theme, *m_actions, *menu, this);

    auto *head = new QWidget(this);
    m_head = new QVBoxLayout(head);
    m_head->setContentsMargins(0, 0, 0, 0);
    m_head->setSpacing(0);
    m_head->addWidget(m_toolbar);
    m_head->addWidget(m_message);
    setAcceptDrops(true);
    setMenuWidget(head);
    m_stack->addWidget(m_welcome);
    setCentralWidget(m_stack);

    connectActions();
    connectStart();
    showStart(m_welcome);
    WindowLayout::restoreGeometry(*this, m_settings.windowGeometry);
}

MainWindow::~MainWindow()
{
    closeConsole(); // while the settings that the panels read are still there
}

void MainWindow::connectActions()
{
    connect(m_actions->openSession, &QAction::triggered, this, &MainWindow::chooseSessionFile);
    connect(m_actions->newWindow, &QAction::triggered, this, &MainWindow::newWindowRequested);
    connect(m_actions->switchWindow, &QAction::triggered, this, &MainWindow::switcherRequested);
    connect(m_actions->closeWindow, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->quit, &QAction::triggered, this, &MainWindow::quitRequested);
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::toggleOverlay);
    connect(m_actions->fullScreen, &QAction::triggered, this,
            [this](bool full) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, full)); });
    connect(m_actions->toggleUtc, &QAction::triggered, this, &MainWindow::changeZone);
    connect(m_actions->disconnectServer, &QAction::triggered, this, &MainWindow::disconnectRequested);
}

/// Band and status bar speak of a connection: made with the first one.
void MainWindow::makeConnectionBars()
{
    if (m_band)
        return;
    m_band = new EnvironmentBand(m_theme, EnvironmentBand::Size::Full, this);
    m_menus = new BandMenus(*m_band, m_theme);
    m_status = new StatusCells(m_theme, this);
    m_head->insertWidget(0, m_band);
    setStatusBar(m_status);
    connect(m_status, &StatusCells::zonePressed, this, &MainWindow::changeZone);
    connect(m_actions->lock, &QAction::triggered, this, [this] { m_menus->setMode(GuardMode::ReadOnly); });
    connect(m_menus, &BandMenus::disconnectRequested, this, &MainWindow::disconnectRequested);
    connect(m_menus, &BandMenus::environmentChosen, this, &MainWindow::environmentChosen);
    connect(m_menus, &BandMenus::classChosen, this, &MainWindow::environmentClassChosen);
}

void MainWindow::changeZone()
{
    m_settings.showUtc = !m_settings.showUtc;
    if (m_workspace)
        m_workspace->refresh();
    emit settingsChanged();
}

void MainWindow::connectStart()
{
    connect(m_welcome, &WelcomePage::practiceRequested, this, &MainWindow::practiceRequested);
    connect(m_welcome, &WelcomePage::connectRequested, this, [this] {
        form().start();
        showStart(m_form);
    });
    connect(m_welcome, &WelcomePage::sessionRequested, this, &MainWindow::chooseSessionFile);
    connect(m_welcome, &WelcomePage::cancelled, this, &MainWindow::connectCancelled);
}

/// Made when it is first asked for: the window's first frame does not need it.
ConnectForm &MainWindow::form()
{
    if (m_form)
        return *m_form;
    m_form = new ConnectForm(m_theme, this);
    m_form->setLast(m_settings.lastVendor, m_settings.lastUrl, m_settings.lastEmail, m_settings.lastNetwork);
    m_stack->addWidget(m_form);
    connect(m_form, &ConnectForm::connectRequested, this, &MainWindow::connectRequested);
    connect(m_form, &ConnectForm::browserSignInRequested, this, &MainWindow::browserSignInRequested);
    connect(m_form, &ConnectForm::pageRequested, this, &MainWindow::pageRequested);
    connect(m_form, &ConnectForm::testRequested, this, &MainWindow::testRequested);
    connect(m_form, &ConnectForm::cancelled, this, &MainWindow::connectCancelled);
    connect(m_form, &ConnectForm::backRequested, this, [this] {
        emit connectCancelled();
        showStart(m_welcome);
    });
    return *m_form;
}

void MainWindow::addThemeMenu(QMenu &menu)
{
    menu.addSeparator();
    QMenu *themes = menu.addMenu(tr("&Theme"));
    auto *group = new QActionGroup(themes);
    const auto add = [&](const QString &text, ThemeChoice choice) {
        QAction *action = themes->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.choice() == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice] { setTheme(choice); });
        connect(&m_theme, &Theme::changed, action, // another window may have chosen
                [this, action, choice] { action->setChecked(m_theme.choice() == choice); });
    };
    add(tr("&System"), ThemeChoice::System);
    add(tr("&Light"), ThemeChoice::Light);
    add(tr("&Dark"), ThemeChoice::Dark);
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_theme.setChoice(choice);
    m_settings.theme = choice;
    emit settingsChanged();
}

void MainWindow::showConsole(Console &console)
{
    closeConsole();
    makeConnectionBars();
    setConnection(console.connection);
    m_workspace =
        std::make_unique<Workspace>(console,
                                    WindowParts{*this, m_theme, *m_actions, *m_menus, m_toolbar->linkChip(),
                                                *m_message, *m_status, *m_layout},
                                    m_settings);
    connect(m_workspace.get(), &Workspace::signInRequested, this, &MainWindow::openSignIn);
    connect(m_workspace.get(), &Workspace::signInNoLongerNeeded, this, [this] {
        if (m_signIn)
            m_signIn->accept();
    });
    connect(m_workspace.get(), &Workspace::doctorRequested, this, &MainWindow::doctorRequested);
    connect(m_workspace.get(), &Workspace::marksChanged, this, &MainWindow::marksChanged);
    connect(m_workspace.get(), &Workspace::windowChosen, this, &MainWindow::windowChosen);
    connect(m_workspace.get(), &Workspace::reasonUsed, this, &MainWindow::useReason);
    connect(m_workspace.get(), &Workspace::settingsEdited, this, [this](const Settings &settings) {
        m_settings = settings;
        emit settingsChanged();
    });

    m_welcome->finish();
    if (m_form)
        m_form->finish();
    showTransport(console);
    m_actions->setConnected(true, console.replay != nullptr);
    m_toolbar->setConnected(true);
    m_band->show();
    m_status->show();
    FlagsPanel &flags = m_workspace->flags();
    m_stack->addWidget(&flags);
    m_stack->setCurrentWidget(&flags);
    m_layout->fill(&m_workspace->events(), &m_workspace->inspector(), m_settings.windowState,
                   m_settings.windowLayout);
    QVector<QWidget *> areas{m_band, m_toolbar};
    if (m_transport)
        areas.append(m_transport);
    areas.append({m_message, &flags, &m_workspace->events(), &m_workspace->inspector(), m_status});
    chainTabOrder(areas);
    if (m_layout->choice() == LayoutChoice::LogOnly)
        m_workspace->events().focusList();
    else
        flags.focusTable();
}

void MainWindow::closeConsole()
{
    if (!m_workspace)
        return;
    keepHeaders();
    delete m_doctor; // its doctor looks through the console's provider
    if (m_signIn)
        m_signIn->reject();
    m_message->showCauses({});
    m_faults.reset();
    QWidget *flags = &m_workspace->flags();
    m_workspace.reset();
    delete std::exchange(m_transport, nullptr);
    m_layout->empty();
    delete flags;
    showStart(m_welcome);
}

FaultsPanel &MainWindow::offerFaults(const Clock &clock)
{
    m_faults.reset(); // its action must be free before the next one takes it
    m_faults = std::make_unique<FaultsDock>(m_theme, clock, *m_actions->faults, this);
    m_faults->setConnection(m_connection);
    m_layout->addBesideInspector(*m_faults);
    return m_faults->panel();
}

void MainWindow::showTransport(Console &console)
{
    if (!console.replay)
        return;
    m_transport = new TransportBar(*console.replay, m_theme, m_settings, m_message->parentWidget());
    m_head->insertWidget(m_head->indexOf(m_message), m_transport);
    connect(m_transport, &TransportBar::closeRequested, this, &MainWindow::disconnectRequested,
            Qt::QueuedConnection);
    connect(m_workspace.get(), &Workspace::ticked, m_transport, &TransportBar::refresh);
    connect(m_actions->playReplay, &QAction::triggered, m_transport, &TransportBar::togglePlaying);
}

void MainWindow::chooseSessionFile()
{
    auto *chooser = new QFileDialog(this, tr("Open a recorded session"), exportFolder(m_settings));
    chooser->setObjectName(u"openSessionDialog"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setNameFilters({sessionFileFilter(), tr("All files (*)")});
    connect(chooser, &QFileDialog::fileSelected, this, &MainWindow::sessionFileChosen);
    chooser->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

/// A file can only be shown: opening one changes nothing anywhere.
void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = draggedFile(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    emit sessionFileChosen(path);
}

void MainWindow::showStart(QWidget *page)
{
    m_stack->setCurrentWidget(page);
    m_actions->setConnected(false);
    m_toolbar->setConnected(false);
    if (m_band) {
        m_band->hide();
        m_status->hide();
    }
    setWindowTitle(tr("Signalbox"));
}

void MainWindow::showWelcome()
{
    if (!m_workspace)
        showStart(m_welcome);
}

void MainWindow::setEnvironments(const QVector<EnvironmentEntry> &environments, const ProjectId &project)
{
    m_environments = environments;
    m_environmentsProject = project;
    if (m_menus)
        m_menus->setEnvironments(project == m_connection.project ? environments
                                                                 : QVector<EnvironmentEntry>());
}

void MainWindow::setConnection(const ConnectionInfo &connection)
{
    m_connection = connection;
    m_menus->setConnection(connection);
    m_layout->setConnection(connection);
    if (m_faults)
        m_faults->setConnection(connection);
    if (m_doctor)
        m_doctor->setConnection(connection);
    setEnvironments(m_environments, m_environmentsProject);
    setWindowTitle(titleText(connection));
}

void MainWindow::toggleOverlay()
{
    if (m_overlay) {
        m_overlay->close();
        return;
    }
    m_overlay = new ShortcutOverlay(*m_actions, this);
    m_overlay->open();
}

void MainWindow::useReason(const QString &reason)
{
    const QString kept = reason.trimmed();
    if (kept.isEmpty())
        return;
    m_settings.recentReasons.removeAll(kept);
    m_settings.recentReasons.prepend(kept);
    m_settings.recentReasons = m_settings.recentReasons.mid(0, recentReasons);
    emit settingsChanged();
}

void MainWindow::keepHeaders()
{
    m_settings.flagHeader = m_workspace->flags().headerState();
    m_settings.eventHeader = m_workspace->events().headerState();
    m_workspace->keep(m_settings);
}

Settings MainWindow::currentSettings() const
{
    Settings settings = m_settings;
    settings.windowGeometry = saveGeometry();
    if (const QByteArray state = m_layout->state(); !state.isEmpty()) {
        settings.windowState = state;
        settings.windowLayout = m_layout->choice();
    }
    if (m_workspace) {
        settings.flagHeader = m_workspace->flags().headerState();
        settings.eventHeader = m_workspace->events().headerState();
        m_workspace->keep(settings);
    }
    if (m_form) {
        settings.lastUrl = m_form->lastUrl();
        settings.lastVendor = m_form->lastVendor();
        settings.lastEmail = m_form->lastEmail();
        settings.lastNetwork = m_form->lastNetwork();
    }
    return settings;
}

void MainWindow::takeSettings(const Settings &settings)
{
    const Settings own = std::exchange(m_settings, settings);
    m_settings.windowGeometry = own.windowGeometry;
    m_settings.windowState = own.windowState;
    m_settings.windowLayout = own.windowLayout;
    m_settings.flagHeader = own.flagHeader;
    m_settings.eventHeader = own.eventHeader;
    m_settings.compareGeometry = own.compareGeometry;
    m_settings.compareHeader = own.compareHeader;
    if (m_workspace)
        m_workspace->refresh();
}

WindowSummary MainWindow::summary() const
{
    WindowSummary summary;
    summary.title = tr("Start page");
    if (!m_workspace)
        return summary;
    const Console &console = m_workspace->console();
    const LinkStatus &link = console.session.link();
    const Qt::TimeSpec zone = m_settings.showUtc ? Qt::UTC : Qt::LocalTime;
    summary.connection = m_connection;
    summary.link = link.state;
    if (!console.replay) {
        summary.linkText = linkText(link, console.clock.now(), zone);
        summary.accessibleLink = linkAccessibleText(link, console.clock.now(), zone);
    }
    return summary;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    emit settingsChanged();
    QMainWindow::closeEvent(event);
}

} // namespace signalbox
