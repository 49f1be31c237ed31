// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspector.h"

#include "core/clock.h"
#include "core/plaintext.h"
#include "core/provider.h"
#include "inspector/commandcard.h"
#include "inspector/commandpage.h"
#include "inspector/copybox.h"
#include "inspector/factlist.h"
#include "inspector/factpage.h"
#include "inspector/flagpage.h"
#include "inspector/jsonlines.h"
#include "inspector/scrollpage.h"
#include "inspector/stagelabel.h"
#include "mainwindow/console.h"
#include "model/eventlog.h"
#include "model/eventlogmodel.h"
#include "model/flagstore.h"
#include "model/kindwords.h"
#include "operations/commandrunner.h"
#include "session/feed.h"
#include "theme/elidedlabel.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto refreshInterval = 100ms;
constexpr auto readPause = 600ms;

} // namespace

Inspector::Inspector(Console &console, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_theme(theme)
    , m_title(new ElidedLabel(this))
    , m_stage(new StageLabel(theme, this))
    , m_pages(new QStackedWidget(this))
    , m_notice(new QLabel(this))
    , m_flagTabs(new QTabWidget(this))
    , m_factPage(new FactPage(console, theme, this))
    , m_commandPage(new CommandPage(console, theme))
    , m_commandScroll(scrollPage(m_commandPage))
    , m_refreshLater(console.clock.createTimer([this] { refresh(); }))
    , m_readLater(console.clock.createTimer([this] { readSchedules(); }))
{
    setObjectName(u"inspector"_s);
    setAccessibleName(tr("Inspector"));
    setMinimumWidth(240);
    auto *bar = new QFrame(this);
    bar->setProperty("kind", u"bar"_s);
    m_title->setObjectName(u"inspectorTitle"_s);
    m_title->setProperty("kind", u"title"_s);
    m_stage->setObjectName(u"inspectorStage"_s);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(10, 6, 12, 6);
    line->addWidget(m_title, 1);
    line->addWidget(m_stage);
    m_notice->setObjectName(u"inspectorNotice"_s);
    m_notice->setProperty("kind", u"muted"_s);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setMargin(16); // contents margins are lost when a label is polished before it has a size

    createFlagTabs();
    m_pages->addWidget(m_notice);
    m_pages->addWidget(m_flagTabs);
    m_pages->addWidget(m_factPage);
    m_pages->addWidget(m_commandScroll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_pages, 1);

    connect(m_commandPage, &CommandPage::undoRequested, this, &Inspector::undoRequested);
    connectSources();
    showNothing();
}

Inspector::~Inspector() = default;

void Inspector::createFlagTabs()
{
    m_now = new FlagPage(m_console, m_theme);
    m_history = new FactList(m_console.log, FlagFactsModel::Choice::Changes, m_theme,
                             tr("Nothing about it has changed since the session began."));
    m_events = new FactList(m_console.log, FlagFactsModel::Choice::All, m_theme,
                            tr("No event in the log is about it."));
    m_raw = new CopyBox(m_theme, tr("Last exchange, secrets masked"), 0);
    m_history->setObjectName(u"flagHistory"_s);
    m_history->setAccessibleName(tr("History of this session"));
    m_events->setObjectName(u"flagEvents"_s);
    m_events->setAccessibleName(tr("Events of this flag"));
    m_raw->setObjectName(u"flagRaw"_s);
    m_raw->setEmptyText(
        m_console.replay ? tr("A recorded session holds no requests and answers.")
                         : tr("Nothing was exchanged about it alone: it came with the list. F5 reads it."));
    m_raw->setContentsMargins(12, 8, 12, 12);
    m_flagTabs->setObjectName(u"flagTabs"_s);
    m_flagTabs->setDocumentMode(true);
    m_flagTabs->addTab(scrollPage(m_now), tr("Now"));
    m_flagTabs->addTab(m_history, tr("History"));
    m_flagTabs->addTab(m_events, tr("Events"));
    m_flagTabs->addTab(m_raw, tr("Raw"));
    m_flagTabs->setTabToolTip(1, tr("What changed and what was ordered since this session began"));

    connect(m_flagTabs, &QTabWidget::currentChanged, this, &Inspector::refreshRaw);
    connect(m_now, &FlagPage::changeRequested, this, &Inspector::changeRequested);
    connect(m_now, &FlagPage::editRequested, this, &Inspector::editRequested);
    connect(m_now, &FlagPage::detailsRequested, this, &Inspector::showCommand);
    connect(m_now, &FlagPage::undoRequested, this, &Inspector::undoRequested);
    connect(m_history, &FactList::factRequested, this, &Inspector::factRequested);
    connect(m_events, &FactList::factRequested, this, &Inspector::factRequested);
}

void Inspector::connectSources()
{
    const FlagStore &flags = m_console.flags;
    connect(&flags, &FlagStore::changed, this, [this, &flags](int row) {
        if (flags.at(row).flag.key == m_flag)
            scheduleRefresh();
    });
    for (const auto all :
         {&FlagStore::reset, &FlagStore::inserted, &FlagStore::removed, &FlagStore::allChanged})
        connect(&flags, all, this, &Inspector::scheduleRefresh);
    connect(&m_console.commands, &CommandRunner::commandChanged, this, [this](const CommandView &command) {
        if (command.order.flag == m_flag || command.id == m_command)
            scheduleRefresh();
    });
    connect(&m_console.session, &Feed::elsewhereChanged, this, [this](const FlagKey &key) {
        if (key == m_flag)
            scheduleRefresh();
    });
    const EventLog &log = m_console.log;
    connect(&log, &EventLog::amended, this, [this, &log](int row) {
        if (m_subject == Subject::Fact && log.recordAt(row).serial == m_serial)
            scheduleRefresh();
    });
}

void Inspector::scheduleRefresh()
{
    if (m_subject != Subject::Nothing && !m_refreshLater->isActive())
        m_refreshLater->start(refreshInterval);
}

void Inspector::showFlag(const FlagKey &key)
{
    if (key.isEmpty()) {
        showNothing();
        return;
    }
    m_subject = Subject::Flag;
    m_flag = key;
    m_now->setFlag(key);
    m_history->setFlag(key);
    m_events->setFlag(key);
    m_pages->setCurrentWidget(m_flagTabs);
    refresh();
    m_read.cancel();
    m_readLater->start(readPause);
}

/// What no list tells is read once a flag is looked at for longer than a passing hand: its schedules.
void Inspector::readSchedules()
{
    if (m_subject != Subject::Flag || m_console.replay || m_flag.kind() != FlagKind::Flag
        || !m_console.session.provider().traits().readsSchedules || !isCurrent(m_console.session.link()))
        return;
    m_read = m_console.session.readFlag(m_flag, [](const Result<FlagReading> &) {});
}

void Inspector::showFact(quint64 serial)
{
    m_subject = Subject::Fact;
    m_serial = serial;
    m_flag = {};
    refresh();
}

void Inspector::showCommand(const CommandId &id)
{
    m_subject = Subject::Command;
    m_command = id;
    m_flag = {};
    refresh();
}

void Inspector::showNothing()
{
    m_subject = Subject::Nothing;
    m_flag = {};
    m_refreshLater->stop();
    setTitle(tr("Inspector"));
    say(tr("Choose a flag or an event to see what is known about it."));
}

FlagKey Inspector::flag() const
{
    return m_flag;
}

void Inspector::tick()
{
    switch (m_subject) {
    case Subject::Flag: m_now->tick(); break;
    case Subject::Command: m_commandPage->tick(); break;
    case Subject::Nothing:
    case Subject::Fact: break;
    }
}

void Inspector::refresh()
{
    m_refreshLater->stop();
    m_stage->setVisible(m_subject == Subject::Command);
    switch (m_subject) {
    case Subject::Nothing: break;
    case Subject::Flag:
        setTitle(nameOf(m_flag));
        m_now->refresh();
        refreshRaw();
        break;
    case Subject::Fact: refreshFact(); break;
    case Subject::Command: refreshCommand(); break;
    }
}

void Inspector::refreshRaw()
{
    if (m_subject == Subject::Flag && m_flagTabs->currentWidget() == m_raw)
        m_raw->setText(withIndentedJson(
            m_console.session.provider().lastExchange({m_console.connection.environment, m_flag})));
}

void Inspector::refreshFact()
{
    const int row = m_console.log.rowOf(m_serial);
    if (row < 0) {
        setTitle(tr("Event"));
        say(tr("This row has left the log."));
        return;
    }
    const Fact fact = m_console.log.at(row);
    m_flag = fact.flag;
    const auto *detail = fact.detail ? std::get_if<CommandDetail>(fact.detail.get()) : nullptr;
    if (detail && m_console.commands.command(detail->id)) {
        showCommand(detail->id);
        return;
    }
    const QString kind = kindText(fact);
    setTitle(fact.flag.isEmpty() ? kind : tr("%1 · %2").arg(kind, flagText(fact)));
    m_factPage->setFact(fact);
    m_pages->setCurrentWidget(m_factPage);
}

void Inspector::refreshCommand()
{
    const std::optional<CommandView> command = m_console.commands.command(m_command);
    if (!command) {
        setTitle(tr("Command"));
        m_stage->hide();
        say(tr("This command is no longer kept in memory."));
        return;
    }
    m_flag = command->order.flag;
    setTitle(commandTitle(*command));
    m_stage->setStage(command->stage);
    m_commandPage->setCommand(*command);
    m_pages->setCurrentWidget(m_commandScroll);
}

void Inspector::setTitle(const QString &title)
{
    m_title->setText(title);
    m_stage->setVisible(m_subject == Subject::Command);
}

void Inspector::say(const QString &text)
{
    m_notice->setText(text);
    m_pages->setCurrentWidget(m_notice);
}

} // namespace signalbox
