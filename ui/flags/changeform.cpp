// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changeform.h"

#include "flags/blockwords.h"
#include "flags/changeformlayout.h"
#include "flags/effectbox.h"
#include "flags/effectwords.h"
#include "flags/guardbox.h"
#include "flags/nowline.h"
#include "mainwindow/console.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "session/session.h"
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
    void order();
    void fillReasons();

    void show();
    void showWanted();
    void showEffect();
    void showNotice();
    void showGuard();
    void showButton();
    [[nodiscard]] QString missing() const;

    [[nodiscard]] FlagPatch wantedPatch() const;
    /// What is wanted, or before a choice what could be.
    [[nodiscard]] FlagPatch previewedPatch() const;
    [[nodiscard]] std::optional<bool> safeState() const;
    [[nodiscard]] Risk risk(const FlagPatch &patch) const;
    [[nodiscard]] GuardDecision decide(const FlagPatch &patch) const;
    [[nodiscard]] QString reason() const { return ui.reason->currentText().simplified(); }

    ChangeForm &q;
    Console &console;
    const Settings &settings;
    ChangeFormLayout ui;

    bool active = false;
    FlagKey key;
    std::optional<Flag> now; ///< the state that is being decided about
    std::optional<MonotonicTime> knownAt;
    std::optional<Flag> newState; ///< reported meanwhile, not looked at yet
    MonotonicTime newStateAt;
    std::optional<WallTime> deletedAt;
    NowLine::Reading reading = NowLine::Reading::Running;
    std::optional<bool> wanted;
    std::optional<CommandOrder> undo;
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
}

ChangeForm::~ChangeForm() = default;

void ChangeForm::Private::connectAll()
{
    QObject::connect(ui.setOn, &QPushButton::clicked, &q, [this] { choose(true); });
    QObject::connect(ui.setOff, &QPushButton::clicked, &q, [this] { choose(false); });
    QObject::connect(ui.cancel, &QPushButton::clicked, &q, &ChangeForm::cancelled);
    QObject::connect(ui.act, &QPushButton::clicked, &q, [this] { order(); });
    QObject::connect(ui.review, &QPushButton::clicked, &q, [this] {
        now = std::exchange(newState, std::nullopt);
        knownAt = newStateAt;
        // A new look is a new decision.
        if (!undo)
            wanted.reset();
        ui.effect->untick();
        ui.guard->close();
        show();
    });
    QObject::connect(ui.nowLine, &NowLine::readAgainRequested, &q, [this] { readAgain(); });
    QObject::connect(ui.effect, &EffectBox::ticked, &q, [this] { show(); });
    QObject::connect(ui.guard, &GuardBox::openChanged, &q, [this] { showButton(); });
    QObject::connect(ui.reason, &QComboBox::editTextChanged, &q, [this] { showButton(); });

    Session &session = console.session;
    QObject::connect(&session, &Session::flagRead, &q, [this](const FlagReading &read) {
        if (active && read.flag.key == key)
            take(read.flag, read.receivedAt);
    });
    QObject::connect(&session, &Session::snapshotRead, &q, [this](const QVector<Flag> &flags) {
        if (!active)
            return;
        const auto found =
            std::find_if(flags.cbegin(), flags.cend(), [this](const Flag &flag) { return flag.key == key; });
        if (found == flags.cend())
            noticeGone();
        else
            take(*found, console.clock.now());
    });
    QObject::connect(&session, &Session::flagGone, &q, [this](const FlagKey &gone) {
        if (active && gone == key)
            noticeGone();
    });
    QObject::connect(&session, &Session::linkChanged, &q, [this] {
        if (active)
            show();
    });
    QObject::connect(&console.commands, &CommandRunner::commandChanged, &q,
                     [this](const CommandView &command) {
                         if (active && command.order.flag == key)
                             show();
                     });
}

void ChangeForm::start(const FlagKey &flag, std::optional<bool> wanted,
                       const std::optional<CommandOrder> &undo)
{
    stop();
    Private &d = *m_d;
    d.active = true;
    d.key = flag;
    d.wanted = undo ? undo->wanted.enabled : wanted;
    d.undo = undo;
    d.now.reset();
    d.knownAt.reset();
    d.newState.reset();
    d.deletedAt.reset();
    d.failure.clear();
    if (const int row = d.console.flags.rowOf(flag); row >= 0) {
        const FlagRow &shown = d.console.flags.at(row);
        if (shown.knowledge != Knowledge::Unknown && shown.knowledge != Knowledge::Gone) {
            d.now = shown.flag;
            d.knownAt = d.console.flags.knownUntil(shown).value_or(shown.readAt);
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

int ChangeForm::naturalHeight(int width) const
{
    return m_d->ui.naturalHeight(width);
}

// What it is now

void ChangeForm::Private::readAgain()
{
    reading = NowLine::Reading::Running;
    patience->start(readPatience);
    pendingRead =
        console.session.readFlag(key, [this](const Result<FlagReading> &result) { answered(result); });
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
        reading = NowLine::Reading::Failed;
        show();
    }
}

void ChangeForm::Private::patienceIsOver()
{
    // The reading stays under way: if it answers after all, so much the better.
    reading = NowLine::Reading::Failed;
    show();
}

void ChangeForm::Private::take(const Flag &flag, MonotonicTime at)
{
    patience->stop();
    reading = NowLine::Reading::Answered;
    const bool decided = wanted.has_value() || undo;
    const bool wasGone = std::exchange(deletedAt, std::nullopt).has_value();
    const bool differs = wasGone || (now && !differenceWords(*now, flag).isEmpty());
    if (now && decided && differs) {
        newState = flag;
        newStateAt = at;
        ui.guard->close();
    } else {
        Flag taken = flag;
        // A list does not hold rules; those that were read before are still what we know.
        if (now && !taken.rules)
            taken.rules = now->rules;
        now = taken;
        knownAt = at;
        newState.reset();
    }
    show();
}

void ChangeForm::Private::noticeGone()
{
    patience->stop();
    pendingRead.cancel();
    ui.guard->close();
    if (!deletedAt)
        deletedAt = console.clock.wallTime();
    show();
}

// What is wanted

FlagPatch ChangeForm::Private::wantedPatch() const
{
    if (undo)
        return undo->wanted;
    FlagPatch patch;
    patch.enabled = wanted;
    if (wanted && !*wanted && ui.effect->setsDefaultToFalse())
        patch.defaultValue = FlagValue(false);
    return patch;
}

FlagPatch ChangeForm::Private::previewedPatch() const
{
    FlagPatch patch = wantedPatch();
    if (!undo && !patch.enabled && now) {
        patch.enabled = !now->enabled;
        if (now->enabled && ui.effect->setsDefaultToFalse())
            patch.defaultValue = FlagValue(false);
    }
    return patch;
}

void ChangeForm::Private::choose(bool enabled)
{
    wanted = enabled;
    failure.clear();
    show();
    // Where one press is all that is asked for, this was it.
    if (decision.guard == Guard::Press && missing().isEmpty() && !ui.effect->setsDefaultToFalse())
        order();
}

std::optional<bool> ChangeForm::Private::safeState() const
{
    const int row = console.flags.rowOf(key);
    return row < 0 ? std::nullopt : console.flags.at(row).marks.safeState;
}

Risk ChangeForm::Private::risk(const FlagPatch &patch) const
{
    return now ? riskOf(*now, patch, safeState()) : Risk::Ordinary;
}

GuardDecision ChangeForm::Private::decide(const FlagPatch &patch) const
{
    GuardDecision made =
        guardFor(console.connection.environmentClass, risk(patch), console.session.link(), mode);
    const auto last = console.commands.lastFor(key);
    if (!now) {
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
    if (reading == NowLine::Reading::Running)
        return tr("Reading it again…");
    if (newState)
        return tr("It changed: look at the new state first.");
    const FlagPatch patch = wantedPatch();
    if (patch == FlagPatch())
        return tr("Choose what the flag should be.");
    if (now && satisfies(*now, patch))
        return tr("It is so already.");
    if (decision.reasonRequired && reason().isEmpty())
        return tr("A reason is required.");
    return {};
}

void ChangeForm::Private::order()
{
    if (!active || deletedAt || !now || !missing().isEmpty() || !ui.guard->isOpen())
        return;
    CommandOrder made;
    made.flag = key;
    made.wanted = wantedPatch();
    made.reason = reason();
    made.shown = now;
    made.towardsSafe = risk(made.wanted) == Risk::TowardsSafe;
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
    const int row = console.flags.rowOf(key);
    const QString name = now ? now->name : row >= 0 ? console.flags.at(row).flag.name : QString();
    ui.key->setText(plainLine(key.text()));
    ui.name->setText(plainLine(name));

    NowLine::State state;
    // What was reported last is what is shown, also before the person has looked at the difference.
    state.flag = newState ? newState : now;
    state.knownAt = newState ? newStateAt : knownAt;
    state.reading = reading;
    state.deletedAt = deletedAt;
    if (row >= 0) {
        const FlagRow &shown = console.flags.at(row);
        state.changedAt = shown.changedAt;
        state.changedBy = shown.origin == ChangeOrigin::You ? tr("you")
                          : !shown.flag.updatedBy.isEmpty() ? shown.flag.updatedBy
                                                            : tr("elsewhere");
    }
    ui.nowLine->showState(state);

    const bool exists = !deletedAt;
    ui.wantedSection->setVisible(exists && now);
    ui.effectSection->setVisible(exists && now && !newState);
    ui.reasonSection->setVisible(exists && now);
    ui.act->setVisible(exists && now);
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
    ui.noticeSection->setVisible(newState.has_value() && !deletedAt);
    if (!newState || !now)
        return;
    const QString who = newState->updatedBy.isEmpty() ? tr("Somebody") : plainLine(newState->updatedBy, 40);
    const auto age = newState->updatedAt
                         ? console.clock.wallTime() - *newState->updatedAt
                         : std::chrono::floor<std::chrono::milliseconds>(console.clock.now() - newStateAt);
    const QString what = differenceWords(*now, *newState);
    ui.notice->setText(what.isEmpty() ? tr("It was deleted and made again.")
                                      : tr("%1 changed it %2 ago: %3").arg(who, spanText(age), what));
}

void ChangeForm::Private::showWanted()
{
    const FlagPatch patch = wantedPatch();
    const bool free = now && !newState && !undo;
    ui.setOn->setEnabled(free && !now->enabled);
    ui.setOff->setEnabled(free && now->enabled);
    ui.setOn->setChecked(patch.enabled == std::optional(true));
    ui.setOff->setChecked(patch.enabled == std::optional(false));
    ui.wantedLabel->setText(undo ? tr("Wanted: back to what it was") : tr("Wanted"));
}

void ChangeForm::Private::showEffect()
{
    if (!now)
        return;
    const FlagPatch patch = previewedPatch();
    const bool chosen = wantedPatch() != FlagPatch();
    ui.effectLabel->setText(chosen           ? tr("What users will get")
                            : *patch.enabled ? tr("What users would get if it were turned on")
                                             : tr("What users would get if it were turned off"));
    const bool canSetDefault = !undo && console.session.provider().traits().setsDefaultValue;
    ui.effect->showChange(*now, patch, canSetDefault);
}

void ChangeForm::Private::showGuard()
{
    const FlagPatch patch = previewedPatch();
    const bool chosen = wantedPatch() != FlagPatch();
    decision = decide(patch);
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
    ui.guard->setVisible(hasGuard);
    ui.guardSection->setVisible(!newState
                                && (blind || (hasGuard && (chosen || decision.guard == Guard::Blocked))));
    ui.guard->setVisible(hasGuard && (chosen || decision.guard == Guard::Blocked));
    ui.reasonNote->setText(!decision.reasonRequired ? tr("optional")
                           : where.environmentClass == EnvironmentClass::Production
                               ? tr("required in production")
                               : tr("required"));
    const bool grave =
        where.environmentClass == EnvironmentClass::Production || risk(patch) != Risk::Ordinary;
    ui.setActionWords(actionWords(patch, key, bandWord(where.environmentClass)), grave);
    showButton();
}

void ChangeForm::Private::showButton()
{
    const QString lacking = missing();
    const bool blocked = decision.guard == Guard::Blocked;
    const bool cover = decision.guard == Guard::Cover || decision.guard == Guard::CoverAndReason;
    ui.act->setEnabled(!blocked && lacking.isEmpty() && ui.guard->isOpen() && !deletedAt);
    // The throw button comes up at its own place once the cover is lifted; Cancel must not slide under it.
    ui.keepPlaceOfAction(cover && !deletedAt);
    ui.act->setVisible(now && !deletedAt && !blocked && (!cover || ui.guard->isOpen()));
    const QString hint = !failure.isEmpty() ? failure : blocked ? QString() : lacking;
    ui.hint->setProperty("kind", failure.isEmpty() ? u"muted"_s : u"fault"_s);
    ui.hint->style()->unpolish(ui.hint);
    ui.hint->style()->polish(ui.hint);
    ui.hint->setText(hint);
    ui.hint->setVisible(!hint.isEmpty());
    emit q.contentChanged();
}

} // namespace signalbox
