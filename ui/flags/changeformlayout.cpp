// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changeformlayout.h"

#include "flags/effectbox.h"
#include "flags/guardbox.h"
#include "flags/marks.h"
#include "flags/mutedlabel.h"
#include "flags/nowline.h"
#include "flags/rolloutbox.h"
#include "flags/valuebox.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int side = 16;
constexpr int reasonLength = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("ChangeForm", text);
}

/// A section ends in a hairline of its own, so that both come and go together.
QVBoxLayout *addSection(QFrame *section, QVBoxLayout *all)
{
    auto *outside = new QVBoxLayout(section);
    outside->setContentsMargins(0, 0, 0, 0);
    outside->setSpacing(0);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(side, 11, side, 12);
    inside->setSpacing(5);
    outside->addLayout(inside);
    auto *line = new QWidget(section);
    line->setObjectName(u"hairline"_s);
    line->setAttribute(Qt::WA_StyledBackground);
    line->setFixedHeight(1);
    outside->addWidget(line);
    all->addWidget(section);
    return inside;
}

QPushButton *button(const QString &text, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    // Enter belongs to nobody here: it must never change a flag.
    made->setAutoDefault(false);
    made->setDefault(false);
    return made;
}

} // namespace

ChangeFormLayout::ChangeFormLayout(QWidget &form, const Theme &theme, const Clock &clock)
    : band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, &form))
    , scroll(new QScrollArea(&form))
    , content(new QWidget)
    , footer(new QWidget(&form))
    , key(new ElidedLabel(content))
    , name(new ElidedLabel(content))
    , nowLine(new NowLine(theme, clock, content))
    , noticeSection(new QFrame(content))
    , notice(new QLabel(noticeSection))
    , review(button(tr("Look at the new state"), noticeSection))
    , wantedSection(new QFrame(content))
    , wantedLabel(mutedLabel(tr("Wanted"), theme, wantedSection))
    , setOn(button(tr("Set ON"), wantedSection))
    , setOff(button(tr("Set OFF"), wantedSection))
    , rollout(new RolloutBox(theme, wantedSection))
    , value(new ValueBox(theme, wantedSection))
    , effectSection(new QFrame(content))
    , effectLabel(mutedLabel({}, theme, effectSection))
    , effect(new EffectBox(theme, effectSection))
    , reasonSection(new QFrame(content))
    , reasonNote(mutedLabel({}, theme, reasonSection))
    , reason(new QComboBox(reasonSection))
    , guardSection(new QFrame(content))
    , blind(new QLabel(guardSection))
    , guard(new GuardBox(theme, clock, guardSection))
    , hint(mutedLabel({}, theme, footer))
    , cancel(button(tr("Cancel"), footer))
    , act(button({}, footer))
{
    auto *sections = new QVBoxLayout(content);
    sections->setContentsMargins(0, 0, 0, 0);
    sections->setSpacing(0);

    auto *head = addSection(new QFrame(content), sections);
    head->setSpacing(8);
    auto *names = new QHBoxLayout;
    names->setSpacing(10);
    QFont keyFont = theme.monospaceFont();
    keyFont.setBold(true);
    key->setObjectName(u"changeKey"_s);
    key->setFont(scaledFont(keyFont, 14.0 / 12.0));
    name->setProperty("kind", u"muted"_s);
    names->addWidget(key, 0);
    names->addWidget(name, 1);
    head->addLayout(names);
    head->addWidget(nowLine);

    auto *noticeLine = addSection(noticeSection, sections);
    notice->setObjectName(u"changedMeanwhile"_s);
    notice->setTextFormat(Qt::PlainText);
    notice->setProperty("kind", u"fault"_s);
    notice->setWordWrap(true);
    review->setObjectName(u"reviewNewState"_s);
    noticeLine->addWidget(notice);
    noticeLine->addWidget(review, 0, Qt::AlignLeft);

    auto *wanted = addSection(wantedSection, sections);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    for (QPushButton *choice : {setOn, setOff})
        choices->addWidget(choice);
    setOn->setObjectName(u"setOn"_s);
    setOff->setObjectName(u"setOff"_s);
    choices->addStretch(1);
    wanted->addWidget(wantedLabel);
    wanted->addLayout(choices);
    wanted->addWidget(rollout);
    wanted->addWidget(value);

    auto *effects = addSection(effectSection, sections);
    effects->addWidget(effectLabel);
    effects->addWidget(effect);

    auto *reasons = addSection(reasonSection, sections);
    auto *reasonTitle = new QHBoxLayout;
    auto *reasonLabel = mutedLabel(tr("Reason"), theme, reasonSection);
    reasonTitle->addWidget(reasonLabel, 1);
    reasonTitle->addWidget(reasonNote);
    reason->setObjectName(u"reason"_s);
    reason->setAccessibleName(tr("Reason"));
    reason->setEditable(true);
    reason->setInsertPolicy(QComboBox::NoInsert);
    reason->setCompleter(nullptr); // a completed word would be a reason nobody gave
    reason->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    reason->setMinimumContentsLength(12);
    reason->lineEdit()->setMaxLength(reasonLength);
    reason->lineEdit()->setPlaceholderText(tr("Why? A ticket, an incident, a few words"));
    reasonLabel->setBuddy(reason);
    reasons->addLayout(reasonTitle);
    reasons->addWidget(reason);

    auto *guards = addSection(guardSection, sections);
    blind->setObjectName(u"blindNote"_s);
    blind->setTextFormat(Qt::PlainText);
    blind->setWordWrap(true);
    blind->setProperty("kind", u"muted"_s);
    guards->addWidget(blind);
    guards->addWidget(guard);
    sections->addStretch(1);

    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto *foot = new QVBoxLayout(footer);
    foot->setContentsMargins(side, 10, side, 12);
    foot->setSpacing(7);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(act);
    hint->setObjectName(u"changeHint"_s);
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignRight);
    foot->addWidget(hint);
    foot->addLayout(buttons);
    act->setObjectName(u"guardedButton"_s);
    cancel->setObjectName(u"cancelChange"_s);

    auto *all = new QVBoxLayout(&form);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(band);
    all->addWidget(scroll, 1);
    all->addWidget(footer);

    const auto restyle = [this, &form, &theme] {
        const ThemeColors &colors = theme.colors();
        form.setStyleSheet(
            u"#hairline { background: %1; min-height: 1px; max-height: 1px; }"
            "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"
            "QPushButton#setOn[chosen=\"true\"], QPushButton#setOff[chosen=\"true\"] { background: %2;"
            "border: 2px solid %3; padding: 3px 13px; font-weight: 500; }"
            "QSpinBox#rolloutPercentage[chosen=\"true\"] { background: %2; border: 2px solid %3; }"_s.arg(
                colors.border.name(), colors.selection.name(), colors.on.name()));
    };
    restyle();
    QObject::connect(&theme, &Theme::changed, &form, restyle);
}

void ChangeFormLayout::setWhere(const ConnectionInfo &connection)
{
    band->setConnection(connection);
}

void ChangeFormLayout::setActionWords(const QString &words, bool grave)
{
    const QString kind = grave ? u"danger"_s : u"primary"_s;
    if (act->accessibleName() == words && act->property("kind").toString() == kind)
        return;
    QString text = words;
    text.replace(u'&', u"&&"_s); // a key may hold one: it is no mnemonic
    act->setText(text);
    act->setAccessibleName(words);
    act->setShortcut(QKeySequence(Qt::ALT | Qt::Key_T));
    act->setToolTip(tr("Ctrl+Enter"));
    act->setProperty("kind", kind);
    act->style()->unpolish(act);
    act->style()->polish(act);
}

/// Not a checkable button: that would be told as a check box.
void ChangeFormLayout::setChosen(QPushButton &choice, bool chosen)
{
    if (choice.property("chosen").toBool() == chosen)
        return;
    choice.setProperty("chosen", chosen);
    choice.setAccessibleDescription(chosen ? tr("chosen") : QString());
    choice.style()->unpolish(&choice);
    choice.style()->polish(&choice);
}

void ChangeFormLayout::setHint(const QString &text, bool isFault)
{
    hint->setProperty("kind", isFault ? u"fault"_s : u"muted"_s);
    hint->style()->unpolish(hint);
    hint->style()->polish(hint);
    hint->setText(text);
    hint->setVisible(!text.isEmpty());
}

void ChangeFormLayout::keepPlaceOfAction(bool keep)
{
    QSizePolicy policy = act->sizePolicy();
    policy.setRetainSizeWhenHidden(keep);
    act->setSizePolicy(policy);
}

int ChangeFormLayout::naturalHeight(int width) const
{
    const auto needed = [width](const QWidget *widget) {
        const QLayout *layout = widget->layout();
        return layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                           : layout->totalSizeHint().height();
    };
    return band->minimumHeight() + needed(content) + needed(footer);
}

} // namespace signalbox
