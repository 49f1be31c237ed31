// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changeform.h"

#include "flags/changeformprivate.h"
#include "flags/effectbox.h"
#include "flags/guardbox.h"
#include "flags/nowline.h"
#include "flags/rolloutbox.h"
#include "flags/valuebox.h"
#include "model/flagstore.h"
#include "model/kindwords.h"
#include "operations/commandrunner.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto readPatience = 2s; ///< after that the button works on what was last known, and says so

} // namespace

ChangeForm::ChangeForm(Console &console, const Theme &theme, const Settings &settings, QWidget *parent)
    : QWidget(parent), m_d(std::make_unique<Private>(*this, console, theme, settings))
{
    m_d->connectAll();
    m_d->ui.content->installEventFilter(this);
}

ChangeForm::~ChangeForm() = default;

void ChangeForm::Private::connectAll()
{
    QObject::connect(ui.setOn, &QPushButton::clicked, &q, [this] { choose(true); });
    QObject::connect(ui.setOff, &QPushButton::clicked, &q, [this] { choose(false); });
    QObject::connect(ui.rollout, &RolloutBox::chosen, &q, [this](int share) { chooseRollout(share); });
    QObject::connect(ui.value, &ValueBox::edited, &q, [this] { chooseValue(); });
    QObject::connect(ui.cancel, &QPushButton::clicked, &q, &ChangeForm::cancelled);
    QObject::connect(ui.act, &QPushButton::clicked, &q, [this] { order(); });
    QObject::connect(ui.review, &QPushButton::clicked, &q, [this] {
        draft.review();
        ui.effect->untick();
        ui.guard->close();
        show();
    });
    QObject::connect(ui.nowLine, &NowLine::readAgainRequested, &q, [this] { readAgain(); });
    QObject::connect(ui.effect, &EffectBox::ticked, &q, [this] {
        draft.setAlsoDefault(ui.effect->setsDefaultToFalse());
        show();
    });
    QObject::connect(ui.guard, &GuardBox::openChanged, &q, [this] { showButton(); });
    QObject::connect(ui.reason, &QComboBox::editTextChanged, &q, [this] { showButton(); });

    Feed &session = console.session;
    QObject::connect(&session, &Feed::flagRead, &q, [this](const FlagReading &read) {
        if (active && read.flag.key == draft.flag())
            take(read.flag, read.receivedAt);
    });
    QObject::connect(&session, &Feed::snapshotRead, &q, [this](const QVector<Flag> &flags) {
        if (!active)
            return;
        const auto found = std::find_if(flags.cbegin(), flags.cend(),
                                        [this](const Flag &flag) { return flag.key == draft.flag(); });
        if (found == flags.cend())
            noticeGone();
        else
            take(*found, console.clock.now());
    });
    QObject::connect(&session, &Feed::flagGone, &q, [this](const FlagKey &gone) {
        if (active && gone == draft.flag())
            noticeGone();
    });
    QObject::connect(&session, &Feed::linkChanged, &q, [this] {
        if (active)
            show();
    });
    QObject::connect(&console.commands, &CommandRunner::commandChanged, &q,
                     [this](const CommandView &command) {
                         if (active && command.order.flag == draft.flag())
                             show();
                     });
}

void ChangeForm::start(const FlagKey &flag, const FlagPatch &wanted, const std::optional<CommandOrder> &undo)
{
    stop();
    Private &d = *m_d;
    d.active = true;
    d.draft = ChangeDraft(flag, wanted, undo);
    d.failure.clear();
    if (const int row = d.console.flags.rowOf(flag); row >= 0) {
        const FlagRow &shown = d.console.flags.at(row);
        if (shown.knowledge != Knowledge::Unknown && shown.knowledge != Knowledge::Gone) {
            d.draft.setKnown(shown.flag, d.console.flags.knownUntil(shown).value_or(shown.readAt));
        }
    }
    const bool wasWritten = d.kept && d.kept->first == flag && !undo;
    d.ui.value->begin(flag, wasWritten ? std::optional(d.kept->second) : std::nullopt);
    d.ui.effect->untick();
    d.ui.guard->close();
    d.fillReasons();
    d.ui.reason->setEditText(undo ? undo->reason : QString());
    d.ui.setWhere(d.console.connection);
    d.readAgain();
}

void ChangeForm::stop()
{
    m_d->keepWritten();
    m_d->active = false;
    m_d->pendingRead.cancel();
    m_d->patience->stop();
    m_d->ui.guard->close();
}

void ChangeForm::setGuardMode(GuardMode mode)
{
    m_d->mode = mode;
    if (m_d->active)
        m_d->show();
}

void ChangeForm::focusReason()
{
    if (m_d->draft.flag().kind() != FlagKind::Flag && !m_d->draft.isUndo()
        && m_d->ui.value->isVisibleTo(this))
        m_d->ui.value->focusText();
    else
        m_d->ui.reason->setFocus(Qt::PopupFocusReason);
}

void ChangeForm::pressGuardedButton()
{
    if (m_d->active && m_d->ui.act->isVisible() && m_d->ui.act->isEnabled())
        m_d->ui.act->click();
}

bool ChangeForm::closeCover()
{
    const Guard guard = m_d->ui.guard->guard();
    return (guard == Guard::Cover || guard == Guard::CoverAndReason) && m_d->ui.guard->close();
}

void ChangeForm::showFailure(const QString &sentence)
{
    m_d->failure = sentence;
    m_d->show();
}

void ChangeForm::tick()
{
    if (m_d->active)
        m_d->show();
}

bool ChangeForm::wantsWidth() const
{
    return m_d->active && m_d->draft.flag().kind() != FlagKind::Flag && m_d->ui.value->isLarge();
}

void ChangeForm::setScrolls(bool scrolls)
{
    m_d->ui.scroll->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

int ChangeForm::naturalHeight(int width) const
{
    return m_d->ui.naturalHeight(width);
}

bool ChangeForm::eventFilter(QObject *watched, QEvent *event)
{
    // A widget that is shown for the first time learns its size from the style sheet only then.
    if (watched == m_d->ui.content && event->type() == QEvent::LayoutRequest)
        emit contentChanged();
    return QWidget::eventFilter(watched, event);
}

// What it is now

void ChangeForm::Private::readAgain()
{
    draft.reading = Reading::Running;
    patience->start(readPatience);
    pendingRead = console.session.readFlag(draft.flag(),
                                           [this](const Result<FlagReading> &result) { answered(result); });
    show();
}

void ChangeForm::Private::answered(const Result<FlagReading> &result)
{
    patience->stop();
    if (result) {
        take(result->flag, result->receivedAt);
    } else if (result.error().kind == ErrorKind::NotFound) {
        noticeGone();
    } else {
        draft.reading = Reading::Failed;
        show();
    }
}

void ChangeForm::Private::patienceIsOver()
{
    // The reading stays under way: if it answers after all, so much the better.
    draft.reading = Reading::Failed;
    show();
}

void ChangeForm::Private::take(const Flag &flag, MonotonicTime at)
{
    patience->stop();
    draft.take(flag, at);
    if (draft.newState())
        ui.guard->close();
    show();
}

void ChangeForm::Private::noticeGone()
{
    patience->stop();
    pendingRead.cancel();
    ui.guard->close();
    draft.markGone(console.clock.wallTime());
    show();
}

// What is wanted

void ChangeForm::Private::choose(bool enabled)
{
    draft.choose(enabled);
    failure.clear();
    show();
    // Where one press is all that is asked for, this was it.
    const bool isFlag = draft.flag().kind() == FlagKind::Flag; // else something may have been written beside
    if (isFlag && decision.guard == Guard::Press && missing().isEmpty() && !ui.effect->setsDefaultToFalse())
        order();
}

/// What is written is checked as one types; nothing leaves before the button.
void ChangeForm::Private::chooseValue()
{
    draft.chooseValue(ui.value->value());
    failure.clear();
    ui.guard->close();
    show();
}

void ChangeForm::Private::keepWritten()
{
    if (!active || draft.isUndo() || draft.flag().kind() == FlagKind::Flag)
        return;
    if (const auto written = ui.value->written())
        kept.emplace(draft.flag(), *written);
    else if (kept && kept->first == draft.flag())
        kept.reset();
}

/// Nothing leaves at a choice here: a slider passes many values on its way.
void ChangeForm::Private::chooseRollout(int percentage)
{
    draft.chooseRollout(percentage);
    failure.clear();
    ui.guard->close();
    show();
}

std::optional<bool> ChangeForm::Private::safeState() const
{
    const int row = console.flags.rowOf(draft.flag());
    return row < 0 ? std::nullopt : console.flags.at(row).marks.safeState;
}

GuardDecision ChangeForm::Private::decide() const
{
    GuardDecision made =
        guardFor(console.connection.environmentClass, draft.risk(safeState()), console.session.link(), mode);
    const auto last = console.commands.lastFor(draft.flag());
    if (!draft.now()) {
        made.guard = Guard::Blocked;
        made.block = GuardBlock::NeverRead;
    } else if (last && !isSettled(last->stage)) {
        made.guard = Guard::Blocked;
        made.block = GuardBlock::CommandOpen;
    }
    return made;
}

QString ChangeForm::Private::whyNothingIsChosen() const
{
    if (draft.flag().kind() == FlagKind::Flag)
        return tr("Choose what the flag should be.");
    return ui.value->written() ? tr("It is so already.") : tr("Write what it should be.");
}

QString ChangeForm::Private::missing() const
{
    if (draft.reading == Reading::Running)
        return tr("Reading it again…");
    if (draft.newState())
        return tr("It changed: look at the new state first.");
    if (draft.flag().kind() != FlagKind::Flag && !draft.isUndo() && ui.value->written()
        && !ui.value->problem().isEmpty())
        return tr("What is written is no value of this type.");
    if (!draft.isChosen())
        return whyNothingIsChosen();
    if (draft.now() && satisfies(*draft.now(), draft.wanted()))
        return tr("It is so already.");
    if (decision.reasonRequired && reason().isEmpty())
        return tr("A reason is required.");
    return {};
}

void ChangeForm::Private::order()
{
    if (!active || !draft.isOpen() || !missing().isEmpty() || !ui.guard->isOpen())
        return;
    CommandOrder made;
    made.flag = draft.flag();
    made.wanted = draft.wanted();
    made.reason = reason();
    made.shown = draft.now();
    kept.reset();
    made.towardsSafe = draft.risk(safeState()) == Risk::TowardsSafe;
    emit q.orderGiven(made);
}

} // namespace signalbox
