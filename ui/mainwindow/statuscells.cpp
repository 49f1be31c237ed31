// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/statuscells.h"

#include "core/plaintext.h"
#include "events/eventwords.h"
#include "mainwindow/console.h"
#include "mainwindow/linkchip.h"
#include "model/activity.h"
#include "model/blindlist.h"
#include "model/facttext.h"
#include "model/flagstore.h"
#include "model/kindwords.h"
#include "operations/commandrunner.h"
#include "session/feed.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QMenu>
#include <QToolButton>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr auto rateSpan = std::chrono::minutes(5);
constexpr int listedCommands = 12;

QString linkCellText(const LinkStatus &link, MonotonicTime now, Qt::TimeSpec zone)
{
    if (link.state != LinkState::Live && link.state != LinkState::Late)
        return linkText(link, now, zone);
    const auto age = std::chrono::floor<std::chrono::milliseconds>(now - link.lastByte.value_or(link.since));
    return StatusCells::tr("%1 %2").arg(linkWord(link.state), spanText(age));
}

QString menuText(const CommandView &command)
{
    QString text =
        StatusCells::tr("%1 %2 · %3 · %4")
            .arg(stageMark(command.stage), stageWord(command.stage), nameOf(command.order.flag, 60),
                 patchText(command.order.wanted, command.order.flag.kind()));
    return text.replace(u'&', u"&&"_s); // no mnemonics in a server's words
}

} // namespace

StatusCells::StatusCells(const Theme &theme, QWidget *parent)
    : QStatusBar(parent)
    , m_theme(theme)
    , m_link(addCell("linkCell", tr("State of the stream. Press for details.")))
    , m_heartbeat(addCell("heartbeatCell", tr("How often the server should be heard. Press for details.")))
    , m_rate(addCell("rateCell", tr("Events a minute, over the last 5 minutes. Press for the event list.")))
    , m_flags(addCell("flagsCell", tr("Flags, and how many await a reading. Press for the table.")))
    , m_blind(
          addCell("blindCell", tr("Changes found after a gap that nobody has acknowledged. Press for them.")))
    , m_commands(addCell("commandsCell", tr("Commands that are not settled. Press for the list.")))
    , m_p95(addCell("p95Cell", tr("Press to confirmed: 95 of 100 were faster. Press for the commands.")))
    , m_skew(addCell("skewCell", tr("How far the server's clock is ahead of this one. Press for details.")))
    , m_recording(addCell("recordingCell", tr("This session is being recorded. Press to stop.")))
    , m_clock(addCell("clockCell", tr("Time and its zone. Press to change between UTC and local time.")))
    , m_journal(addCell("journalCell", tr("Whether commands are written down before they leave.")))
{
    setObjectName(u"statusBar"_s);
    setSizeGripEnabled(false);
    m_blind->hide();
    for (QToolButton *cell : {m_link, m_heartbeat, m_rate, m_flags, m_blind, m_commands, m_p95, m_skew})
        addWidget(cell);
    addPermanentWidget(m_recording);
    addPermanentWidget(m_clock);
    m_recording->setProperty("iconic", true);
    m_recording->setProperty("recording", true);
    m_recording->setIcon(theme.icon(u"record"_s));
    m_recording->hide();
    addPermanentWidget(m_journal);
    m_clock->setProperty("first", true);
    m_journal->setProperty("last", true);
    m_link->setProperty("iconic", true);
    m_heartbeat->setProperty("iconic", true);
    m_heartbeat->setIcon(theme.icon(u"heart"_s));
    connect(m_link, &QToolButton::clicked, this, &StatusCells::linkPressed);
    connect(m_heartbeat, &QToolButton::clicked, this, &StatusCells::linkPressed);
    connect(m_rate, &QToolButton::clicked, this, &StatusCells::ratePressed);
    connect(m_flags, &QToolButton::clicked, this, &StatusCells::flagsPressed);
    connect(m_blind, &QToolButton::clicked, this, &StatusCells::blindPressed);
    connect(m_skew, &QToolButton::clicked, this, &StatusCells::linkPressed);
    connect(m_commands, &QToolButton::clicked, this, &StatusCells::showCommands);
    connect(m_p95, &QToolButton::clicked, this, &StatusCells::showCommands);
    connect(m_recording, &QToolButton::clicked, this, &StatusCells::showRecordingMenu);
    connect(m_clock, &QToolButton::clicked, this, &StatusCells::zonePressed);
    connect(m_journal, &QToolButton::clicked, this, &StatusCells::showJournal);
}

QToolButton *StatusCells::addCell(const char *name, const QString &tip)
{
    auto *cell = new QToolButton(this);
    cell->setObjectName(QLatin1String(name));
    cell->setToolTip(tip);
    cell->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    cell->setIconSize(QSize(12, 12));
    cell->setFocusPolicy(Qt::TabFocus);
    return cell;
}

void StatusCells::showText(QToolButton *cell, const QString &text, const QString &spoken)
{
    QString escaped = text;
    escaped.replace(u'&', u"&&"_s);
    if (cell->text() == escaped)
        return;
    cell->setText(escaped);
    cell->setAccessibleName(spoken.isEmpty() ? text : spoken);
}

void StatusCells::refresh(const Console &console, Qt::TimeSpec zone)
{
    const MonotonicTime now = console.clock.now();
    const WallTime wall = console.clock.wallTime();
    const LinkStatus &link = console.session.link();
    if (m_link->icon().isNull() || link.state != m_linkState) {
        m_linkState = link.state;
        m_link->setIcon(m_theme.icon(linkIconName(link.state)));
    }
    showText(m_link, linkCellText(link, now, zone), linkAccessibleText(link, now, zone));

    showHeartbeat(console);
    const double rate = console.activity.ratePerMinute(wall, rateSpan);
    showText(m_rate, tr("%1 ev/min").arg(rate, 0, 'f', rate < 100 ? 1 : 0));
    showFlags(console);
    showSkew(console);

    m_known = console.commands.commands();
    showText(m_commands, tr("commands %1").arg(console.commands.openCount()));
    const auto p95 = console.commands.p95();
    showText(m_p95, p95 ? tr("p95 %1").arg(durationText(*p95)) : tr("p95 –"));

    const QString zoneName =
        zone == Qt::UTC ? u"UTC"_s : toDateTime(wall).toLocalTime().timeZoneAbbreviation();
    showText(m_clock, tr("%1 %2").arg(zoneName, timeOfDayText(wall, zone)));
    m_journal->setVisible(!console.replay);
    const bool works = console.journal && console.commands.journalWorks();
    showText(m_journal, works ? tr("Journal ✔") : tr("Journal ✖"),
             works ? tr("Journal works") : tr("Journal cannot be written"));
    m_journalSentence = works ? tr("Every command is written down before it leaves.")
                              : tr("The journal cannot be written: ordinary changes are refused.");
}

/// What was learned, else what the vendor promises.
void StatusCells::showHeartbeat(const Console &console)
{
    if (const auto learned = console.session.link().heartbeat) {
        showText(m_heartbeat, rhythmText(*learned),
                 tr("Heartbeat every %1, as heard on this stream").arg(rhythmText(*learned)));
    } else if (const auto documented = console.session.provider().traits().heartbeat) {
        showText(m_heartbeat, spanText(*documented),
                 tr("Heartbeat every %1, as documented").arg(spanText(*documented)));
    } else {
        showText(m_heartbeat, tr("unknown"), tr("Heartbeat unknown"));
    }
}

void StatusCells::showFlags(const Console &console)
{
    const ProviderTraits &traits = console.session.provider().traits();
    const bool onlyFlags = !traits.configs && !traits.aiConfigs;
    const int flags = onlyFlags ? console.flags.count() : console.flags.countOf(FlagKind::Flag);
    QString text = tr("%1 · %2 unverified")
                       .arg(flags == 1 ? tr("1 flag") : tr("%1 flags").arg(countText(flags)),
                            countText(console.flags.unverifiedCount()));
    const LinkStatus &link = console.session.link();
    if (const auto heard = lastHeard(link); heard && !isCurrent(link) && console.flags.count() > 0) {
        const auto age = std::chrono::floor<std::chrono::milliseconds>(console.clock.now() - *heard);
        text = tr("%1 · %2 old").arg(text, spanText(age));
    }
    showText(m_flags, text);
    const int blind = console.blind.count() + console.blind.dropped();
    m_blind->setVisible(blind > 0);
    showText(m_blind, tr("%1 unseen").arg(countText(blind)),
             blind == 1 ? tr("1 change found after a gap, not acknowledged")
                        : tr("%1 changes found after a gap, not acknowledged").arg(countText(blind)));
}

void StatusCells::showSkew(const Console &console)
{
    const auto skew = console.session.streamFacts().connection.skew;
    if (!skew) {
        showText(m_skew, tr("skew –"), tr("Skew of the server's clock unknown"));
        return;
    }
    const QString text = skewText(*skew);
    showText(m_skew, tr("skew %1").arg(text), tr("The server's clock differs by %1").arg(text));
}

void StatusCells::showCommands()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_known.isEmpty())
        menu->addAction(tr("No command in this session yet"))->setEnabled(false);
    for (const CommandView &command : m_known.mid(0, listedCommands)) {
        connect(menu->addAction(menuText(command)), &QAction::triggered, this,
                [this, id = command.id] { emit commandChosen(id); });
    }
    menu->popup(m_commands->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

void StatusCells::showJournal()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_journalSentence)->setEnabled(false);
    const QSize size = menu->sizeHint();
    menu->popup(m_journal->mapToGlobal(QPoint(m_journal->width() - size.width(), -size.height())));
}

void StatusCells::showRecording(const QString &text, const QString &path)
{
    m_recordingPath = path;
    m_recording->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        showText(m_recording, text, tr("Recording, %1").arg(text));
}

void StatusCells::showRecordingMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(plainLine(m_recordingPath).replace(u'&', u"&&"_s))->setEnabled(false);
    menu->addAction(tr("&Stop recording"), this, &StatusCells::stopRecordingChosen);
    const QSize size = menu->sizeHint();
    menu->popup(m_recording->mapToGlobal(QPoint(m_recording->width() - size.width(), -size.height())));
}

} // namespace signalbox
