// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changeform.h"

#include "flags/blockwords.h"
#include "flags/changedraft.h"
#include "flags/changeformlayout.h"
#include "flags/effectbox.h"
#include "flags/effectwords.h"
#include "flags/guardbox.h"
#include "flags/nowline.h"
#include "flags/rolloutbox.h"
#include "mainwindow/console.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "session/feed.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto readPatience = 2s; ///< after that the button works on what was last known, and says so
constexpr int offeredReasons = 12;

} // namespace

class ChangeForm::Private final
{
public:
    Private(ChangeForm &form, Console &c, const Theme &theme, const Settings &s)
        : q(form)
        , console(c)
        , settings(s)
        , ui(form, theme, c.clock)
        , patience(c.clock.createTimer([this] { patienceIsOver(); }))
    {}

    void connectAll();
    void readAgain();
    void answered(const Result<FlagReading> &reading);
    void patienceIsOver();
    void take(const Flag &flag, MonotonicTime at);
    void noticeGone();
    void choose(bool enabled);
    void chooseRollout(int percentage);
    void order();
    void fillReasons();

    void show();
    void showWanted();
    void showEffect();
    void showNotice();
    void showGuard();
    void showButton();
    [[nodiscard]] QString missing() const;

    [[nodiscard]] std::optional<bool> safeState() const;
    [[nodiscard]] GuardDecision decide() const;
    [[nodiscard]] QString reason() const { return ui.reason->currentText().simplified(); }

    ChangeForm &q;
    Console &console;
    const Settings &settings;
    ChangeFormLayout ui;

    bool active = false;
    ChangeDraft draft;
    GuardMode mode = GuardMode::Guarded;
    GuardDecision decision;
    QString failure;
    Pending pendingRead;
    std::unique_ptr<Timer> patience;
};

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
    d.ui.effect->untick();
    d.ui.guard->close();
    d.fillReasons();
    d.ui.reason->setEditText(undo ? undo->reason : QString());
    d.ui.setWhere(d.console.connection);
    d.readAgain();
}

void ChangeForm::stop()
{
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
    if (decision.guard == Guard::Press && missing().isEmpty() && !ui.effect->setsDefaultToFalse())
        order();
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

QString ChangeForm::Private::missing() const
{
    if (draft.reading == Reading::Running)
        return tr("Reading it again…");
    if (draft.newState())
        return tr("It changed: look at the new state first.");
    if (!draft.isChosen())
        return tr("Choose what the flag should be.");
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
    made.towardsSafe = draft.risk(safeState()) == Risk::TowardsSafe;
    emit q.orderGiven(made);
}

// How it looks

void ChangeForm::Private::fillReasons()
{
    QStringList reasons = settings.recentReasons;
    if (console.journal) {
        if (const auto recorded = console.journal->recentReasons(offeredReasons))
            reasons.append(*recorded);
    }
    reasons.removeDuplicates();
    ui.reason->clear();
    for (const QString &used : std::as_const(reasons)) {
        if (ui.reason->count() < offeredReasons)
            ui.reason->addItem(plainLine(used));
    }
}

void ChangeForm::Private::show()
{
    // In a replay nothing is decided, so nothing needs a second look: why it cannot be changed is what
    // counts.
    if (mode == GuardMode::Replay)
        draft.review();

    const int row = console.flags.rowOf(draft.flag());
    const QString name = draft.now() ? draft.now()->name
                         : row >= 0  ? console.flags.at(row).flag.name
                                     : QString();
    ui.key->setText(plainLine(draft.flag().text()));
    ui.name->setText(plainLine(name));

    ui.nowLine->showState(NowLine::stateOf(draft, row >= 0 ? &console.flags.at(row) : nullptr));

    const bool exists = !draft.goneAt();
    const bool readable = exists && draft.now();
    ui.wantedSection->setVisible(readable);
    ui.effectSection->setVisible(readable && !draft.newState());
    ui.reasonSection->setVisible(readable);
    ui.act->setVisible(readable);
    ui.cancel->setText(exists ? tr("Cancel") : tr("Close"));
    showNotice();
    if (exists) {
        showWanted();
        showEffect();
        showGuard();
    } else {
        ui.guardSection->hide();
        ui.hint->hide();
    }
    emit q.contentChanged();
}

void ChangeForm::Private::showNotice()
{
    const std::optional<Flag> &changed = draft.newState();
    ui.noticeSection->setVisible(changed && !draft.goneAt());
    if (!changed)
        return;
    const QString who = changed->updatedBy.isEmpty() ? tr("Somebody") : plainLine(changed->updatedBy, 40);
    const auto age =
        changed->updatedAt
            ? console.clock.wallTime() - *changed->updatedAt
            : std::chrono::floor<std::chrono::milliseconds>(console.clock.now() - *draft.reportedAt());
    const QString what = differenceWords(*draft.now(), *changed);
    ui.notice->setText(what.isEmpty() ? tr("It was deleted and made again.")
                                      : tr("%1 changed it %2 ago: %3").arg(who, spanText(age), what));
}

void ChangeForm::Private::showWanted()
{
    const FlagPatch patch = draft.wanted();
    const bool free = draft.isOpen() && !draft.isUndo();
    ui.setOn->setEnabled(free && !draft.now()->enabled);
    ui.setOff->setEnabled(free && draft.now()->enabled);
    ChangeFormLayout::setChosen(*ui.setOn, patch.enabled == std::optional(true));
    ChangeFormLayout::setChosen(*ui.setOff, patch.enabled == std::optional(false));
    const ProviderTraits &traits = console.session.provider().traits();
    const auto rollout = draft.now() ? rolloutOf(*draft.now()) : std::nullopt;
    const bool settable = traits.setsRollout && mode != GuardMode::Replay;
    ui.rollout->setVisible(traits.setsRollout || rollout);
    ui.rollout->showState({rollout, patch.rollout, free && settable,
                           settable && !traits.setsDefaultValue ? valueSentence(traits.name) : QString()});
    ui.wantedLabel->setText(draft.isUndo() ? tr("Wanted: back to what it was") : tr("Wanted"));
}

void ChangeForm::Private::showEffect()
{
    if (!draft.now())
        return;
    const FlagPatch patch = draft.previewed();
    const bool chosen = draft.isChosen();
    ui.effectLabel->setText(chosen           ? tr("What users will get")
                            : *patch.enabled ? tr("What users would get if it were turned on")
                                             : tr("What users would get if it were turned off"));
    const bool canSetDefault = !draft.isUndo() && console.session.provider().traits().setsDefaultValue;
    ui.effect->showChange(*draft.now(), patch, canSetDefault);
    draft.setAlsoDefault(ui.effect->setsDefaultToFalse()); // it unticks what it no longer offers
}

void ChangeForm::Private::showGuard()
{
    const FlagPatch patch = draft.previewed();
    const bool chosen = draft.isChosen();
    decision = decide();
    const ConnectionInfo &where = console.connection;
    const QString typed =
        where.environmentName.isEmpty() ? where.environmentKey.text() : where.environmentName;
    const QString blocked = decision.guard == Guard::Blocked
                                ? blockSentence(decision.block, console.session.link(),
                                                settings.showUtc ? Qt::UTC : Qt::LocalTime)
                                : QString();
    ui.guard->setReducedMotion(settings.reducedMotion);
    ui.guard->setGuard(decision.guard, typed, blocked);
    const bool hasGuard = decision.guard != Guard::Press && decision.guard != Guard::SecondPress;
    const bool blind = decision.blind && decision.guard != Guard::Blocked;
    ui.blind->setText(blind ? tr("Blind: the link is %1, so what is shown may be old.")
                                  .arg(linkWord(console.session.link().state))
                            : QString());
    ui.blind->setVisible(blind);
    ui.guardSection->setVisible(!draft.newState()
                                && (blind || (hasGuard && (chosen || decision.guard == Guard::Blocked))));
    ui.guard->setVisible(hasGuard && (chosen || decision.guard == Guard::Blocked));
    ui.reasonNote->setText(!decision.reasonRequired ? tr("optional")
                           : where.environmentClass == EnvironmentClass::Production
                               ? tr("required in production")
                               : tr("required"));
    const bool grave =
        where.environmentClass == EnvironmentClass::Production || draft.risk(safeState()) != Risk::Ordinary;
    ui.setActionWords(actionWords(patch, draft.flag(), bandWord(where.environmentClass)), grave);
    showButton();
}

void ChangeForm::Private::showButton()
{
    const QString lacking = missing();
    const bool blocked = decision.guard == Guard::Blocked;
    const bool cover = decision.guard == Guard::Cover || decision.guard == Guard::CoverAndReason;
    const bool works = !blocked && lacking.isEmpty() && ui.guard->isOpen() && draft.isOpen();
    const bool shows = draft.now() && !draft.goneAt() && !blocked && (!cover || ui.guard->isOpen());
    // The keys stay here when the button goes, and near it.
    if (ui.act->hasFocus() && !(works && shows) && !ui.guard->focusCover())
        ui.cancel->setFocus(Qt::OtherFocusReason);
    ui.act->setEnabled(works);
    // The throw button comes up at its own place once the cover is lifted; Cancel must not slide under it.
    ui.keepPlaceOfAction(cover && !draft.goneAt());
    ui.act->setVisible(shows);
    ui.setHint(!failure.isEmpty() ? failure : blocked ? QString() : lacking, !failure.isEmpty());
    emit q.contentChanged();
}

} // namespace signalbox
