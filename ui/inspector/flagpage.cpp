// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/flagpage.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "core/provider.h"
#include "flags/statepill.h"
#include "inspector/commandcard.h"
#include "inspector/fieldgrid.h"
#include "inspector/textblock.h"
#include "mainwindow/console.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "operations/commandrunner.h"
#include "session/feed.h"
#include "words/sentences.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int mostRules = 20;
constexpr int mostEnvironments = 12;
constexpr int descriptionLength = 600;

QString switchWord(bool enabled)
{
    return enabled ? u"ON"_s : u"OFF"_s;
}

} // namespace

FlagPage::FlagPage(Console &console, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_fields(new FieldGrid(theme, this))
    , m_pill(new StatePill(theme))
    , m_reported(new TextBlock(theme))
    , m_state(createState())
    , m_ordered(m_fields->addField(tr("Ordered"), u"inspectorOrdered"_s))
    , m_usersGet(m_fields->addField(tr("Users get"), u"inspectorUsersGet"_s))
    , m_otherwise(m_fields->addField(tr("If turned off"), u"inspectorOtherwise"_s))
    , m_rules(m_fields->addField(tr("Rules"), u"inspectorRules"_s))
    , m_elsewhere(m_fields->addField(tr("Elsewhere"), u"inspectorElsewhere"_s))
    , m_changed(m_fields->addField(tr("Changed"), u"inspectorChanged"_s))
    , m_name(m_fields->addField(tr("Name"), u"inspectorName"_s))
    , m_description(m_fields->addField(tr("About"), u"inspectorDescription"_s))
    , m_setOn(createSwitch(true))
    , m_setOff(createSwitch(false))
    , m_card(new CommandCard(console, theme, CommandCard::Head::Shown, this))
{
    setObjectName(u"flagPage"_s);
    m_rules->setMaximumLines(mostRules + 2);
    m_name->setMaximumLines(3);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_setOn);
    buttons->addWidget(m_setOff);
    buttons->addStretch();
    auto *body = new QVBoxLayout;
    body->setContentsMargins(12, 10, 12, 10);
    body->setSpacing(12);
    body->addWidget(m_fields);
    body->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(body);
    layout->addWidget(m_card);
    layout->addStretch();
    connect(m_card, &CommandCard::detailsRequested, this, &FlagPage::detailsRequested);
    connect(m_card, &CommandCard::undoRequested, this, &FlagPage::undoRequested);
}

QWidget *FlagPage::createState()
{
    auto *state = new QWidget(this);
    m_reported->setObjectName(u"inspectorReported"_s);
    auto *layout = new QHBoxLayout(state);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_pill, 0, Qt::AlignTop);
    layout->addWidget(m_reported, 1, Qt::AlignVCenter);
    m_fields->addField(tr("State"), state);
    return state;
}

QPushButton *FlagPage::createSwitch(bool enabled)
{
    auto *button = new QPushButton(this);
    button->setObjectName(enabled ? u"inspectorSetOn"_s : u"inspectorSetOff"_s);
    button->setAccessibleName(tr("Open the change panel: set %1").arg(switchWord(enabled)));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, button, enabled] {
        emit changeRequested(m_key, enabled, QRect(button->mapToGlobal(QPoint()), button->size()));
    });
    return button;
}

void FlagPage::setFlag(const FlagKey &key)
{
    m_key = key;
    refresh();
}

void FlagPage::refresh()
{
    const int row = m_console.flags.rowOf(m_key);
    if (row < 0)
        showMissing();
    else
        showRow(m_console.flags.at(row));
    showElsewhere();
    showCommand();
}

void FlagPage::tick()
{
    if (const int row = m_console.flags.rowOf(m_key); row >= 0) {
        showAge(m_console.flags.at(row));
        showChanged(m_console.flags.at(row));
    }
    m_card->tick();
}

void FlagPage::showMissing()
{
    m_pill->hide();
    m_reported->setText(tr("This flag is not in this environment any more."));
    for (QWidget *field : {m_ordered, m_usersGet, m_otherwise, m_rules, m_changed, m_name, m_description})
        m_fields->setFieldVisible(field, false);
    m_setOn->setEnabled(false);
    m_setOff->setEnabled(false);
    m_setOn->setText(tr("Set ON"));
    m_setOff->setText(tr("Set OFF"));
}

void FlagPage::showRow(const FlagRow &row)
{
    const bool known = row.knowledge != Knowledge::Unknown;
    m_pill->show();
    m_pill->setLook(pillLook(row));
    showAge(row);
    m_fields->setFieldVisible(m_ordered, row.lamp.has_value());
    if (row.lamp) {
        m_ordered->setRuns({{plainLine(patchText(row.lamp->wanted)), TextRun::Style::Strong},
                            {u" · "_s + stageWord(row.lamp->stage).toLower(), TextRun::Style::Plain}});
    }
    showEffects(row);
    m_fields->setFieldVisible(m_rules, known);
    showRules(row.flag);
    showChanged(row);
    m_fields->setFieldVisible(m_name, !row.flag.name.isEmpty() && row.flag.name != m_key.text());
    m_name->setText(plainLine(row.flag.name));
    m_fields->setFieldVisible(m_description, !row.flag.description.isEmpty());
    m_description->setText(plainLine(row.flag.description, descriptionLength));

    const bool possible = row.knowledge != Knowledge::Gone && known;
    m_setOn->setEnabled(possible && !row.flag.enabled);
    m_setOff->setEnabled(possible && row.flag.enabled);
    m_setOn->setText(m_setOn->isEnabled() ? tr("Set ON…") : tr("Set ON"));
    m_setOff->setText(m_setOff->isEnabled() ? tr("Set OFF…") : tr("Set OFF"));
}

QString FlagPage::ageSentence(const FlagRow &row) const
{
    using std::chrono::milliseconds;
    const MonotonicTime now = m_console.clock.now();
    const auto read = std::chrono::duration_cast<milliseconds>(now - row.readAt);
    const QString age = read < std::chrono::seconds(1) ? tr("just now") : tr("%1 ago").arg(spanText(read));
    switch (row.knowledge) {
    case Knowledge::Fresh: return tr("reported %1").arg(age);
    case Knowledge::Aged: return tr("last reported %1; the link is not current").arg(age);
    case Knowledge::Unverified:
        return tr("said to have changed; being read again. Last reported %1").arg(age);
    case Knowledge::Unknown: return row.readError ? errorSentence(*row.readError) : tr("not read yet");
    case Knowledge::Gone: return tr("deleted; last reported %1").arg(age);
    }
    return {};
}

void FlagPage::showAge(const FlagRow &row)
{
    m_reported->setText(ageSentence(row));
}

void FlagPage::showEffects(const FlagRow &row)
{
    const bool known = row.knowledge != Knowledge::Unknown;
    m_fields->setFieldVisible(m_usersGet, known);
    m_fields->setFieldVisible(m_otherwise, known);
    if (!known)
        return;
    const Flag &flag = row.flag;
    m_usersGet->setText(usersGetText(flag, flag.enabled));
    m_fields->setFieldLabel(m_otherwise, flag.enabled ? tr("If turned off") : tr("If turned on"));
    const QString otherwise = usersGetText(flag, !flag.enabled);
    if (flag.enabled && offServesTrue(flag))
        m_otherwise->setRuns({{u"⚠ "_s + otherwise, TextRun::Style::Fault},
                              {tr("\nTurning it off does not stop it: its default is true."), {}}});
    else
        m_otherwise->setText(otherwise);
}

void FlagPage::showRules(const Flag &flag)
{
    if (!flag.rules || flag.rules->isEmpty()) {
        m_rules->setText(flag.rules ? tr("none") : tr("not read yet"), TextRun::Style::Muted);
        return;
    }
    QVector<Rule> rules = *flag.rules;
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule &a, const Rule &b) { return a.priority < b.priority; });
    QVector<TextRun> runs;
    for (int i = 0; i < std::min(mostRules, int(rules.size())); ++i) {
        const Rule &rule = rules.at(i);
        const QString line = u"%1 · %2"_s.arg(i + 1).arg(ruleText(rule));
        runs.append(
            {i > 0 ? u'\n' + line : line, rule.active ? TextRun::Style::Plain : TextRun::Style::Muted});
    }
    if (rules.size() > mostRules)
        runs.append({u'\n' + tr("and %1 more").arg(rules.size() - mostRules), TextRun::Style::Muted});
    m_rules->setRuns(runs);
}

void FlagPage::showElsewhere()
{
    const QVector<Flag> others = m_console.session.elsewhere(m_key);
    m_fields->setFieldVisible(m_elsewhere, !others.isEmpty());
    QVector<TextRun> runs;
    for (int i = 0; i < std::min(mostEnvironments, int(others.size())); ++i) {
        const QString name =
            plainLine(m_console.session.provider().environmentName(others.at(i).environment), 40);
        runs.append({(i > 0 ? u" · "_s : QString()) + name + u' ', TextRun::Style::Plain});
        runs.append({switchWord(others.at(i).enabled), TextRun::Style::Strong});
    }
    m_elsewhere->setRuns(runs);
}

void FlagPage::showChanged(const FlagRow &row)
{
    m_fields->setFieldVisible(m_changed, row.changedAt.has_value());
    if (!row.changedAt)
        return;
    const QString moment = momentText(*row.changedAt, m_console.clock.wallTime());
    QString by = plainLine(row.flag.updatedBy);
    if (row.origin == ChangeOrigin::You)
        by = tr("you");
    else if (by.isEmpty() && row.origin == ChangeOrigin::Elsewhere)
        by = tr("someone elsewhere");
    m_changed->setText(by.isEmpty() ? moment : tr("%1 by %2").arg(moment, by));
}

void FlagPage::showCommand()
{
    const std::optional<CommandView> last = m_console.commands.lastFor(m_key);
    m_card->setVisible(last.has_value());
    if (last)
        m_card->setCommand(*last);
}

} // namespace signalbox
