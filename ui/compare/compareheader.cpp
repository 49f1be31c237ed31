// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compareheader.h"

#include "core/limits.h"
#include "flags/marks.h"
#include "model/comparemodel.h"
#include "theme/theme.h"

#include <QContextMenuEvent>
#include <QDataStream>
#include <QIODevice>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int cellPadding = 9;
constexpr int markWidth = 15; ///< as in the cells below
constexpr int rightPadding = 4;
constexpr quint32 stateVersion = 1;
constexpr int leastWidth = 40;
constexpr int mostWidth = 2'000;
// At a text height of 13 pixels.
constexpr int keyWidth = 186;
constexpr int differsWidth = 142;
constexpr int leastEnvironmentWidth = 120;

} // namespace

CompareHeader::CompareHeader(const Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent), m_theme(theme)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(true);
    setMinimumSectionSize(leastWidth);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(this, &QHeaderView::sectionResized, this, [this](int column, int, int newSize) {
        if (m_distributing || newSize == 0)
            return;
        m_sizedByPerson.insert(nameOf(column), newSize);
        emit columnSized();
    });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QString CompareHeader::nameOf(int column) const
{
    if (column == CompareModel::Key)
        return u"flag"_s;
    if (column == CompareModel::Differs)
        return u"differs"_s;
    return u"environment "_s + model()->headerData(column, Qt::Horizontal, CompareModel::IdRole).toString();
}

double CompareHeader::scale() const
{
    return std::max(1.0, QFontInfo(font()).pixelSize() / 13.0);
}

void CompareHeader::distribute(int available)
{
    const QScopedValueRollback<bool> guard(m_distributing, true);
    QVector<int> flexible;
    int left = available;
    for (int column = 0; column < count(); ++column) {
        if (const auto sized = m_sizedByPerson.constFind(nameOf(column)); sized != m_sizedByPerson.cend())
            resizeSection(column, *sized);
        else if (column >= CompareModel::Shown)
            flexible.append(column);
        else
            resizeSection(column, int((column == CompareModel::Key ? keyWidth : differsWidth) * scale()));
        if (flexible.isEmpty() || flexible.constLast() != column)
            left -= sectionSize(column);
    }
    // The environments share what is left, down to where only the states can be read, and then one scrolls.
    for (int i = 0; i < flexible.size(); ++i) {
        const int share = std::max(left / int(flexible.size() - i), int(leastEnvironmentWidth * scale()));
        resizeSection(flexible.at(i), share);
        left -= share;
    }
}

QByteArray CompareHeader::widths() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << stateVersion << m_sizedByPerson;
    return state;
}

void CompareHeader::restoreWidths(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    QHash<QString, int> sized;
    stream >> version >> sized;
    if (stream.status() != QDataStream::Ok || version != stateVersion)
        return;
    m_sizedByPerson.clear();
    for (auto entry = sized.cbegin(); entry != sized.cend(); ++entry) {
        if (m_sizedByPerson.size() < limits::comparedEnvironments * 4) // of several projects
            m_sizedByPerson.insert(entry.key(), std::clamp(*entry, leastWidth, mostWidth));
    }
}

QSize CompareHeader::sizeHint() const
{
    const int lines = QFontMetrics(font()).height() + QFontMetrics(m_theme.smallFont()).height();
    return {QHeaderView::sizeHint().width(), std::max(40, lines + 12)};
}

void CompareHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const ThemeColors &colors = m_theme.colors();
    const auto said = [this, logicalIndex](int role) {
        return model()->headerData(logicalIndex, Qt::Horizontal, role);
    };
    painter->save();
    const bool isEnvironment = logicalIndex >= CompareModel::Shown;
    const bool sorted = sortIndicatorSection() == logicalIndex;
    const QString mark =
        sorted ? (sortIndicatorOrder() == Qt::AscendingOrder ? u" ↑"_s : u" ↓"_s) : QString();
    QRect cell = rect.adjusted(cellPadding + (isEnvironment ? markWidth : 0), 0, -rightPadding, -1);
    painter->setFont(isEnvironment ? strongFont(scaledFont(font(), 0.93)) : scaledFont(font(), 0.93));
    painter->setPen(isEnvironment || sorted ? colors.text : colors.mutedText);
    const int nameHeight = painter->fontMetrics().height();
    const int ageHeight = isEnvironment ? QFontMetrics(m_theme.smallFont()).height() : 0;
    QRect line = cell;
    line.setTop(cell.top() + (cell.height() - nameHeight - ageHeight) / 2);
    line.setHeight(nameHeight);
    const int room = cell.width() - painter->fontMetrics().horizontalAdvance(mark);
    const QString title =
        painter->fontMetrics().elidedText(said(Qt::DisplayRole).toString(), Qt::ElideRight, room);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, QString(title % mark));
    if (isEnvironment) {
        painter->setFont(m_theme.smallFont());
        painter->setPen(said(CompareModel::AgedRole).toBool() ? colors.stale : colors.mutedText);
        line.moveTop(line.bottom() + 1);
        line.setHeight(ageHeight);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(said(CompareModel::AgeTextRole).toString(),
                                                            Qt::ElideRight, cell.width()));
    }
    painter->restore();
}

void CompareHeader::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Reset columns")), &QAction::triggered, this, [this] {
        m_sizedByPerson.clear();
        emit columnSized();
    });
    menu->popup(event->globalPos());
    event->accept();
}

} // namespace signalbox
