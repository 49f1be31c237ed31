// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/stagelabel.h"

#include "events/eventmarks.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QPainter>

namespace signalbox {

StageLabel::StageLabel(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setStage(CommandStage::Sent);
}

void StageLabel::setStage(CommandStage stage)
{
    m_stage = stage;
    m_word = stageWord(stage).toLower();
    setAccessibleName(m_word);
    updateGeometry();
    update();
}

int StageLabel::markWidth() const
{
    return m_stage == CommandStage::Seen || m_stage == CommandStage::Unseen ? 24 : 17;
}

QSize StageLabel::sizeHint() const
{
    return {markWidth() + fontMetrics().horizontalAdvance(m_word) + 1, fontMetrics().height()};
}

void StageLabel::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = m_theme.colors();
    const QColor meaning = markColor(m_stage, colors);
    const QColor color = meaning == colors.text ? colors.mutedText : meaning;
    QPainter painter(this);
    painter.setFont(font());
    paintMark(painter, QRectF(0, 0, markWidth(), height()), markOf(m_stage), color);
    painter.setPen(color);
    painter.drawText(rect().adjusted(markWidth(), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_word);
}

} // namespace signalbox
