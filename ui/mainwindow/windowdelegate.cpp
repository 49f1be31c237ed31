// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowdelegate.h"

#include "core/plaintext.h"
#include "mainwindow/linkchip.h"
#include "mainwindow/windowlistmodel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QAbstractProxyModel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int rowHeight = 48; // logical pixels, as all below
constexpr int side = 12;
constexpr int classWidth = 118;
constexpr int classHeight = 22;
constexpr int gap = 12;
constexpr int shapeSize = 14;

const WindowSummary &summaryAt(const QModelIndex &index)
{
    const auto *found = qobject_cast<const QAbstractProxyModel *>(index.model());
    const auto *list = qobject_cast<const WindowListModel *>(found->sourceModel());
    return list->at(found->mapToSource(index).row());
}

QString secondLine(const WindowSummary &window)
{
    QStringList parts;
    if (window.isCurrent)
        parts.append(WindowDelegate::tr("this window"));
    if (!window.connection) {
        parts.append(WindowDelegate::tr("not connected"));
    } else {
        if (window.connection->replay) {
            parts.append(WindowDelegate::tr("a recorded session"));
        } else {
            const QUrl &url = window.connection->url;
            const QString host = plainLine(url.host());
            parts.append(url.port() < 0 ? host : u"%1:%2"_s.arg(host).arg(url.port()));
            parts.append(vendorName(window.connection->vendor));
        }
    }
    return parts.join(u" · "_s);
}

} // namespace

WindowDelegate::WindowDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent), m_theme(theme)
{}

QSize WindowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {classWidth * 4, rowHeight};
}

void WindowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const WindowSummary &window = summaryAt(index);
    const ThemeColors &colors = m_theme.colors();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, colors.selection);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, colors.hover);

    const QRect area = option.rect.adjusted(side, 0, -side, 0);
    paintClass(*painter, area, window, option);
    const int linkWidth = paintLink(*painter, area, window, option);
    QRect words = area.adjusted(classWidth + gap, 0, linkWidth > 0 ? -linkWidth - gap : 0, 0);
    const QString second = secondLine(window);
    if (!second.isEmpty())
        words.setBottom(area.center().y());
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(colors.text);
    const int upper = second.isEmpty() ? Qt::AlignVCenter : Qt::AlignBottom;
    painter->drawText(words, upper | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(bold).elidedText(windowPlace(window), Qt::ElideMiddle, words.width()));
    if (!second.isEmpty()) {
        words.setTop(words.bottom() + 1);
        words.setBottom(area.bottom());
        painter->setFont(m_theme.smallFont());
        painter->setPen(colors.mutedText);
        painter->drawText(
            words, Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine,
            QFontMetrics(m_theme.smallFont()).elidedText(second, Qt::ElideRight, words.width()));
    }
    painter->restore();
}

/// White on the band's own colour in both themes, as the band is.
void WindowDelegate::paintClass(QPainter &painter, const QRect &area, const WindowSummary &window,
                                const QStyleOptionViewItem &option) const
{
    if (!window.connection)
        return;
    const QRect badge(area.left(), area.center().y() - classHeight / 2 + 1, classWidth, classHeight);
    const bool replay = window.connection->replay;
    const EnvironmentClass shown =
        replay ? EnvironmentClass::Development : window.connection->environmentClass;
    painter.setPen(Qt::NoPen);
    painter.setBrush(bandColor(shown));
    painter.drawRoundedRect(badge, 3, 3);
    if (shown == EnvironmentClass::Lab) {
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(badge).adjusted(1.5, 1.5, -1.5, -1.5), 2, 2);
    }
    QFont font = m_theme.smallFont();
    font.setWeight(QFont::Bold);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(badge, Qt::AlignCenter | Qt::TextSingleLine, replay ? tr("REPLAY") : bandWord(shown));
    painter.setFont(option.font);
}

/// The width that it takes; 0 without a connection.
int WindowDelegate::paintLink(QPainter &painter, const QRect &area, const WindowSummary &window,
                              const QStyleOptionViewItem &option) const
{
    if (window.linkText.isEmpty())
        return 0;
    const int width = QFontMetrics(option.font).horizontalAdvance(window.linkText);
    const QRect words(area.right() + 1 - width, area.top(), width, area.height());
    const QRect shape(words.left() - shapeSize - 6, area.center().y() - shapeSize / 2 + 1, shapeSize,
                      shapeSize);
    if (!window.connection || !window.connection->replay)
        Theme::paintIcon(painter, linkIconName(window.link), shape, linkColor(window.link, m_theme));
    painter.setFont(option.font);
    painter.setPen(m_theme.colors().text);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, window.linkText);
    return width + shapeSize + 6;
}

} // namespace signalbox
