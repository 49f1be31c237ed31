// SPDX-License-Identifier: GPL-3.0-or-later
// How the change form looks: ChangeForm::Private's showing part.
#include "flags/blockwords.h"
#include "flags/changeformprivate.h"
#include "flags/effectbox.h"
#include "flags/effectwords.h"
#include "flags/guardbox.h"
#include "flags/nowline.h"
#include "flags/rolloutbox.h"
#include "flags/schedulewords.h"
#include "flags/valuebox.h"
#include "model/flagstore.h"
#include "model/kindwords.h"
#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "words/sentences.h"

#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int offeredReasons = 12;

} // namespace

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
    const bool isNamed = !name.isEmpty() && name != draft.flag().text();
    const QString kind = kindNoun(draft.flag().kind());
    ui.name->setText(draft.flag().kind() == FlagKind::Flag ? plainLine(name)
                     : isNamed                             ? tr("%1 · %2").arg(kind, plainLine(name))
                                                           : kind);

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

Settable ChangeForm::Private::settable() const
{
    return console.session.provider().traits().settable(draft.flag().kind());
}

void ChangeForm::Private::showWanted()
{
    const FlagKind kind = draft.flag().kind();
    const bool isFlag = kind == FlagKind::Flag;
    ui.setOn->setText(tr("Set %1").arg(switchWord(true, kind)));
    ui.setOff->setText(tr("Set %1").arg(switchWord(false, kind)));
    ui.setOn->setVisible(isFlag || settable().enabled);
    ui.setOff->setVisible(isFlag || settable().enabled);
    ui.value->setVisible(!isFlag && !draft.isUndo());
    if (!isFlag && draft.now()) {
        ui.value->showState(*draft.now(), draft.isOpen() && settable().value && mode != GuardMode::Replay);
        draft.chooseValue(ui.value->value()); // what is there may have become another value
    }
    const FlagPatch patch = draft.wanted();
    const bool free = draft.isOpen() && !draft.isUndo();
    ui.setOn->setEnabled(free && draft.now() && !draft.now()->enabled);
    ui.setOff->setEnabled(free && draft.now() && draft.now()->enabled);
    ChangeFormLayout::setChosen(*ui.setOn, patch.enabled == std::optional(true));
    ChangeFormLayout::setChosen(*ui.setOff, patch.enabled == std::optional(false));
    const ProviderTraits &traits = console.session.provider().traits();
    const auto rollout = draft.now() ? rolloutOf(*draft.now()) : std::nullopt;
    const bool takesRollout = traits.flags.rollout && mode != GuardMode::Replay;
    ui.rollout->setVisible(isFlag && (traits.flags.rollout || rollout));
    ui.rollout->showState({rollout, patch.rollout, free && takesRollout,
                           takesRollout && !traits.flags.value ? valueSentence(traits.name) : QString()});
    ui.wantedLabel->setVisible(isFlag || draft.isUndo() || settable().enabled);
    ui.wantedLabel->setText(draft.isUndo() ? tr("Wanted: back to what it was") : tr("Wanted"));
}

void ChangeForm::Private::showEffect()
{
    if (!draft.now())
        return;
    const FlagPatch patch = draft.previewed();
    const bool chosen = draft.isChosen();
    ui.effectSection->setVisible(!draft.newState() && (chosen || draft.flag().kind() == FlagKind::Flag));
    ui.effectLabel->setText(chosen || !patch.enabled ? tr("What users will get")
                            : *patch.enabled         ? tr("What users would get if it were turned on")
                                                     : tr("What users would get if it were turned off"));
    const bool canSetDefault = !draft.isUndo() && console.session.provider().traits().flags.value;
    ui.effect->showChange(*draft.now(), patch, canSetDefault,
                          scheduleWarning(*draft.now(), patch, console.clock.wallTime()));
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
