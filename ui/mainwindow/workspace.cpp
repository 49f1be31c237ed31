// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/workspace.h"

#include "events/eventspanel.h"
#include "events/eventwords.h"
#include "events/rowtools.h"
#include "flags/changepanel.h"
#include "flags/flagspanel.h"
#include "inspector/inspector.h"
#include "mainwindow/actions.h"
#include "mainwindow/bandmenus.h"
#include "mainwindow/console.h"
#include "mainwindow/linkchip.h"
#include "mainwindow/messagebar.h"
#include "mainwindow/recordingcontrol.h"
#include "mainwindow/statuscells.h"
#include "mainwindow/windowlayout.h"
#include "model/blindlist.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/replay.h"
#include "operations/rightscheck.h"
#include "session/feed.h"
#include "theme/staysontop.h"

#include <QAction>
#include <QMainWindow>

namespace signalbox {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr auto replayTick = milliseconds(250);
constexpr int noticeTime = 5'000; ///< milliseconds

} // namespace

Workspace::Workspace(Console &console, const WindowParts &parts, const Settings &settings)
    : m_console(console)
    , m_parts(parts)
    , m_settings(settings)
    , m_flags(new FlagsPanel(console, parts.theme, settings, &parts.window))
    , m_events(new EventsPanel(console, parts.theme, settings, &parts.window))
    , m_inspector(new Inspector(console, parts.theme, &parts.window))
    , m_change(new ChangePanel(console, parts.theme, settings, &parts.window))
    , m_dialogs(console, parts.theme, settings, parts.window)
    , m_recording(new RecordingControl(console, settings, parts.status, parts.window))
    , m_counts(console.clock, Throttle::readingPace, [this] { m_parts.status.refresh(m_console, zone()); })
    , m_timer(console.clock.createTimer([this] {
        tick();
        armTick();
    }))
{
    new StaysOnTop(*m_change, parts.window);
    parts.actions.bindListKeys(*m_flags);
    parts.actions.bindListKeys(*m_events);
    connectPanels();
    connectActions();
    connectParts();
    parts.menus.setWatchOnly(console.rights && console.rights->isWatchOnly());
    const GuardMode mode = parts.menus.mode();
    m_flags->setGuardMode(mode);
    m_change->setGuardMode(mode);
    linkChanged();
    tick();
    armTick();
}

Workspace::~Workspace()
{
    delete m_recording;
    delete m_change;
}

void Workspace::connectPanels()
{
    connect(m_flags, &FlagsPanel::flagSelected, this, [this](const FlagKey &key) {
        m_shownFact = 0;
        m_inspector->showFlag(key);
    });
    connect(m_flags, &FlagsPanel::inspectRequested, this, [this](const FlagKey &key) {
        m_parts.layout.showInspector();
        m_inspector->showFlag(key);
        m_inspector->setFocus();
    });
    connect(m_flags, &FlagsPanel::changeRequested, this,
            [this](const FlagKey &key, const QRect &anchor) { m_change->openFor(key, {}, anchor); });
    connect(m_flags, &FlagsPanel::immediateChangeRequested, m_change, &ChangePanel::orderNow);
    connect(m_flags, &FlagsPanel::rereadRequested, this, &Workspace::reread);
    connect(m_flags, &FlagsPanel::marksChanged, this, &Workspace::marksChanged);

    connect(m_events, &EventsPanel::factSelected, this, [this](quint64 serial) {
        m_shownFact = serial;
        m_inspector->showFact(serial);
    });
    connect(m_events, &EventsPanel::factActivated, this, &Workspace::activateFact);

    connect(m_events, &EventsPanel::noticed, this,
            [this](const QString &sentence) { m_parts.status.showMessage(sentence, noticeTime); });
    connect(m_events, &EventsPanel::settingsEdited, this, &Workspace::settingsEdited);

    connect(m_inspector, &Inspector::changeRequested, this,
            [this](const FlagKey &key, bool enabled, const QRect &anchor) {
                m_change->openFor(key, enabled, anchor);
            });
    connect(m_inspector, &Inspector::editRequested, this,
            [this](const FlagKey &key, const QRect &anchor) { m_change->openFor(key, {}, anchor); });
    connect(m_inspector, &Inspector::factRequested, this, [this](quint64 serial) {
        m_shownFact = serial;
        m_inspector->showFact(serial);
    });
    connect(m_inspector, &Inspector::undoRequested, this, [this](const CommandId &id) {
        if (const auto order = m_console.commands.undoOrder(id))
            openUndo(*order);
    });

    m_parts.actions.pressGuarded->setEnabled(false);
    connect(m_change, &ChangePanel::opened, this, [this] {
        m_flags->setOrderHeld(true);
        m_parts.actions.pressGuarded->setEnabled(true);
    });
    connect(m_change, &ChangePanel::closed, this, [this] {
        m_flags->setOrderHeld(false);
        m_parts.actions.pressGuarded->setEnabled(false);
    });
    connect(m_change, &ChangePanel::detailsRequested, this, &Workspace::showCommand);
    connect(m_change, &ChangePanel::eventsRequested, this, [this](const FlagKey &key) {
        m_parts.layout.showEvents();
        m_events->setFilterText(filterTermsFor(key, m_console.session.provider().traits()));
    });
    connect(m_change, &ChangePanel::signInRequested, this, &Workspace::signInRequested);
    connect(m_change, &ChangePanel::linkDetailsRequested, &m_dialogs, &ConsoleDialogs::showLinkDetails);
    connect(m_change, &ChangePanel::reasonUsed, this, &Workspace::reasonUsed);
}

void Workspace::connectActions()
{
    const Actions &actions = m_parts.actions;
    connect(actions.find, &QAction::triggered, this, &Workspace::focusFind);
    connect(actions.filterEvents, &QAction::triggered, this, [this] {
        m_parts.layout.showEvents();
        m_events->focusFilter();
    });
    connect(actions.clearFilter, &QAction::triggered, this, [this] {
        if (!m_flags->clearFilter())
            m_events->clearFilter();
    });
    connect(actions.findNext, &QAction::triggered, m_events, [this] { m_events->findNext(false); });
    connect(actions.findPrevious, &QAction::triggered, m_events, [this] { m_events->findNext(true); });
    connect(actions.copy, &QAction::triggered, m_events, &EventsPanel::copySelection);
    RowTools &tools = m_events->tools();
    connect(actions.exportEvents, &QAction::triggered, &tools, &RowTools::openExport);
    connect(actions.addNote, &QAction::triggered, &tools, &RowTools::addNote);
    connect(actions.bookmark, &QAction::triggered, &tools, &RowTools::toggleBookmark);
    connect(actions.highlight, &QAction::triggered, &tools, [&tools] { tools.openHighlighters(); });
    connect(actions.nextBookmark, &QAction::triggered, &tools, [&tools] { tools.goToBookmark(false); });
    connect(actions.previousBookmark, &QAction::triggered, &tools, [&tools] { tools.goToBookmark(true); });

    connect(actions.change, &QAction::triggered, this, [this] {
        if (const FlagKey key = m_flags->currentFlag(); !key.isEmpty())
            m_change->openFor(key, {}, middleAnchor());
    });
    connect(actions.inspect, &QAction::triggered, this, [this] {
        m_parts.layout.showInspector();
        if (const FlagKey key = m_flags->currentFlag(); !key.isEmpty())
            m_inspector->showFlag(key);
    });
    connect(actions.pressGuarded, &QAction::triggered, m_change, &ChangePanel::pressGuardedButton);
    connect(actions.undo, &QAction::triggered, this, &Workspace::undoLast);
    connect(actions.pin, &QAction::triggered, m_flags, &FlagsPanel::togglePinned);
    connect(actions.resort, &QAction::triggered, m_flags, &FlagsPanel::resort);
    connect(actions.reread, &QAction::triggered, this, [this] { reread(m_flags->currentFlag()); });
    connect(actions.rereadAll, &QAction::triggered, &m_console.session, &Feed::rereadAll);
    connect(actions.compare, &QAction::triggered, &m_dialogs,
            [this] { m_dialogs.showCompare(m_flags->currentFlag()); });
    connect(actions.previousChange, &QAction::triggered, this, [this] { stepChange(true); });
    connect(actions.nextChange, &QAction::triggered, this, [this] { stepChange(false); });

    actions.follow->setChecked(m_events->isFollowing());
    actions.pause->setChecked(m_events->isPaused());
    connect(actions.follow, &QAction::triggered, m_events, &EventsPanel::setFollowing);
    connect(actions.reattach, &QAction::triggered, m_events, [this] { m_events->setFollowing(true); });
    connect(actions.pause, &QAction::triggered, m_events, &EventsPanel::setPaused);
    connect(m_events, &EventsPanel::followingChanged, actions.follow, &QAction::setChecked);
    connect(m_events, &EventsPanel::pausedChanged, actions.pause, &QAction::setChecked);

    connect(actions.record, &QAction::triggered, m_recording, &RecordingControl::toggle);
    connect(m_recording, &RecordingControl::recordingChanged, actions.record, &QAction::setChecked);
    connect(m_recording, &RecordingControl::folderUsed, this, [this](const QString &folder) {
        Settings settings = m_settings;
        settings.exportFolder = folder;
        emit settingsEdited(settings);
    });
    connect(actions.retry, &QAction::triggered, &m_console.session, &Feed::retryNow);
    connect(actions.pauseConnection, &QAction::triggered, this, &Workspace::pauseLink);
    connect(actions.linkDetails, &QAction::triggered, &m_dialogs, &ConsoleDialogs::showLinkDetails);
    connect(actions.rawWire, &QAction::triggered, &m_dialogs, &ConsoleDialogs::showWire);
    connect(actions.blindList, &QAction::triggered, &m_dialogs, &ConsoleDialogs::showBlindList);
    connect(actions.signIn, &QAction::triggered, this, &Workspace::signInRequested);
}

void Workspace::connectParts()
{
    connect(&m_console.session, &Feed::linkChanged, this, &Workspace::linkChanged);
    connect(&m_console.commands, &CommandRunner::commandChanged, this, [this] {
        showMessages();
        m_parts.status.refresh(m_console, zone());
    });
    connect(&m_console.commands, &CommandRunner::journalWorksChanged, this, &Workspace::refresh);
    connect(&m_console.blind, &BlindList::countsChanged, this, [this] {
        showMessages();
        m_parts.status.refresh(m_console, zone());
    });
    connect(&m_console.flags, &FlagStore::countsChanged, this, [this] { m_counts.ask(); });

    connect(&m_parts.chip, &LinkChip::clicked, &m_dialogs, &ConsoleDialogs::showLinkDetails);
    connect(&m_parts.message, &MessageBar::actionRequested, this, &Workspace::act);
    if (m_console.rights) {
        connect(m_console.rights, &RightsCheck::changed, this,
                [this] { m_parts.menus.setWatchOnly(m_console.rights->isWatchOnly()); });
    }
    connect(&m_parts.menus, &BandMenus::modeChanged, this, [this](GuardMode mode) {
        m_flags->setGuardMode(mode);
        m_change->setGuardMode(mode);
    });
    connect(&m_dialogs, &ConsoleDialogs::doctorRequested, this, &Workspace::doctorRequested);
    connect(&m_dialogs, &ConsoleDialogs::windowChosen, this, &Workspace::windowChosen);
    connect(&m_dialogs, &ConsoleDialogs::factRequested, this, [this](quint64 serial) {
        m_shownFact = serial;
        m_parts.layout.showInspector();
        m_inspector->showFact(serial);
    });
    connect(&m_dialogs, &ConsoleDialogs::flagChosen, this, &Workspace::showCompared);
    connect(&m_dialogs, &ConsoleDialogs::settingsEdited, this, &Workspace::settingsEdited);
    StatusCells &status = m_parts.status;
    connect(&status, &StatusCells::linkPressed, &m_dialogs, &ConsoleDialogs::showLinkDetails);
    connect(&status, &StatusCells::ratePressed, this, [this] {
        m_parts.layout.showEvents();
        m_events->focusFilter();
    });
    connect(&status, &StatusCells::blindPressed, &m_dialogs, &ConsoleDialogs::showBlindList);
    connect(&status, &StatusCells::flagsPressed, this, [this] {
        m_parts.layout.showFlags();
        m_flags->focusTable();
    });
    connect(&status, &StatusCells::commandChosen, this, &Workspace::showCommand);
}

void Workspace::refresh()
{
    m_events->tools().refresh();
    tick();
}

/// On the second of the wall clock, so that no digit is skipped. A replay's clock may stand, or run fast.
void Workspace::armTick()
{
    if (m_console.replay) {
        m_timer->start(replayTick);
        return;
    }
    const auto intoSecond = m_console.clock.wallTime().time_since_epoch() % std::chrono::seconds(1);
    m_timer->start(milliseconds(1000) - intoSecond);
}

void Workspace::tick()
{
    m_parts.chip.showLink(m_console.session.link(), m_console.clock.now(), zone());
    m_parts.status.refresh(m_console, zone());
    showMessages();
    m_flags->tick();
    m_events->tick();
    m_inspector->tick();
    m_recording->tick();
    emit ticked(zone());
    m_dialogs.tick();
}

void Workspace::linkChanged()
{
    const LinkStatus &link = m_console.session.link();
    m_parts.chip.showLink(link, m_console.clock.now(), zone());
    m_parts.status.refresh(m_console, zone());
    m_parts.actions.pauseConnection->setChecked(link.state == LinkState::Paused);
    m_parts.actions.signIn->setEnabled(link.state == LinkState::SignInNeeded);
    if (link.state != LinkState::SignInNeeded)
        emit signInNoLongerNeeded();
    showMessages();
    m_dialogs.linkChanged();
}

void Workspace::showMessages()
{
    m_parts.message.showCauses(messageCauses({
        .link = m_console.session.link(),
        .everRead = m_console.session.everRead(),
        .journalWorks = m_console.replay || (m_console.journal && m_console.commands.journalWorks()),
        .commands = m_console.commands.commands(),
        .acknowledged = m_acknowledged,
        .blindChanges = m_console.blind.count() + m_console.blind.dropped(),
        .blindFrom = m_console.blind.blindFrom(),
        .blindUntil = m_console.blind.blindUntil(),
        .now = m_console.clock.now(),
        .zone = zone(),
    }));
}

/// The flag that was chosen among the environments, in this one.
void Workspace::showCompared(const FlagKey &key)
{
    m_parts.layout.showFlags();
    m_flags->selectFlag(key);
    m_shownFact = 0;
    m_inspector->showFlag(key); // the filter of the table may hide its row
    m_parts.window.activateWindow();
    m_flags->focusTable();
}

void Workspace::keep(Settings &settings) const
{
    m_dialogs.keep(settings);
}

/// A gap leads to what changed in it, if some of that still waits to be acknowledged.
void Workspace::activateFact(quint64 serial)
{
    const EventLog &log = m_console.log;
    const int row = log.rowOf(serial);
    if (row >= 0 && log.at(row).kind == FactKind::Gap && m_console.blind.count() > 0) {
        m_dialogs.showBlindList();
        return;
    }
    m_shownFact = serial;
    m_parts.layout.showInspector();
    m_inspector->showFact(serial);
    m_inspector->setFocus();
}

void Workspace::act(MessageAction action, const CommandId &command)
{
    switch (action) {
    case MessageAction::RetryNow: m_console.session.retryNow(); break;
    case MessageAction::Why: m_dialogs.showLinkDetails(); break;
    case MessageAction::SignIn: emit signInRequested(); break;
    case MessageAction::PollInstead: m_console.session.pollInstead(); break;
    case MessageAction::Review: m_dialogs.showBlindList(); break;
    case MessageAction::ShowCommand:
        m_acknowledged.insert(command);
        showCommand(command);
        showMessages();
        break;
    }
}

void Workspace::showCommand(const CommandId &id)
{
    const auto command = m_console.commands.command(id);
    if (!command)
        return;
    m_shownFact = command->factSerial;
    m_parts.layout.showInspector();
    m_inspector->showCommand(id);
    m_change->moveAside(); // it may lie over what was asked for
}

void Workspace::openUndo(const CommandOrder &order)
{
    m_flags->selectFlag(order.flag);
    m_change->openUndo(order, middleAnchor());
}

void Workspace::undoLast()
{
    const QVector<CommandView> commands = m_console.commands.commands();
    for (const CommandView &command : commands) {
        if (!m_console.commands.canUndo(command.id))
            continue;
        if (const auto order = m_console.commands.undoOrder(command.id)) {
            openUndo(*order);
            return;
        }
    }
    m_parts.status.showMessage(tr("No confirmed command of the last 10 minutes can be undone."), 5'000);
}

void Workspace::reread(const FlagKey &key)
{
    if (key.isEmpty())
        return;
    // The session applies the answer and says what failed; nothing is left to do here.
    m_reading = m_console.session.readFlag(key, [](const Result<FlagReading> &) {});
}

/// Walks over the rows of the log that concern the flag in the inspector.
void Workspace::stepChange(bool backwards)
{
    const EventLog &log = m_console.log;
    FlagKey key = m_flags->currentFlag();
    int row = m_shownFact == 0 ? -1 : log.rowOf(m_shownFact);
    if (row >= 0 && !log.flagAt(row).isEmpty())
        key = log.flagAt(row);
    if (key.isEmpty())
        return;
    if (row < 0)
        row = log.count(); // one past the newest: backwards finds the last change
    const int step = backwards ? -1 : 1;
    for (row += step; row >= 0 && row < log.count(); row += step) {
        if (log.flagAt(row) != key)
            continue;
        m_shownFact = log.recordAt(row).serial;
        m_inspector->showFact(m_shownFact);
        return;
    }
    m_parts.status.showMessage(backwards ? tr("No earlier change of this flag in the log.")
                                         : tr("No later change of this flag in the log."),
                               5'000);
}

void Workspace::pauseLink(bool pause)
{
    if (pause)
        m_console.session.pause();
    else
        m_console.session.retryNow();
}

void Workspace::focusFind()
{
    const QWidget *focus = m_parts.window.focusWidget();
    const bool inEvents = focus && (focus == m_events || m_events->isAncestorOf(focus));
    if (inEvents || !m_flags->isVisible())
        m_events->focusFilter();
    else
        m_flags->focusFilter();
}

/// Where a panel opens that no row asked for: the upper middle of the table.
QRect Workspace::middleAnchor() const
{
    const QRect area(m_flags->mapToGlobal(QPoint(0, 0)), m_flags->size());
    return {area.center().x() - 20, area.top() + area.height() / 4, 40, 20};
}

Qt::TimeSpec Workspace::zone() const
{
    return m_settings.showUtc ? Qt::UTC : Qt::LocalTime;
}

} // namespace signalbox
