// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/commandpage.h"

#include "core/plaintext.h"
#include "core/provider.h"
#include "flags/commandwords.h"
#include "inspector/commandcard.h"
#include "inspector/commandtext.h"
#include "inspector/copybox.h"
#include "inspector/fieldgrid.h"
#include "inspector/textblock.h"
#include "mainwindow/console.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "session/feed.h"
#include "words/sentences.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int requestLines = 5;

/// What was reported of it: the switch and what users get.
QString reportText(const Flag &flag)
{
    return CommandPage::tr("%1 · %2").arg(switchWord(flag.enabled, flag.kind()),
                                          usersGetText(flag, flag.enabled));
}

} // namespace

CommandPage::CommandPage(Console &console, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_card(new CommandCard(console, theme, CommandCard::Head::Hidden, this))
    , m_fields(new FieldGrid(theme, this))
    , m_ordered(m_fields->addField(tr("Ordered"), u"commandOrdered"_s))
    , m_by(m_fields->addField(tr("By"), u"commandBy"_s))
    , m_wanted(m_fields->addField(tr("Wanted"), u"commandWanted"_s))
    , m_before(m_fields->addField(tr("Before"), u"commandBefore"_s))
    , m_reason(m_fields->addField(tr("Reason"), u"commandReason"_s))
    , m_outcome(m_fields->addField(tr("Outcome"), u"commandOutcome"_s))
    , m_reported(m_fields->addField(tr("Reported"), u"commandReported"_s))
    , m_journal(m_fields->addField(tr("Journal"), u"commandJournal"_s))
    , m_curl(new CopyBox(theme, tr("The request, for curl"), requestLines, this))
    , m_control(new CopyBox(theme, tr("The same from a terminal"), requestLines, this))
{
    m_curl->setObjectName(u"commandCurl"_s);
    m_control->setObjectName(u"commandControl"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(12);
    layout->addWidget(m_card);
    layout->addWidget(m_fields);
    layout->addWidget(m_curl);
    layout->addWidget(m_control);
    layout->addStretch();
    connect(m_card, &CommandCard::undoRequested, this, &CommandPage::undoRequested);
}

void CommandPage::setCommand(const CommandView &command)
{
    m_card->setCommand(command);
    const CommandOrder &order = command.order;
    m_ordered->setText(toDateTime(command.orderedAt).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u" UTC"_s);
    m_by->setText(order.by.isEmpty() ? tr("you") : plainLine(order.by));
    m_wanted->setText(plainLine(patchText(order.wanted, order.flag.kind())));
    m_before->setText(command.before ? reportText(*command.before) : tr("not read"));
    m_reason->setText(order.reason.isEmpty() ? tr("none given") : plainLine(order.reason));
    m_outcome->setText(command.error         ? errorSentence(*command.error)
                       : command.nothingSent ? tr("Nothing was sent: it was already so.")
                                             : QString());
    m_fields->setFieldVisible(m_outcome, command.error.has_value() || command.nothingSent);
    if (command.reportedNow)
        m_reported->setText(order.flag.kind() == FlagKind::Flag ? reportedWords(command)
                                                                : reportText(*command.reportedNow));
    m_fields->setFieldVisible(m_reported, command.reportedNow.has_value());
    m_journal->setText(command.journalled ? tr("written before it was sent") : tr("not saved"));

    const Provider &provider = m_console.session.provider();
    const FlagRef ref{m_console.connection.environment, order.flag};
    const QString curl = provider.requestAsCurl(ref, order.wanted);
    m_curl->setText(curl);
    m_curl->setVisible(!curl.isEmpty());
    const QString control = controlLine(command, m_console.connection, provider.traits().name);
    m_control->setText(control);
    m_control->setVisible(!control.isEmpty());
}

void CommandPage::tick()
{
    m_card->tick();
}

} // namespace signalbox
