// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/nowline.h"

#include "flags/statepill.h"
#include "model/facttext.h"
#include "model/flagstore.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace signalbox {

NowLine::NowLine(const Theme &theme, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_pill(new StatePill(theme, this))
    , m_read(new ElidedLabel(this))
    , m_changed(new ElidedLabel(this))
    , m_again(new QPushButton(tr("Read again"), this))
{
    m_pill->setObjectName(u"nowPill"_s);
    m_read->setObjectName(u"nowRead"_s);
    m_changed->setProperty("kind", u"muted"_s);
    m_changed->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_again->setProperty("kind", u"link"_s);
    m_again->setAutoDefault(false);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(m_pill);
    line->addWidget(m_read);
    line->addWidget(m_changed, 1);
    line->addWidget(m_again);
    connect(m_again, &QPushButton::clicked, this, &NowLine::readAgainRequested);
}

NowLine::State NowLine::stateOf(const ChangeDraft &draft, const FlagRow *row)
{
    State state;
    state.flag = draft.reported();
    state.knownAt = draft.reportedAt();
    state.reading = draft.reading;
    state.deletedAt = draft.goneAt();
    if (row) {
        state.changedAt = row->changedAt;
        state.changedBy = row->origin == ChangeOrigin::You ? tr("you")
                          : !row->flag.updatedBy.isEmpty() ? row->flag.updatedBy
                                                           : tr("elsewhere");
    }
    return state;
}

void NowLine::showState(const State &state)
{
    const QString age =
        state.knownAt
            ? spanText(std::chrono::floor<std::chrono::milliseconds>(m_clock.now() - *state.knownAt))
            : QString();
    m_again->setVisible(state.reading == Reading::Failed && !state.deletedAt);
    if (state.deletedAt) {
        m_pill->setLook({PillLook::Shape::Struck, tr("DELETED")});
        m_read->setText(tr("This %1 no longer exists (noticed %2 UTC).")
                            .arg(kindNoun(state.flag ? state.flag->kind() : FlagKind::Flag),
                                 clockText(*state.deletedAt).left(8)));
        m_changed->clear();
        return;
    }
    if (!state.flag) {
        m_pill->setLook({PillLook::Shape::Unknown, tr("— ?")});
        m_read->setText(state.reading == Reading::Running ? tr("never read, reading…")
                                                          : tr("could not be read"));
        m_changed->clear();
        return;
    }
    PillLook look = pillLook(state.flag->enabled, state.flag->kind());
    switch (state.reading) {
    case Reading::Running: m_read->setText(tr("reading again… last known %1 ago").arg(age)); break;
    case Reading::Answered: m_read->setText(tr("read %1 ago").arg(age)); break;
    case Reading::Failed:
        look = {PillLook::Shape::Drained, tr("%1?").arg(switchWord(state.flag->enabled, state.flag->kind()))};
        m_read->setText(tr("could not re-read; last known %1 ago").arg(age));
        break;
    }
    m_pill->setLook(look);
    if (!state.changedAt || state.reading == Reading::Failed) {
        m_changed->clear();
        return;
    }
    const QString when = momentText(*state.changedAt, m_clock.wallTime());
    m_changed->setText(state.changedBy.isEmpty()
                           ? tr("· changed %1").arg(when)
                           : tr("· changed %1, %2").arg(when, plainLine(state.changedBy, 60)));
}

} // namespace signalbox
