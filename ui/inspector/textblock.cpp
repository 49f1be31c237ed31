// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/textblock.h"

#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int lineGap = 2;
constexpr int widestHint = 260;

} // namespace

TextBlock::TextBlock(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void TextBlock::setText(const QString &text, TextRun::Style style)
{
    setRuns({{text, style}});
}

void TextBlock::setRuns(const QVector<TextRun> &runs)
{
    if (m_runs == runs)
        return;
    m_runs = runs;
    setAccessibleName(text());
    updateGeometry();
    update();
}

void TextBlock::setMaximumLines(int lines)
{
    m_maximumLines = lines;
    updateGeometry();
}

QString TextBlock::text() const
{
    QString text;
    for (const TextRun &run : m_runs)
        text += run.text;
    return text;
}

QList<QTextLayout::FormatRange> TextBlock::formats() const
{
    QList<QTextLayout::FormatRange> ranges;
    int start = 0;
    for (const TextRun &run : m_runs) {
        QTextLayout::FormatRange range;
        range.start = start;
        range.length = int(run.text.size());
        start += range.length;
        switch (run.style) {
        case TextRun::Style::Plain: continue;
        case TextRun::Style::Strong: range.format.setFontWeight(QFont::DemiBold); break;
        case TextRun::Style::Muted: range.format.setForeground(m_theme.colors().mutedText); break;
        case TextRun::Style::Fault:
            range.format.setForeground(m_theme.colors().fault);
            range.format.setFontWeight(QFont::DemiBold);
            break;
        case TextRun::Style::Monospace: range.format.setFont(m_theme.monospaceFont()); break;
        }
        ranges.append(range);
    }
    return ranges;
}

TextBlock::Extent TextBlock::arrange(QTextLayout &layout, qreal width) const
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QString text = this->text();
    text.replace(u'\n', QChar(QChar::LineSeparator));
    layout.setText(text);
    layout.setFont(font());
    layout.setFormats(formats());
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    Extent extent;
    layout.beginLayout();
    for (int i = 0;; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        if (i == m_maximumLines) {
            extent.cut = true;
            break;
        }
        if (i > 0)
            extent.height += lineGap;
        line.setPosition(QPointF(0, extent.height));
        extent.height += line.height();
        extent.width = std::max(extent.width, line.naturalTextWidth());
    }
    layout.endLayout();
    return extent;
}

QSize TextBlock::sizeHint() const
{
    QTextLayout layout;
    const Extent extent = arrange(layout, widestHint);
    return {int(std::ceil(extent.width)), heightForWidth(widestHint)};
}

QSize TextBlock::minimumSizeHint() const
{
    return {40, fontMetrics().height()};
}

int TextBlock::heightForWidth(int width) const
{
    QTextLayout layout;
    return std::max(fontMetrics().height(), int(std::ceil(arrange(layout, std::max(width, 20)).height)));
}

void TextBlock::paintEvent(QPaintEvent *)
{
    QTextLayout layout;
    const Extent extent = arrange(layout, width());
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const int shown = extent.cut ? m_maximumLines : layout.lineCount();
    for (int i = 0; i < shown; ++i)
        layout.lineAt(i).draw(&painter, QPointF(0, 0));
    if (extent.cut) {
        const QString dots = u"…"_s;
        const int dotsWidth = fontMetrics().horizontalAdvance(dots);
        const QTextLine last = layout.lineAt(m_maximumLines - 1);
        const qreal x = std::min(last.naturalTextWidth(), qreal(width() - dotsWidth));
        const QRectF place(x, last.y(), dotsWidth, last.height());
        painter.fillRect(place, palette().color(backgroundRole()));
        painter.drawText(place, Qt::AlignBottom, dots);
    }
}

void TextBlock::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateGeometry();
}

void TextBlock::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, [copied = text()] { QApplication::clipboard()->setText(copied); });
    menu->popup(event->globalPos());
}

} // namespace signalbox
