// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/waterfall.h"

#include "events/eventmarks.h"
#include "model/facttext.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int labelWidth = 80;
constexpr int valueGap = 10;
constexpr int barHeight = 8;
constexpr int startWidth = 3; ///< of the bar that stands for "now it began"

QVector<CommandStage> expectedStages(const CommandView &command)
{
    using enum CommandStage;
    switch (command.stage) {
    case Draft:
    case Sent:
    case Accepted:
    case Seen:
    case Confirmed: return {Sent, Accepted, Seen, Confirmed};
    case Overtaken: return {Sent, Accepted, Seen, Confirmed, Overtaken};
    case Disagrees:
    case Unseen: return {Sent, Accepted, Seen, command.stage};
    case Unknown:
    case Refused:
    case Cancelled: return {Sent, command.stage};
    }
    return {};
}

std::optional<std::chrono::milliseconds> reached(const CommandView &command, CommandStage stage)
{
    const auto at = command.timeTo(stage);
    return at ? std::optional(std::chrono::round<std::chrono::milliseconds>(*at)) : std::nullopt;
}

} // namespace

QVector<WaterfallRow> waterfallRows(const CommandView &command)
{
    QVector<CommandStage> stages = expectedStages(command);
    for (const CommandStep &step : command.steps) {
        // A stage off the usual way (Unknown before it was confirmed after all) stands where it happened.
        if (!stages.contains(step.stage)) {
            const auto later = std::find_if(stages.begin(), stages.end(), [&](CommandStage stage) {
                const auto at = command.timeTo(stage);
                return at && *at > step.at;
            });
            stages.insert(later, step.stage);
        }
    }
    QVector<WaterfallRow> rows;
    for (const CommandStage stage : std::as_const(stages)) {
        WaterfallRow row{stage, reached(command, stage), {}};
        if (row.at)
            row.value = durationText(*row.at);
        else
            row.value = isSettled(command.stage) ? u"—"_s : u"…"_s;
        rows.append(row);
    }
    return rows;
}

Waterfall::Waterfall(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(u"waterfall"_s);
    setAccessibleName(tr("Time line of the command"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Waterfall::setRows(const QVector<WaterfallRow> &rows)
{
    if (m_rows == rows)
        return;
    const bool resized = rows.size() != m_rows.size();
    m_rows = rows;
    QStringList said;
    for (const WaterfallRow &row : rows) {
        if (row.at)
            said.append(tr("%1 %2").arg(stageWord(row.stage), row.value));
        else
            said.append(row.value == u"…"_s ? tr("%1 not yet").arg(stageWord(row.stage))
                                            : tr("%1 never").arg(stageWord(row.stage)));
    }
    setAccessibleDescription(said.join(u", "_s));
    if (resized)
        updateGeometry();
    update();
}

int Waterfall::rowHeight() const
{
    return std::max(20, fontMetrics().height() + 4);
}

QSize Waterfall::sizeHint() const
{
    return {280, int(m_rows.size()) * rowHeight()};
}

QSize Waterfall::minimumSizeHint() const
{
    return {200, int(m_rows.size()) * rowHeight()};
}

void Waterfall::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());

    // Being overtaken may come a minute later; it gets no bar, so that it does not flatten the others.
    std::chrono::milliseconds longest{1};
    int valueWidth = fontMetrics().horizontalAdvance(u"000 ms"_s);
    for (const WaterfallRow &row : std::as_const(m_rows)) {
        if (row.at && row.stage != CommandStage::Overtaken)
            longest = std::max(longest, *row.at);
        valueWidth = std::max(valueWidth, fontMetrics().horizontalAdvance(row.value));
    }
    const qreal left = labelWidth;
    const qreal track = std::max(20.0, width() - left - valueWidth - valueGap);
    const int height = rowHeight();
    for (int i = 0; i < m_rows.size(); ++i) {
        const WaterfallRow &row = m_rows.at(i);
        const QRect line(0, i * height, width(), height);
        painter.setPen(colors.mutedText);
        painter.drawText(line.adjusted(0, 0, left - width(), 0), Qt::AlignVCenter | Qt::AlignLeft,
                         stageWord(row.stage));
        painter.setPen(row.at ? colors.text : colors.mutedText);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.value);

        const QRectF bar(left, line.center().y() - barHeight / 2.0 + 0.5, track, barHeight);
        painter.setPen(Qt::NoPen);
        QColor trackColor = colors.button;
        trackColor.setAlphaF(0.6F);
        painter.setBrush(trackColor);
        painter.drawRoundedRect(bar, 2, 2);
        if (!row.at || row.stage == CommandStage::Overtaken)
            continue;
        const QColor meaning = markColor(row.stage, colors);
        painter.setBrush(meaning == colors.text ? colors.on : meaning);
        const double share = double(row.at->count()) / double(longest.count());
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), std::max(qreal(startWidth), bar.width() * share), barHeight), 2, 2);
    }
}

} // namespace signalbox
