// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/stageline.h"

#include "flags/marks.h"
#include "model/facttext.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int arrowWidth = 26;
constexpr int lineGap = 1;

QString title(CommandStage stage)
{
    return stageMark(stage) % u' ' % stageWord(stage);
}

bool isTrouble(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Refused:
    case CommandStage::Unknown:
    case CommandStage::Disagrees:
    case CommandStage::Overtaken:
    case CommandStage::Unseen: return true;
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Confirmed:
    case CommandStage::Cancelled: break;
    }
    return false;
}

} // namespace

StageLine::StageLine(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(u"stageLine"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StageLine::showCommand(const CommandView &command)
{
    const auto timeText = [&command](CommandStage stage) -> QString {
        const auto at = command.timeTo(stage);
        if (!at)
            return {};
        return u'+' % durationText(std::chrono::round<std::chrono::milliseconds>(*at));
    };
    m_cells.clear();
    m_cells.append({title(CommandStage::Sent), clockText(command.orderedAt), true, false, false});
    const bool trouble = isTrouble(command.stage);
    for (const CommandStage stage : {CommandStage::Accepted, CommandStage::Seen}) {
        const QString time = timeText(stage);
        // What will never come any more is left out; what still may come is shown muted.
        if (time.isEmpty() && isSettled(command.stage))
            continue;
        m_cells.append({title(stage), time, !time.isEmpty(), false, false});
    }
    const CommandStage last =
        trouble || command.stage == CommandStage::Cancelled ? command.stage : CommandStage::Confirmed;
    const bool reached = command.stage == last;
    m_cells.append({title(last), timeText(last), reached, reached, trouble});

    QStringList spoken;
    for (const Cell &cell : std::as_const(m_cells)) {
        if (cell.reached)
            spoken.append(cell.title % u' ' % cell.time);
    }
    setAccessibleName(spoken.join(u", "_s));
    update();
}

QSize StageLine::sizeHint() const
{
    return {440, 2 * fontMetrics().height() + lineGap};
}

QSize StageLine::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void StageLine::paintEvent(QPaintEvent *)
{
    if (m_cells.isEmpty())
        return;
    const ThemeColors &colors = m_theme.colors();
    QPainter painter(this);
    const QFontMetrics strong(strongFont(font()));
    int natural = arrowWidth * (int(m_cells.size()) - 1);
    QVector<int> widths;
    for (const Cell &cell : std::as_const(m_cells)) {
        widths.append(std::max(strong.horizontalAdvance(cell.title), strong.horizontalAdvance(cell.time))
                      + 4);
        natural += widths.constLast();
    }
    // What is left over goes between the cells, so that the line fills its panel.
    const int gaps = int(m_cells.size()) - 1;
    const int extra = gaps > 0 ? std::clamp((width() - natural) / gaps, 0, 18) : 0;
    const int height = fontMetrics().height();
    int x = 0;
    for (int i = 0; i < m_cells.size(); ++i) {
        const Cell &cell = m_cells.at(i);
        painter.setFont(cell.strong ? strongFont(font()) : font());
        painter.setPen(cell.fault ? colors.fault : cell.reached ? colors.text : colors.mutedText);
        painter.setOpacity(cell.reached ? 1.0 : 0.55);
        painter.drawText(QRect(x, 0, widths.at(i), height),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, cell.title);
        if (!cell.strong)
            painter.setPen(colors.mutedText);
        painter.drawText(QRect(x, height + lineGap, widths.at(i), height),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, cell.time);
        painter.setOpacity(1.0);
        x += widths.at(i);
        if (i == gaps)
            break;
        painter.setPen(colors.mutedText);
        painter.drawText(QRect(x, 0, arrowWidth + extra, 2 * height + lineGap), Qt::AlignCenter, u"→"_s);
        x += arrowWidth + extra;
    }
}

} // namespace signalbox
