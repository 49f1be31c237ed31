// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/commandstrip.h"

#include "flags/commandwords.h"
#include "flags/flowlayout.h"
#include "flags/stageline.h"
#include "mainwindow/console.h"
#include "operations/commandrunner.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

using Button = CommandWords::Button;
constexpr std::array buttonOrder{
    Button::SignIn,    Button::CopyForAdmin, Button::ShowEvents,  Button::Review, Button::CheckNow,
    Button::ReadAgain, Button::SendAgain,    Button::LinkDetails, Button::Undo,   Button::Details};

QString minutesText(std::chrono::milliseconds left)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::max(left, 0ms)).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

} // namespace

class CommandStrip::Private final
{
public:
    Private(CommandStrip &strip, Console &c, const Theme &theme)
        : q(strip), console(c), stages(new StageLine(theme, &strip))
    {}

    void show();
    void press(Button button);
    [[nodiscard]] QString title(Button button) const;
    [[nodiscard]] std::chrono::milliseconds undoLeft() const;

    CommandStrip &q;
    Console &console;
    CommandView view;
    StageLine *stages;
    QLabel *sentence = nullptr;
    QWidget *row = nullptr;
    QHash<Button, QPushButton *> buttons;
};

CommandStrip::CommandStrip(Console &console, const Theme &theme, QWidget *parent)
    : QFrame(parent), m_d(std::make_unique<Private>(*this, console, theme))
{
    setObjectName(u"commandStrip"_s);
    setProperty("kind", u"card"_s);
    m_d->sentence = new QLabel(this);
    m_d->sentence->setObjectName(u"commandSentence"_s);
    m_d->sentence->setTextFormat(Qt::PlainText);
    m_d->sentence->setWordWrap(true);
    auto *dismiss = new QToolButton(this);
    dismiss->setObjectName(u"dismissCommand"_s);
    dismiss->setIcon(theme.icon(u"close"_s));
    dismiss->setToolTip(tr("Close; the command goes on"));
    dismiss->setAccessibleName(tr("Close"));
    connect(dismiss, &QToolButton::clicked, this, &CommandStrip::dismissed);

    m_d->row = new QWidget(this);
    auto *flow = new FlowLayout(8, m_d->row);
    for (const Button button : buttonOrder) {
        auto *made = new QPushButton(m_d->title(button), m_d->row);
        made->setAutoDefault(false);
        made->hide();
        connect(made, &QPushButton::clicked, this, [this, button] { m_d->press(button); });
        m_d->buttons.insert(button, made);
        flow->addWidget(made);
    }
    m_d->buttons.value(Button::Undo)->setObjectName(u"undoCommand"_s);

    auto *top = new QHBoxLayout;
    top->addWidget(m_d->stages, 1);
    top->addWidget(dismiss, 0, Qt::AlignTop);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(15, 10, 8, 11);
    all->setSpacing(9);
    all->addLayout(top);
    all->addWidget(m_d->sentence);
    all->addWidget(m_d->row);

    connect(&console.commands, &CommandRunner::commandChanged, this, [this](const CommandView &command) {
        if (command.id != m_d->view.id)
            return;
        m_d->view = command;
        m_d->show();
    });
}

CommandStrip::~CommandStrip() = default;

void CommandStrip::showCommand(const CommandId &id)
{
    if (const auto command = m_d->console.commands.command(id)) {
        m_d->view = *command;
        m_d->show();
    }
}

CommandId CommandStrip::command() const
{
    return m_d->view.id;
}

void CommandStrip::tick()
{
    if (!m_d->view.id.isEmpty())
        m_d->show();
}

std::chrono::milliseconds CommandStrip::Private::undoLeft() const
{
    if (view.stage != CommandStage::Confirmed || !console.commands.canUndo(view.id))
        return 0ms;
    const WallTime confirmed = view.steps.isEmpty() ? view.orderedAt : view.steps.constLast().time;
    return confirmed + CommandTimings().undoWithin - console.clock.wallTime();
}

QString CommandStrip::Private::title(Button button) const
{
    switch (button) {
    case Button::SignIn: return tr("Sign in");
    case Button::CopyForAdmin: return tr("Copy for admin");
    case Button::ShowEvents: return tr("Show events");
    case Button::Review: return tr("Review new state");
    case Button::CheckNow: return tr("Check now");
    case Button::ReadAgain: return tr("Read again");
    case Button::LinkDetails: return tr("Link details");
    case Button::Details: return tr("Details");
    case Button::Undo: return tr("Undo %1").arg(minutesText(undoLeft()));
    case Button::SendAgain: {
        const auto wait = waitLeft(view, console.clock.wallTime());
        return wait > 0ms ? tr("Send in %1").arg(spanText(std::chrono::ceil<std::chrono::seconds>(wait)))
                          : tr("Send again");
    }
    }
    return {};
}

void CommandStrip::Private::show()
{
    const WallTime now = console.clock.wallTime();
    CommandWords words = commandWords(view, now);
    if (undoLeft() > 0ms)
        words.buttons.append(Button::Undo);
    stages->showCommand(view);
    sentence->setText(words.sentence);
    sentence->setVisible(!words.sentence.isEmpty());
    for (auto it = buttons.cbegin(); it != buttons.cend(); ++it) {
        it.value()->setVisible(words.buttons.contains(it.key()));
        it.value()->setText(title(it.key()));
    }
    // The wait is the server's; the press stays the person's.
    buttons.value(Button::SendAgain)->setEnabled(waitLeft(view, now) <= 0ms);
    q.setAccessibleName(words.sentence.isEmpty() ? stageWord(view.stage) : words.sentence);
    q.updateGeometry();
}

void CommandStrip::Private::press(Button button)
{
    const CommandId id = view.id;
    switch (button) {
    case Button::SignIn: return emit q.signInRequested();
    case Button::ShowEvents: return emit q.eventsRequested(view.order.flag);
    case Button::Review: return emit q.reviewRequested(view.order.flag);
    case Button::LinkDetails: return emit q.linkDetailsRequested();
    case Button::Details: return emit q.detailsRequested(id);
    case Button::SendAgain: return emit q.sendAgainRequested(view.order);
    case Button::CheckNow:
    case Button::ReadAgain: return console.commands.checkNow(id);
    case Button::CopyForAdmin: {
        const QString environment = console.connection.environmentName;
        return QApplication::clipboard()->setText(requestForAdmin(view, environment));
    }
    case Button::Undo:
        if (const auto order = console.commands.undoOrder(id))
            emit q.undoRequested(*order);
        return;
    }
}

} // namespace signalbox
