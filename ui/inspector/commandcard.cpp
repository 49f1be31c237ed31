// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/commandcard.h"

#include "core/clock.h"
#include "core/plaintext.h"
#include "inspector/commandtext.h"
#include "inspector/stagelabel.h"
#include "inspector/textblock.h"
#include "inspector/waterfall.h"
#include "mainwindow/console.h"
#include "model/facttext.h"
#include "operations/commandrunner.h"
#include "theme/elidedlabel.h"
#include "words/sentences.h"

#include <QCoreApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

QString commandTitle(const CommandView &command)
{
    return QCoreApplication::translate("CommandCard", "Last command · %1")
        .arg(plainLine(command.order.flag.text()));
}

CommandCard::CommandCard(Console &console, const Theme &theme, Head head, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_waterfall(new Waterfall(theme, this))
    , m_note(new TextBlock(theme, this))
    , m_undo(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    if (head == Head::Shown) {
        auto *above = new QFrame(this);
        above->setProperty("kind", u"bar"_s);
        above->setFixedHeight(1);
        layout->addWidget(above);
        auto *bar = new QFrame(this);
        bar->setObjectName(u"commandCardHead"_s);
        bar->setProperty("kind", u"bar"_s);
        m_title = new ElidedLabel(bar);
        m_title->setObjectName(u"commandCardTitle"_s);
        m_title->setProperty("kind", u"title"_s);
        m_stage = new StageLabel(theme, bar);
        auto *line = new QHBoxLayout(bar);
        line->setContentsMargins(10, 6, 12, 6);
        line->addWidget(m_title, 1);
        line->addWidget(m_stage);
        layout->addWidget(bar);
        layout->addSpacing(8);
    }
    m_note->setObjectName(u"commandNote"_s);
    m_note->setMaximumLines(3);
    m_undo->setObjectName(u"commandUndo"_s);
    m_undo->setAutoDefault(false);
    m_undo->setToolTip(tr("Opens the order that takes this back, to be looked at and pressed"));

    auto *body = new QVBoxLayout;
    const int margin = head == Head::Shown ? 12 : 0;
    body->setContentsMargins(margin, 2, margin, 0);
    body->setSpacing(8);
    body->addWidget(m_waterfall);
    body->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_undo);
    if (head == Head::Shown) {
        auto *details = new QPushButton(tr("Details"), this);
        details->setAutoDefault(false);
        buttons->addWidget(details);
        connect(details, &QPushButton::clicked, this, [this] { emit detailsRequested(m_command.id); });
    }
    buttons->addStretch();
    body->addLayout(buttons);
    layout->addLayout(body);
    connect(m_undo, &QPushButton::clicked, this, [this] { emit undoRequested(m_command.id); });
}

void CommandCard::setCommand(const CommandView &command)
{
    m_command = command;
    if (m_title)
        m_title->setText(commandTitle(command));
    if (m_stage)
        m_stage->setStage(command.stage);
    m_waterfall->setRows(waterfallRows(command));
    QString note =
        tr("ordered %1").arg(plainLine(patchText(command.order.wanted, command.order.flag.kind())));
    if (!command.order.reason.isEmpty())
        note += u" · “"_s + plainLine(command.order.reason) + u"”"_s;
    if (!command.journalled)
        note += u" · "_s + tr("not saved");
    QVector<TextRun> runs{{note, TextRun::Style::Muted}};
    if (command.error)
        runs.append({u'\n' + errorSentence(*command.error), TextRun::Style::Plain});
    m_note->setRuns(runs);
    showUndo();
}

void CommandCard::tick()
{
    showUndo();
}

void CommandCard::showUndo()
{
    const auto left = undoTimeLeft(m_command, m_console.clock.wallTime());
    const bool possible = left && m_console.commands.canUndo(m_command.id);
    m_undo->setVisible(possible);
    if (possible) {
        m_undo->setText(tr("Undo · %1").arg(*left));
        m_undo->setAccessibleName(tr("Undo %1").arg(plainLine(m_command.order.flag.text())));
    }
}

} // namespace signalbox
