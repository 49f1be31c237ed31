// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/factpage.h"

#include "core/limits.h"
#include "core/plaintext.h"
#include "events/eventwords.h"
#include "inspector/copybox.h"
#include "inspector/fieldgrid.h"
#include "inspector/scrollpage.h"
#include "inspector/textblock.h"
#include "mainwindow/console.h"
#include "model/eventlogmodel.h"
#include "model/facttext.h"
#include "model/kindwords.h"
#include "operations/configvalue.h"
#include "words/sentences.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int valueLines = 8;
constexpr qsizetype shortValue = 60;

bool isLong(const QString &text)
{
    return text.size() > shortValue || text.contains(u'\n');
}

QString words(const char *text)
{
    return QCoreApplication::translate("FactPage", text);
}

QString rulesInWords(const QVector<Rule> &rules)
{
    QStringList lines;
    for (const Rule &rule : rules)
        lines.append(ruleText(rule));
    return lines.isEmpty() ? words("none") : lines.join(u'\n');
}

/// Whole, and as the server has it: text without the quotes of JSON.
QString valueInWords(const FlagValue &value, FlagKind of)
{
    const bool isText = std::holds_alternative<QString>(value);
    return of == FlagKind::Flag ? plainLine(displayText(value))
                                : editableText(value, of, isText ? u"string"_s : QString());
}

void addValue(QVector<BeforeAfter> &lines, FlagKind of, const FlagValue &before, const FlagValue &after)
{
    lines.append({capitalised(valueNoun(of)), valueInWords(before, of), valueInWords(after, of),
                  of != FlagKind::Flag});
}

void addDelta(QVector<BeforeAfter> &lines, const FlagDelta &delta, FlagKind of)
{
    if (delta.enabled)
        lines.append(
            {words("Switch"), switchWord(delta.enabled->before, of), switchWord(delta.enabled->after, of)});
    if (delta.defaultValue)
        addValue(lines, of, delta.defaultValue->before, delta.defaultValue->after);
    if (delta.name)
        lines.append({words("Name"), plainLine(delta.name->before), plainLine(delta.name->after)});
    if (delta.description)
        lines.append({words("Description"), words("another"), words("changed")});
    if (delta.rules)
        lines.append({words("Rules"), rulesInWords(delta.rules->before), rulesInWords(delta.rules->after)});
}

void addDifference(QVector<BeforeAfter> &lines, const FlagDifference &difference)
{
    if (difference.before && difference.after) {
        addDelta(lines, deltaBetween(*difference.before, *difference.after), difference.key.kind());
        return;
    }
    const FlagKind of = difference.key.kind();
    const auto side = [of](const std::optional<Flag> &flag) {
        return flag ? switchWord(flag->enabled, of) : words("not there");
    };
    lines.append({capitalised(kindNoun(of)), side(difference.before), side(difference.after)});
}

} // namespace

QVector<BeforeAfter> beforeAndAfter(const Fact &fact)
{
    QVector<BeforeAfter> lines;
    if (!fact.detail)
        return lines;
    if (const auto *change = std::get_if<ChangeDetail>(fact.detail.get())) {
        addDelta(lines, change->delta, fact.flag.kind());
    } else if (const auto *resync = std::get_if<ResyncDetail>(fact.detail.get())) {
        addDifference(lines, resync->difference);
    } else if (const auto *command = std::get_if<CommandDetail>(fact.detail.get())) {
        const FlagKind of = fact.flag.kind();
        if (command->wanted.defaultValue && command->valueBefore && of != FlagKind::Flag)
            addValue(lines, of, *command->valueBefore, *command->wanted.defaultValue);
        FlagPatch wanted = command->wanted;
        if (!lines.isEmpty())
            wanted.defaultValue.reset(); // told already
        FlagPatch before;
        if (wanted.rollout)
            before.rollout = command->rolloutBefore;
        const QString was = before.rollout           ? patchText(before, of)
                            : command->enabledBefore ? switchWord(*command->enabledBefore, of)
                                                     : u"—"_s;
        if (wanted != FlagPatch())
            lines.append({words("Ordered"), was, plainLine(patchText(wanted, of))});
    }
    return lines;
}

FactPage::FactPage(Console &console, const Theme &theme, QWidget *parent)
    : QTabWidget(parent)
    , m_console(console)
    , m_theme(theme)
    , m_fields(new FieldGrid(theme))
    , m_when(m_fields->addField(tr("Time"), u"factTime"_s))
    , m_kind(m_fields->addField(tr("Kind"), u"factKind"_s))
    , m_flag(m_fields->addField(tr("Flag"), u"factFlag"_s))
    , m_environment(m_fields->addField(tr("Where"), u"factEnvironment"_s))
    , m_what(m_fields->addField(tr("What"), u"factWhat"_s))
    , m_by(m_fields->addField(tr("By"), u"factBy"_s))
    , m_source(m_fields->addField(tr("Source"), u"factSource"_s))
    , m_lag(m_fields->addField(tr("Lag"), u"factLag"_s))
    , m_error(m_fields->addField(tr("Error"), u"factError"_s))
    , m_serial(m_fields->addField(tr("Row"), u"factSerial"_s))
    , m_comparison(new QWidget)
    , m_comparisonLayout(new QGridLayout)
    , m_noComparison(new QLabel(tr("This row does not say what was before and after."), m_comparison))
    , m_raw(new CopyBox(theme, tr("Frame as received"), 0, this))
{
    setObjectName(u"factTabs"_s);
    setDocumentMode(true);
    m_raw->setObjectName(u"factRaw"_s);
    auto *fields = new QWidget;
    auto *fieldsLayout = new QVBoxLayout(fields);
    fieldsLayout->setContentsMargins(12, 10, 12, 10);
    fieldsLayout->addWidget(m_fields);
    fieldsLayout->addStretch();
    m_comparison->setObjectName(u"factComparison"_s);
    auto *comparison = new QVBoxLayout(m_comparison);
    comparison->setContentsMargins(12, 10, 12, 10);
    m_comparisonLayout->setHorizontalSpacing(12);
    m_comparisonLayout->setVerticalSpacing(6);
    m_comparisonLayout->setColumnStretch(1, 1);
    m_comparisonLayout->setColumnStretch(2, 1);
    m_noComparison->setTextFormat(Qt::PlainText);
    m_noComparison->setProperty("kind", u"muted"_s);
    m_noComparison->setWordWrap(true);
    comparison->addLayout(m_comparisonLayout);
    comparison->addWidget(m_noComparison);
    comparison->addStretch();
    m_raw->setContentsMargins(12, 8, 12, 12);
    addTab(scrollPage(fields), tr("Fields"));
    addTab(scrollPage(m_comparison), tr("Before/After"));
    addTab(m_raw, tr("Raw frame"));
}

void FactPage::setFact(const Fact &fact)
{
    showFields(fact);
    showBeforeAndAfter(fact);
    showRaw(fact);
}

void FactPage::showFields(const Fact &fact)
{
    const auto show = [this](TextBlock *field, const QString &text) {
        field->setText(text);
        m_fields->setFieldVisible(field, !text.isEmpty());
    };
    QString elsewhere;
    QString error;
    if (fact.detail) {
        if (const auto *change = std::get_if<ChangeDetail>(fact.detail.get()))
            elsewhere = change->elsewhere;
        else if (const auto *command = std::get_if<CommandDetail>(fact.detail.get());
                 command && command->error)
            error = errorSentence(*command->error);
        else if (const auto *link = std::get_if<LinkDetail>(fact.detail.get()); link && link->error)
            error = errorSentence(*link->error);
    }
    const QString environment = elsewhere.isEmpty() ? m_console.connection.environmentName : elsewhere;
    show(m_when, toDateTime(fact.time).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u" UTC"_s);
    show(m_kind, kindText(fact));
    m_flag->setText(plainLine(fact.flag.text()), TextRun::Style::Monospace);
    m_fields->setFieldLabel(m_flag, capitalised(kindNoun(fact.flag.kind())));
    m_fields->setFieldVisible(m_flag, !fact.flag.isEmpty());
    show(m_environment, plainLine(environment));
    show(m_what, plainLine(factText(fact), 1'000));
    show(m_by, plainLine(fact.by));
    show(m_source, word(fact.source));
    show(m_lag, fact.lag ? durationText(*fact.lag) : QString());
    show(m_error, error);
    show(m_serial, countText(qint64(fact.serial)));
}

void FactPage::showBeforeAndAfter(const Fact &fact)
{
    while (QLayoutItem *item = m_comparisonLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QVector<BeforeAfter> lines = beforeAndAfter(fact);
    m_noComparison->setVisible(lines.isEmpty());
    if (lines.isEmpty())
        return;
    const auto add = [this](int row, int column, const QString &text, TextRun::Style style) {
        auto *block = new TextBlock(m_theme, m_comparison);
        block->setText(text, style);
        m_comparisonLayout->addWidget(block, row, column, Qt::AlignTop);
    };
    add(0, 1, tr("Before"), TextRun::Style::Muted);
    add(0, 2, tr("After"), TextRun::Style::Muted);
    int row = 0;
    for (const BeforeAfter &line : lines) {
        ++row;
        if (line.isValue && (isLong(line.before) || isLong(line.after))) {
            for (const auto &[title, text] : {std::pair(tr("%1 before").arg(line.field), line.before),
                                              std::pair(tr("%1 after").arg(line.field), line.after)}) {
                auto *box = new CopyBox(m_theme, title, valueLines, m_comparison);
                box->setText(text);
                m_comparisonLayout->addWidget(box, row++, 0, 1, 3);
            }
            continue;
        }
        add(row, 0, line.field, TextRun::Style::Muted);
        add(row, 1, line.before, TextRun::Style::Plain);
        add(row, 2, line.after, TextRun::Style::Strong);
    }
}

void FactPage::showRaw(const Fact &fact)
{
    if (fact.raw.isEmpty()) {
        m_raw->setTitle(tr("No frame: this row was not received as an event"));
        m_raw->setText({});
        return;
    }
    m_raw->setTitle(fact.raw.size() >= limits::rawEventBytes
                        ? tr("Frame as received (first %1 bytes kept)").arg(countText(fact.raw.size()))
                        : tr("Frame as received (%1 bytes)").arg(countText(fact.raw.size())));
    m_raw->setText(QString::fromUtf8(fact.raw));
}

} // namespace signalbox
