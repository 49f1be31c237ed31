// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/followpill.h"

#include "events/eventwords.h"
#include "theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace signalbox {

FollowPill::FollowPill(const Theme &theme, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
{
    setObjectName(u"followPill"_s);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Follow the newest event again"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setFont(bold);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setCount(0);
}

void FollowPill::setCount(int count)
{
    setText(count > 0 ? tr("%1 new ↓ (End)").arg(countText(count)) : tr("Follow ↓ (End)"));
    setAccessibleName(text());
    updateGeometry();
    resize(sizeHint());
    update();
}

QSize FollowPill::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 28, std::max(26, fontMetrics().height() + 10)};
}

void FollowPill::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF pill = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(QPen(hasFocus() ? colors.text : colors.base, hasFocus() ? 2 : 1));
    painter.setBrush(isDown() || underMouse() ? colors.on.darker(colors.dark ? 95 : 112) : colors.on);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(colors.onText);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace signalbox
