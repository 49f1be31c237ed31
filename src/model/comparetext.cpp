// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells and heads of the compare model say.
#include "core/plaintext.h"
#include "model/comparemodel.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int nameLength = 40;

/// "just now" or "41 s ago".
QString agoText(std::chrono::milliseconds age)
{
    return age < std::chrono::seconds(1) ? CompareModel::tr("just now")
                                         : CompareModel::tr("%1 ago").arg(ageText(age));
}

} // namespace

const CompareCell &CompareModel::cellAt(int row, int column) const
{
    return m_rows[std::size_t(row)].cells[std::size_t(column - Shown)];
}

Knowledge CompareModel::knowledgeOf(int row, int column) const
{
    if (column != Shown)
        return knowledgeOf(cellAt(row, column));
    if (const FlagRow *held = ownRow(keyAt(row)))
        return held->knowledge;
    if (!m_store.lastSnapshot())
        return Knowledge::Unknown;
    return m_link.isCurrent() ? Knowledge::Fresh : Knowledge::Aged;
}

Knowledge CompareModel::knowledgeOf(const CompareCell &cell) const
{
    if (cell.record == CompareCell::Record::NotRead)
        return Knowledge::Unknown;
    if (cell.doubted)
        return Knowledge::Unverified;
    const bool isProven = std::max(cell.lossesBefore, m_lossesBeforeRead) == m_losses;
    if (!isProven || !m_link.isCurrent())
        return Knowledge::Aged;
    return isVouchedFor(std::max(cell.askedAt, m_readAt.value_or(MonotonicTime()))) ? Knowledge::Fresh
                                                                                    : Knowledge::Aged;
}

bool CompareModel::isIn(LinkState state) const
{
    return m_link.status() && m_link.status()->state == state;
}

bool CompareModel::isVouchedFor(MonotonicTime knownAt) const
{
    if (!m_trust || isIn(LinkState::Polling))
        return true;
    return m_store.clock().now() - knownAt <= *m_trust;
}

/// Since when the cell's value may be another one, for all that anybody said.
std::optional<std::chrono::milliseconds> CompareModel::ageOf(const CompareCell &cell) const
{
    MonotonicTime known = std::max(cell.askedAt, m_readAt.value_or(MonotonicTime()));
    if (known == MonotonicTime())
        return std::nullopt;
    if (!m_trust && !m_link.isCurrent())
        known = std::max(known, m_link.vouchedUntil().value_or(known));
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_store.clock().now() - known);
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int column = index.column();
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return cellText(index.row(), column);
    case Qt::AccessibleTextRole: return spokenText(index.row(), column);
    case Qt::ToolTipRole: return plainToolTip(toolTipText(index.row(), column));
    case CellRole:
        return column < Shown ? QVariant()
                              : QVariant::fromValue(const_cast<void *>(
                                  static_cast<const void *>(&cellAt(index.row(), column))));
    case KnowledgeRole: return column < Shown ? QVariant() : QVariant(int(knowledgeOf(index.row(), column)));
    case KeyRole: return row.key.text();
    case SortRole:
        if (column == Differs)
            return row.differing;
        return column == Key ? QVariant(row.key.text()) : QVariant();
    default: return {};
    }
}

QString CompareModel::cellText(int row, int column) const
{
    if (column == Key)
        return nameOf(keyAt(row));
    if (column == Differs)
        return differsText(m_rows[std::size_t(row)]);
    const CompareCell &cell = cellAt(row, column);
    QString text = compareWord(cell, knowledgeOf(row, column));
    if (const QString detail = detailText(cell); !detail.isEmpty())
        text += u" · "_s + detail;
    return cell.differs ? QString(u"≠ "_s % text) : text;
}

QString CompareModel::differsText(const Row &row) const
{
    if (row.cells.front().record == CompareCell::Record::NotRead)
        return tr("not compared");
    if (row.differing > 0)
        return tr("%1 · %2").arg(QString::number(row.differing), aspectWords(row.aspects, row.key.kind()));
    const bool any = std::any_of(row.cells.cbegin() + 1, row.cells.cend(), [](const CompareCell &cell) {
        return cell.record != CompareCell::Record::NotRead;
    });
    if (!any)
        return tr("not compared");
    return row.uncompared ? tr("same, rules not read") : tr("same");
}

QString CompareModel::spokenText(int row, int column) const
{
    if (column == Key)
        return cellText(row, column);
    if (column == Differs) {
        const int differing = m_rows[std::size_t(row)].differing;
        const QString text = cellText(row, column);
        if (differing == 0)
            return text;
        const QString aspects = aspectWords(m_rows[std::size_t(row)].aspects, keyAt(row).kind());
        return differing == 1 ? tr("differs in 1 environment: %1").arg(aspects)
                              : tr("differs in %1 environments: %2").arg(QString::number(differing), aspects);
    }
    const CompareCell &cell = cellAt(row, column);
    const Knowledge knowledge = knowledgeOf(row, column);
    QString text = tr("%1: %2").arg(plainLine(m_environments[std::size_t(column - Shown)].name, nameLength),
                                    compareWord(cell, knowledge));
    const bool isCompared = column != Shown && cell.record != CompareCell::Record::NotRead
                            && m_rows[std::size_t(row)].cells.front().record != CompareCell::Record::NotRead;
    if (cell.differs)
        text = tr("%1, differs: %2").arg(text, aspectWords(cell.differs, cell.kind));
    else if (isCompared && cell.rulesUnknown)
        text = tr("%1, same, rules not read").arg(text);
    else if (isCompared)
        text = tr("%1, same").arg(text);
    if (const QString detail = detailText(cell); !detail.isEmpty())
        text += u"; "_s + detail;
    if (const auto age = ageOf(cell); age && column != Shown && knowledge == Knowledge::Aged)
        text += u"; "_s + tr("last known %1").arg(agoText(*age));
    return text;
}

QString CompareModel::toolTipText(int row, int column) const
{
    const Row &held = m_rows[std::size_t(row)];
    if (column == Key) {
        const QString key = plainLine(held.key.text(), limits::errorDetailLength);
        const QString name = plainLine(held.name, limits::errorDetailLength);
        return name.isEmpty() || name == key ? key : QString(key % u'\n' % name);
    }
    QStringList lines{spokenText(row, column)};
    if (column == Differs) {
        if (held.uncompared)
            lines += tr("Some of its rules have not been read, so they could not be compared.");
        return lines.join(u'\n');
    }
    const CompareCell &cell = cellAt(row, column);
    if (cell.record == CompareCell::Record::None)
        lines += tr("This environment has no record of it.");
    if (cell.record == CompareCell::Record::NotRead && held.key.kind() == FlagKind::AiConfig)
        lines += tr("AI configs are read in the environment shown alone.");
    if (cell.kind == FlagKind::Flag && cell.rules < 0 && cell.record > CompareCell::Record::None)
        lines += tr("Its rules have not been read.");
    if (cell.doubted)
        lines += tr("The server said that it changed; the new value is being read.");
    if (const auto age = ageOf(cell); age && column != Shown)
        lines += tr("Read %1.").arg(agoText(*age));
    return lines.join(u'\n');
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (section < Shown) {
        if (role == Qt::DisplayRole)
            return section == Key ? tr("Flag") : tr("Differs");
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return section == Key ? tr("What code asks for")
                                  : tr("In how many environments it is not as in the one shown, and in what");
        return {};
    }
    const QString name = plainLine(m_environments[std::size_t(section - Shown)].name, nameLength);
    switch (role) {
    case Qt::DisplayRole: return section == Shown ? tr("%1 · shown").arg(name) : name;
    case Qt::ToolTipRole: return plainToolTip(headerToolTip(section));
    case Qt::AccessibleTextRole:
        return u"%1, %2"_s.arg(section == Shown ? tr("%1, the environment shown").arg(name) : name,
                               ageText(section));
    case AgeTextRole: return ageText(section);
    case IdRole: return m_environments[std::size_t(section - Shown)].id.text();
    case AgedRole: return !m_link.isCurrent() || (section != Shown && m_readAt && !isVouchedFor(*m_readAt));
    default: return {};
    }
}

/// How old a column is as a whole: of single cells only their tool tips tell.
QString CompareModel::ageText(int column) const
{
    const bool wasRead = column == Shown ? m_store.lastSnapshot().has_value() : m_readAt.has_value();
    if (!wasRead)
        return tr("not read yet");
    const bool current = m_link.isCurrent();
    const bool streams = isIn(LinkState::Live) && (column == Shown || !m_trust);
    if (streams)
        return tr("live");
    std::optional<std::chrono::milliseconds> age = ageOf(CompareCell());
    if (column == Shown && m_link.status()) {
        const auto heard = current ? m_link.status()->lastRead : lastHeard(*m_link.status());
        age.reset();
        if (heard)
            age = std::chrono::duration_cast<std::chrono::milliseconds>(m_store.clock().now() - *heard);
    }
    if (!age)
        return current ? tr("read") : tr("not current");
    return current ? tr("read %1").arg(agoText(*age)) : tr("as of %1").arg(agoText(*age));
}

QString CompareModel::headerToolTip(int column) const
{
    const QString name =
        plainLine(m_environments[std::size_t(column - Shown)].name, limits::displayedNameLength);
    QStringList lines;
    lines += column == Shown ? tr("%1: the environment on screen. The others are compared with it.").arg(name)
                             : name;
    if (column != Shown && m_readAt) {
        const auto age =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_store.clock().now() - *m_readAt);
        const WallTime now = m_store.clock().wallTime();
        lines += tr("All of its flags were read %1, %2 UTC.").arg(agoText(age), momentText(now - age, now));
    }
    if (column != Shown)
        lines += m_trust ? tr("The stream does not tell of this environment: it is read again and again "
                              "while this window is open.")
                         : tr("What changes in it comes by the stream and is read at once.");
    if (!m_link.isCurrent())
        lines += tr("The link is not current: values may have changed since.");
    return lines.join(u'\n');
}

} // namespace signalbox
