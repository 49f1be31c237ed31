// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/wiremodel.h"

#include "model/facttext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

WireModel::WireModel(const WireTap &tap, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_tap(tap)
    , m_timer(clock.createTimer([this] {
        m_timer->start(limits::wireTick);
        look();
    }))
    , m_rows(tap.capacity())
    , m_first(tap.first())
{}

int WireModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int WireModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant WireModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const WirePiece &piece = pieceAt(index.row());
    switch (role) {
    case Qt::DisplayRole: return cellText(index.row(), index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == Time) {
            return tr("%1, connection %2, %3 of %4 bytes: %5")
                .arg(clockText(piece.wall))
                .arg(piece.connection)
                .arg(word(piece.kind))
                .arg(piece.size)
                .arg(cellText(index.row(), Content));
        }
        return cellText(index.row(), index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == Delta || index.column() == Connection || index.column() == Size)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant WireModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Delta || section == Connection || section == Size
                   ? int(Qt::AlignRight | Qt::AlignVCenter)
                   : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    const bool shown = role == Qt::DisplayRole;
    switch (Column(section)) {
    case Time: return shown ? tr("Time") : tr("When it arrived (UTC)");
    case Delta: return shown ? tr("Δ") : tr("Time since the row before");
    case Connection: return shown ? tr("Try") : tr("Number of the connection attempt");
    case Kind:
        return shown ? tr("Kind") : tr("Head of a request or an answer, bytes of the body, or the end");
    case Size: return shown ? tr("Bytes") : tr("Bytes as they arrived in one read");
    case Content: return shown ? tr("Content") : tr("The bytes, with symbols for what can not be seen");
    case ColumnCount: break;
    }
    return {};
}

int WireModel::rowOf(quint64 number) const
{
    return number >= m_first && number < m_first + m_rows.size() ? int(number - m_first) : -1;
}

void WireModel::setLooking(bool looking)
{
    if (!looking) {
        m_timer->stop();
        return;
    }
    m_timer->start(limits::wireTick);
    look();
}

void WireModel::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    fetch(); // what came until now is shown; nothing while it was paused
    m_paused = paused;
    fetch();
    emit changed();
}

void WireModel::setForm(WireForm form)
{
    if (m_form == form)
        return;
    m_form = form;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0, Content), index(rowCount() - 1, Content));
}

quint64 WireModel::waitingCount() const
{
    return m_paused ? m_tap.end() - std::max(m_tap.first(), m_first + m_rows.size()) : 0;
}

int WireModel::find(const QString &text, int row, bool backwards) const
{
    const int count = rowCount();
    if (text.isEmpty() || count == 0)
        return -1;
    const int step = backwards ? count - 1 : 1;
    int at = std::clamp(row, 0, count - 1);
    for (int looked = 0; looked < count; ++looked, at = (at + step) % count) {
        const WirePiece &piece = pieceAt(at);
        if (QString::fromUtf8(piece.bytes).contains(text, Qt::CaseInsensitive)
            || wireBlock(piece, m_form).contains(text, Qt::CaseInsensitive))
            return at;
    }
    return -1;
}

void WireModel::look()
{
    if (m_seen == m_tap.end())
        return;
    m_seen = m_tap.end();
    fetch();
    emit changed();
}

void WireModel::fetch()
{
    if (m_paused)
        return;
    const quint64 shownEnd = m_first + m_rows.size();
    const quint64 leaving = std::min(m_tap.first(), shownEnd) - std::min(m_first, m_tap.first());
    if (leaving > 0) {
        beginRemoveRows({}, 0, int(leaving) - 1);
        m_rows.dropFront(std::size_t(leaving));
        m_first += leaving;
        endRemoveRows();
    }
    if (m_rows.isEmpty())
        m_first = std::max(m_first, m_tap.first());
    const quint64 from = m_first + m_rows.size();
    if (from == m_tap.end())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(m_tap.end() - from) - 1);
    for (quint64 number = from; number < m_tap.end(); ++number)
        m_rows.append(m_tap.piece(number));
    endInsertRows();
}

QString WireModel::cellText(int row, int column) const
{
    const WirePiece &piece = pieceAt(row);
    switch (Column(column)) {
    case Time: return clockText(piece.wall);
    case Delta:
        return row == 0 ? QString()
                        : deltaText(std::chrono::duration_cast<std::chrono::milliseconds>(
                            piece.at - pieceAt(row - 1).at));
    case Connection: return QString::number(piece.connection);
    case Kind: return word(piece.kind);
    case Size: return QString::number(piece.size);
    case Content: return wireLine(piece, m_form);
    case ColumnCount: break;
    }
    return {};
}

} // namespace signalbox
