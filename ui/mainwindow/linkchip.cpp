// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/linkchip.h"

#include "theme/theme.h"
#include "words/sentences.h"

#include <QPainter>
#include <QStyleOptionButton>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int shapeSize = 14;
constexpr int sideMargin = 11;
constexpr int gap = 6;

} // namespace

LinkChip::LinkChip(const Theme &theme, QWidget *parent) : QPushButton(parent), m_theme(theme)
{
    setObjectName(u"linkChip"_s);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setToolTip(tr("State of the stream, and how long ago it was last heard. Press for details."));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setFont(bold);
    setText(linkWord(LinkState::Idle));
    setAccessibleName(text());
    connect(&theme, &Theme::changed, this, qOverload<>(&LinkChip::update));
}

void LinkChip::showLink(const LinkStatus &status, MonotonicTime now, Qt::TimeSpec zone)
{
    const QString shown = linkText(status, now, zone);
    if (shown == text() && status.state == m_state)
        return;
    m_state = status.state;
    setText(shown);
    setAccessibleName(linkAccessibleText(status, now, zone));
    updateGeometry();
    update();
}

QSize LinkChip::sizeHint() const
{
    // Wide enough for two digits of seconds, so that the toolbar does not move with every tick.
    const int usual = fontMetrics().horizontalAdvance(u"Live · 88 s"_s);
    const int width = std::max(usual, fontMetrics().horizontalAdvance(text()));
    return {width + shapeSize + gap + 2 * sideMargin, 28};
}

QSize LinkChip::minimumSizeHint() const
{
    return sizeHint();
}

void LinkChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);
    const QRect shape(sideMargin, (height() - shapeSize) / 2, shapeSize, shapeSize);
    Theme::paintIcon(painter, linkIconName(m_state), shape, linkColor(m_state, m_theme));
    painter.setPen(m_theme.colors().text);
    painter.drawText(rect().adjusted(shape.right() + 1 + gap, 0, -sideMargin, 0),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text());
}

QString linkIconName(LinkState state)
{
    switch (state) {
    case LinkState::Idle: return u"link-idle"_s;
    case LinkState::Connecting: return u"link-connecting"_s;
    case LinkState::Syncing: return u"link-syncing"_s;
    case LinkState::Live: return u"link-live"_s;
    case LinkState::Late: return u"link-late"_s;
    case LinkState::Stale: return u"link-stale"_s;
    case LinkState::Retrying: return u"link-retrying"_s;
    case LinkState::SignInNeeded: return u"link-signin"_s;
    case LinkState::Refused: return u"link-refused"_s;
    case LinkState::Paused: return u"link-paused"_s;
    case LinkState::Polling: return u"link-polling"_s;
    }
    return {};
}

QColor linkColor(LinkState state, const Theme &theme)
{
    const ThemeColors &colors = theme.colors();
    switch (state) {
    case LinkState::Idle:
    case LinkState::Paused: return colors.mutedText;
    case LinkState::Connecting:
    case LinkState::Syncing: return colors.pending;
    case LinkState::Live:
    case LinkState::Polling: return colors.on;
    case LinkState::Late:
    case LinkState::Stale:
    case LinkState::Retrying: return colors.stale;
    case LinkState::SignInNeeded:
    case LinkState::Refused: return colors.fault;
    }
    return {};
}

} // namespace signalbox
