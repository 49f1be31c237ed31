// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/factlist.h"

#include "core/plaintext.h"
#include "events/eventmarks.h"
#include "model/eventlog.h"
#include "model/eventlogmodel.h"
#include "model/facttext.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int padding = 10;
constexpr int markWidth = 26;

class FactDelegate final : public QStyledItemDelegate
{
public:
    FactDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {100, 2 * option.fontMetrics.height() + 14};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *fact = static_cast<const Fact *>(index.data(FlagFactsModel::FactRole).value<void *>());
        if (!fact)
            return;
        const ThemeColors &colors = m_theme.colors();
        painter->save();
        const QRect cell = option.rect;
        const bool current = option.state.testFlag(QStyle::State_Selected);
        painter->fillRect(cell, current ? colors.selection : colors.base);
        painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colors.rowLine);

        const int lineHeight = option.fontMetrics.height() + 2;
        const QRect first(cell.left() + padding, cell.top() + 5, cell.width() - 2 * padding, lineHeight);
        const QColor meaning = markColor(*fact, colors);
        paintMark(*painter, first, markOf(*fact), meaning == colors.text ? colors.off : meaning);

        painter->setFont(m_theme.monospaceFont());
        painter->setPen(colors.mutedText);
        const QString time = clockText(fact->time);
        const int timeWidth = painter->fontMetrics().horizontalAdvance(time);
        painter->drawText(first, Qt::AlignVCenter | Qt::AlignRight, time);

        painter->setFont(option.font);
        painter->setPen(meaning);
        const QRect word = first.adjusted(markWidth, 0, -timeWidth - padding, 0);
        painter->drawText(word, Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(kindText(*fact), Qt::ElideRight, word.width()));
        painter->setPen(colors.text);
        const QRect second = first.adjusted(markWidth, lineHeight, 0, lineHeight);
        painter->drawText(
            second, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, second.width()));
        painter->restore();
    }

private:
    const Theme &m_theme;
};

} // namespace

FactList::FactList(const EventLog &log, FlagFactsModel::Choice choice, const Theme &theme,
                   const QString &emptyText, QWidget *parent)
    : QListView(parent), m_model(new FlagFactsModel(log, choice, this)), m_empty(new QLabel(emptyText, this))
{
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setItemDelegate(new FactDelegate(theme, this));
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    setModel(m_model);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setProperty("kind", u"muted"_s);
    m_empty->setMargin(16);

    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &FactList::showEmpty);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &FactList::showEmpty);
    connect(m_model, &QAbstractItemModel::modelReset, this, &FactList::showEmpty);
    const auto request = [this](const QModelIndex &index) {
        emit factRequested(index.data(FlagFactsModel::SerialRole).toULongLong());
    };
    connect(this, &QListView::clicked, this, request);
    connect(this, &QListView::activated, this, request);
    showEmpty();
}

void FactList::setFlag(const FlagKey &flag)
{
    m_model->setFlag(flag);
}

void FactList::showEmpty()
{
    m_empty->setVisible(m_model->rowCount() == 0);
}

void FactList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    m_empty->setGeometry(viewport()->geometry());
}

} // namespace signalbox
