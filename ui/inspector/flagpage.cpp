// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/flagpage.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "core/provider.h"
#include "events/eventwords.h"
#include "flags/schedulewords.h"
#include "flags/statepill.h"
#include "inspector/commandcard.h"
#include "inspector/copybox.h"
#include "inspector/fieldgrid.h"
#include "inspector/textblock.h"
#include "mainwindow/console.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "operations/commandrunner.h"
#include "operations/configvalue.h"
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

constexpr int mostSchedules = 8;
constexpr int mostLines = 14;       ///< of the box that holds a value
constexpr qsizetype wrapsAt = 34;   ///< characters, about; a long line takes several
constexpr int elsewhereLength = 28; ///< of a config's value in another environment

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
    , m_scheduled(m_fields->addField(tr("Scheduled"), u"inspectorScheduled"_s))
    , m_type(m_fields->addField(tr("Type"), u"inspectorType"_s))
    , m_folder(m_fields->addField(tr("Folder"), u"inspectorFolder"_s))
    , m_default(m_fields->addField(tr("Default"), u"inspectorDefault"_s))
    , m_elsewhere(m_fields->addField(tr("Elsewhere"), u"inspectorElsewhere"_s))
    , m_changed(m_fields->addField(tr("Changed"), u"inspectorChanged"_s))
    , m_name(m_fields->addField(tr("Name"), u"inspectorName"_s))
    , m_description(m_fields->addField(tr("About"), u"inspectorDescription"_s))
    , m_setOn(createSwitch(true))
    , m_setOff(createSwitch(false))
    , m_edit(new QPushButton(this))
    , m_value(new CopyBox(theme, tr("Value"), mostLines, this))
    , m_card(new CommandCard(console, theme, CommandCard::Head::Shown, this))
{
    setObjectName(u"flagPage"_s);
    m_rules->setMaximumLines(mostRules + 2);
    m_name->setMaximumLines(3);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_setOn);
    buttons->addWidget(m_setOff);
    m_edit->setObjectName(u"inspectorEdit"_s);
    m_edit->setAutoDefault(false);
    m_value->setObjectName(u"inspectorValue"_s);
    buttons->addStretch();
    auto *body = new QVBoxLayout;
    body->setContentsMargins(12, 10, 12, 10);
    body->setSpacing(12);
    body->addWidget(m_fields);
    body->addWidget(m_value);
    body->addWidget(m_edit, 0, Qt::AlignLeft);
    body->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(body);
    layout->addWidget(m_card);
    layout->addStretch();
    connect(m_edit, &QPushButton::clicked, this,
            [this] { emit editRequested(m_key, QRect(m_edit->mapToGlobal(QPoint()), m_edit->size())); });
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
        showSchedules(m_console.flags.at(row));
    }
    m_card->tick();
}

void FlagPage::showMissing()
{
    m_pill->hide();
    m_reported->setText(tr("This %1 is not in this environment any more.").arg(kindNoun(m_key.kind())));
    for (QWidget *field : {m_ordered, m_usersGet, m_otherwise, m_rules, m_scheduled, m_type, m_folder,
                           m_default, m_changed, m_name, m_description})
        m_fields->setFieldVisible(field, false);
    m_value->hide();
    for (QPushButton *button : {m_setOn, m_setOff, m_edit})
        button->hide();
}

void FlagPage::showRow(const FlagRow &row)
{
    const bool known = row.knowledge != Knowledge::Unknown;
    m_pill->show();
    m_pill->setLook(pillLook(row));
    showAge(row);
    m_fields->setFieldVisible(m_ordered, row.lamp.has_value());
    if (row.lamp) {
        m_ordered->setRuns({{plainLine(patchText(row.lamp->wanted, row.flag.kind())), TextRun::Style::Strong},
                            {u" · "_s + stageWord(row.lamp->stage).toLower(), TextRun::Style::Plain}});
    }
    showEffects(row);
    m_fields->setFieldVisible(m_rules, known && isFlag());
    showRules(row.flag);
    showSchedules(row);
    showConfig(row);
    showChanged(row);
    m_fields->setFieldVisible(m_name, !row.flag.name.isEmpty() && row.flag.name != m_key.text());
    m_name->setText(plainLine(row.flag.name));
    m_fields->setFieldVisible(m_description, !row.flag.description.isEmpty());
    m_description->setText(plainLine(row.flag.description, descriptionLength));
    showButtons(row);
}

void FlagPage::showButtons(const FlagRow &row)
{
    const bool possible = row.knowledge != Knowledge::Gone && row.knowledge != Knowledge::Unknown;
    const Settable settable = m_console.session.provider().traits().settable(m_key.kind());
    const auto show = [this, possible, &row, &settable](QPushButton *button, bool on) {
        const QString word = tr("Set %1").arg(switchWord(on, m_key.kind()));
        button->setEnabled(possible && row.flag.enabled != on);
        button->setText(button->isEnabled() ? tr("%1…").arg(word) : word);
        button->setAccessibleName(tr("Open the change panel: set %1").arg(switchWord(on, m_key.kind())));
        // What cannot be set is still a flag's switch: why not, is the change panel's to say.
        button->setVisible(isFlag() || settable.enabled);
    };
    show(m_setOn, true);
    show(m_setOff, false);
    m_edit->setVisible(!isFlag() && settable.value);
    m_edit->setEnabled(possible);
    m_edit->setText(m_key.kind() == FlagKind::AiConfig ? tr("Edit content…") : tr("Edit value…"));
    m_edit->setAccessibleName(tr("Open the change panel: edit the %1").arg(valueNoun(m_key.kind())));
}

/// The whole value, laid out; plain text whatever it holds.
void FlagPage::showConfig(const FlagRow &row)
{
    const Flag &flag = row.flag;
    const bool shows = !isFlag() && flag.config && row.readAt != MonotonicTime();
    m_value->setVisible(shows);
    for (QWidget *field : {m_type, m_folder, m_default})
        m_fields->setFieldVisible(field, shows);
    if (!shows)
        return;
    const ConfigFacts &config = *flag.config;
    const QString text =
        flag.defaultValue ? editableText(*flag.defaultValue, flag.kind(), config.type) : QString();
    int lines = 0;
    for (const QStringView line : QStringView(text).split(u'\n'))
        lines += int(std::min<qsizetype>(line.size() / wrapsAt, mostLines)) + 1;
    m_value->setLines(std::clamp(lines, 1, mostLines));
    m_value->setTitle(m_key.kind() == FlagKind::AiConfig
                          ? tr("Content · %1 characters").arg(countText(text.size()))
                          : tr("Value"));
    m_value->setEmptyText(m_key.kind() == FlagKind::AiConfig ? tr("The file is empty.")
                                                             : tr("An empty text."));
    m_value->setText(text);
    m_type->setText(config.type.isEmpty() ? tr("not said") : plainLine(config.type, 40));
    m_fields->setFieldVisible(m_folder, !config.folder.isEmpty());
    m_folder->setText(plainLine(config.folder));
    m_fields->setFieldVisible(m_default, m_key.kind() == FlagKind::Config);
    if (config.inherited)
        m_default->setText(tr("served here: this environment has no value of its own"));
    else if (config.projectDefault)
        m_default->setText(
            plainLine(displayText(*config.projectDefault, descriptionLength), descriptionLength));
    else
        m_default->setText(tr("none"), TextRun::Style::Muted);
}

void FlagPage::showSchedules(const FlagRow &row)
{
    const auto &schedules = row.flag.schedules;
    const bool any = schedules && !schedules->isEmpty() && row.knowledge != Knowledge::Gone;
    m_fields->setFieldVisible(m_scheduled, any);
    if (!any)
        return;
    QStringList lines;
    for (int i = 0; i < std::min(mostSchedules, int(schedules->size())); ++i)
        lines.append(scheduleText(schedules->at(i), m_console.clock.wallTime()));
    if (schedules->size() > mostSchedules)
        lines.append(tr("and %1 more").arg(schedules->size() - mostSchedules));
    m_scheduled->setText(lines.join(u'\n'));
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
    m_fields->setFieldVisible(m_usersGet, known && isFlag());
    m_fields->setFieldVisible(m_otherwise, known && isFlag());
    if (!known || !isFlag())
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
        runs.append({isFlag() ? switchWord(others.at(i).enabled, m_key.kind())
                              : plainLine(usersGetText(others.at(i), others.at(i).enabled), elsewhereLength),
                     TextRun::Style::Strong});
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
