// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagtablemodel.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "model/facttext.h"
#include "model/kindwords.h"

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto flushInterval = std::chrono::milliseconds(60);
constexpr auto markDecay = std::chrono::seconds(60);
constexpr int mostRulesInToolTip = 10;
/// Told in one flush; with more, all rows from the first to the last are: every view pays for each of them.
constexpr int mostRanges = 64;

const QString &dash()
{
    static const QString text = u"—"_s;
    return text;
}

/// "now" or "41 s ago".
QString spokenAge(std::chrono::milliseconds age)
{
    return age < std::chrono::seconds(1) ? ageText(age) : FlagTableModel::tr("%1 ago").arg(ageText(age));
}

bool isTrap(const FlagRow &row)
{
    switch (row.knowledge) {
    case Knowledge::Unknown:
    case Knowledge::Gone: return false;
    case Knowledge::Fresh:
    case Knowledge::Aged:
    case Knowledge::Unverified: break;
    }
    return row.flag.enabled && offServesTrue(row.flag);
}

/// Calls @p announce(first, last) for each run of neighbours among @p rows, or once for all where there are
/// very many.
template <typename Announce>
void forEachRange(std::vector<int> &rows, const Announce &announce)
{
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    int ranges = 0;
    for (std::size_t i = 0; i < rows.size() && ranges <= mostRanges; ++i)
        ranges += i == 0 || rows[i] != rows[i - 1] + 1 ? 1 : 0;
    if (ranges > mostRanges) {
        announce(rows.front(), rows.back());
        return;
    }
    for (auto first = rows.cbegin(); first != rows.cend();) {
        auto last = first;
        while (std::next(last) != rows.cend() && *std::next(last) == *last + 1)
            ++last;
        announce(*first, *last);
        first = std::next(last);
    }
}

struct TypeWord
{
    QString operator()(std::nullptr_t) const { return u"json"_s; }
    QString operator()(bool) const { return u"boolean"_s; }
    QString operator()(double) const { return u"number"_s; }
    QString operator()(const QString &) const { return u"string"_s; }
    QString operator()(const JsonText &) const { return u"json"_s; }
};

QString typeText(const Flag &flag)
{
    if (flag.kind() != FlagKind::Flag && flag.config) {
        return flag.config->type.isEmpty() ? kindNoun(flag.kind())
                                           : FlagTableModel::tr("%1 · %2").arg(
                                               kindNoun(flag.kind()), plainLine(flag.config->type, 40));
    }
    return flag.defaultValue ? std::visit(TypeWord(), *flag.defaultValue) : dash();
}

double stateOrder(const FlagRow &row)
{
    switch (row.knowledge) {
    case Knowledge::Fresh:
    case Knowledge::Aged:
        if (row.lamp && row.lamp->stage == CommandStage::Disagrees)
            return 0;
        return row.flag.enabled ? 1 : 2;
    case Knowledge::Unverified: return 3;
    case Knowledge::Unknown: return 4;
    case Knowledge::Gone: return 5;
    }
    return 6;
}

} // namespace

FlagTableModel::FlagTableModel(FlagStore &store, QObject *parent)
    : QAbstractTableModel(parent), m_store(store), m_timer(store.clock().createTimer([this] {
        if (m_pending.empty())
            return;
        flush();
        m_timer->start(flushInterval);
    }))
{
    connect(&store, &FlagStore::changed, this, &FlagTableModel::rowChanged);
    connect(&store, &FlagStore::allChanged, this, [this] {
        m_pending.clear();
        if (rowCount() > 0)
            announce(0, rowCount() - 1);
    });
    // What is pending names rows by number, so it goes out before numbers change.
    connect(&store, &FlagStore::aboutToInsert, this, [this](int first, int last) {
        flush();
        beginInsertRows({}, first, last);
    });
    connect(&store, &FlagStore::inserted, this, &FlagTableModel::endInsertRows);
    connect(&store, &FlagStore::aboutToRemove, this, [this](int first, int last) {
        flush();
        m_marked.clear();
        beginRemoveRows({}, first, last);
    });
    connect(&store, &FlagStore::removed, this, &FlagTableModel::endRemoveRows);
    connect(&store, &FlagStore::aboutToReset, this, [this] {
        m_pending.clear();
        m_marked.clear();
        beginResetModel();
    });
    connect(&store, &FlagStore::reset, this, &FlagTableModel::endResetModel);
}

int FlagTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_store.count();
}

int FlagTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant FlagTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FlagRow &row = m_store.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return cellText(row, index.column());
    case Qt::AccessibleTextRole: return spokenText(row, index.column());
    case Qt::ToolTipRole: {
        const QString text = toolTipText(row, index.column());
        return text.isEmpty() ? QVariant() : plainToolTip(text);
    }
    case RowRole: return QVariant::fromValue(const_cast<void *>(static_cast<const void *>(&row)));
    case KeyRole: return row.flag.key.text();
    case SortRole: return sortValue(row, index.column());
    case TrapRole: return isTrap(row);
    case KnownAgeRole: {
        const auto age = knownAge(row);
        return age ? QVariant(qint64(age->count())) : QVariant();
    }
    default: return {};
    }
}

QVariant FlagTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto column = Column(section);
    if (role == Qt::DisplayRole) {
        switch (column) {
        case Pin: return u"★"_s;
        case State: return tr("State");
        case Key: return tr("Key");
        case Name: return tr("Name");
        case UsersGet: return tr("Users get");
        case Rules: return tr("Rules");
        case Changed: return tr("Changed");
        case By: return tr("By");
        case Age: return tr("Age");
        case Type: return tr("Type");
        case Version: return tr("Version");
        case ColumnCount: break;
        }
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        switch (column) {
        case Pin: return tr("Pinned");
        case State: return tr("What the server last reported");
        case Key: return tr("What code asks for");
        case Name: return tr("Name on the server");
        case UsersGet: return tr("What users get from the flag as it is now");
        case Rules: return tr("Number of targeting rules");
        case Changed: return tr("When it last changed (UTC)");
        case By: return tr("Who changed it last, as far as anybody said");
        case Age: return tr("Time since it last changed");
        case Type: return tr("Type of the default value; what else than a flag it is");
        case Version: return tr("Version on the server");
        case ColumnCount: break;
        }
    }
    return {};
}

FlagStore &FlagTableModel::store() const
{
    return m_store;
}

const FlagRow &FlagTableModel::rowAt(int row) const
{
    return m_store.at(row);
}

void FlagTableModel::rowChanged(int row)
{
    m_pending.push_back(row);
    if (m_timer->isActive())
        return;
    flush();
    m_timer->start(flushInterval);
}

void FlagTableModel::flush()
{
    auto rows = std::exchange(m_pending, {});
    if (rows.empty())
        return;
    if (rows.size() * 2 > std::size_t(rowCount())) {
        announce(0, rowCount() - 1);
        return;
    }
    forEachRange(rows, [this](int first, int last) { announce(first, last); });
}

void FlagTableModel::announce(int first, int last)
{
    static const QList<int> roles = {
        Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, RowRole, SortRole, TrapRole, KnownAgeRole};
    emit dataChanged(index(first, 0), index(last, ColumnCount - 1), roles);
}

void FlagTableModel::refreshAges()
{
    if (rowCount() == 0)
        return;
    static const QList<int> roles = {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, KnownAgeRole};
    const int last = rowCount() - 1;
    emit dataChanged(index(0, State), index(last, State), roles);
    emit dataChanged(index(0, Changed), index(last, Age), roles);

    // The mark tints the whole row; one that has just ended is repainted a last time.
    std::vector<int> marked;
    const MonotonicTime now = m_store.clock().now();
    for (int row = 0; row <= last; ++row) {
        const auto &since = m_store.at(row).markedAt;
        if (since && now - *since < markDecay)
            marked.push_back(row);
    }
    std::vector<int> repainted = std::exchange(m_marked, marked);
    repainted.insert(repainted.end(), marked.cbegin(), marked.cend());
    forEachRange(repainted, [this](int first, int end) {
        emit dataChanged(index(first, 0), index(end, ColumnCount - 1), {RowRole});
    });
}

QString FlagTableModel::cellText(const FlagRow &row, int column) const
{
    const bool unknown = row.knowledge == Knowledge::Unknown;
    switch (Column(column)) {
    case Pin: return row.marks.pinned ? u"★"_s : QString();
    case State: return stateWord(row);
    case Key: return plainLine(row.flag.key.text());
    case Name: return plainLine(row.flag.name);
    case UsersGet:
        if (isTrap(row))
            return tr("⚠ OFF → TRUE");
        if (unknown || row.knowledge == Knowledge::Gone)
            return dash();
        return usersGetText(row.flag, row.flag.enabled);
    case Rules:
        return row.flag.rules && row.flag.kind() == FlagKind::Flag ? QString::number(row.flag.rules->size())
                                                                   : dash();
    case Changed:
        return row.changedAt && !unknown ? momentText(*row.changedAt, m_store.clock().wallTime()) : dash();
    case By: return byText(row);
    case Age: {
        if (unknown)
            return tr("not read");
        const auto age = changeAge(row, m_store.clock());
        return age ? ageText(*age) : dash();
    }
    case Type: return typeText(row.flag);
    case Version: return row.flag.version ? QString::number(*row.flag.version) : dash();
    case ColumnCount: break;
    }
    return {};
}

QString FlagTableModel::spokenText(const FlagRow &row, int column) const
{
    switch (Column(column)) {
    case Pin: return row.marks.pinned ? tr("Pinned") : QString();
    case State: {
        const auto age = knownAge(row);
        if (!age)
            return tr("%1, not read").arg(stateWord(row));
        if (row.knowledge == Knowledge::Gone)
            return tr("%1, last read %2").arg(stateWord(row), spokenAge(*age));
        return row.knowledge == Knowledge::Fresh
                   ? tr("%1, read %2").arg(stateWord(row), spokenAge(*age))
                   : tr("%1, last known %2").arg(stateWord(row), spokenAge(*age));
    }
    case UsersGet:
        if (isTrap(row)) {
            return tr("%1. Turning it off serves true to everyone.")
                .arg(usersGetText(row.flag, row.flag.enabled));
        }
        return cellText(row, column);
    case Key:
        return row.flag.kind() == FlagKind::Flag
                   ? cellText(row, column)
                   : tr("%1, %2").arg(cellText(row, column), kindNoun(row.flag.kind()));
    case Name:
    case Rules:
    case Changed:
    case By:
    case Age:
    case Type:
    case Version: return cellText(row, column);
    case ColumnCount: break;
    }
    return {};
}

QString FlagTableModel::toolTipText(const FlagRow &row, int column) const
{
    switch (Column(column)) {
    case State: return stateToolTip(row);
    case UsersGet: return effectToolTip(row);
    case Key: return plainLine(row.flag.key.text(), limits::errorDetailLength);
    case Name: {
        const QString name = plainLine(row.flag.name, limits::errorDetailLength);
        const QString description = plainLine(row.flag.description, limits::errorDetailLength);
        return description.isEmpty() ? name : QString(name + u'\n' + description);
    }
    case Rules:
        if (row.flag.kind() != FlagKind::Flag)
            return tr("Only flags have rules.");
        return row.flag.rules ? QString() : tr("The rules have not been read yet.");
    case Changed:
    case Age:
        return row.changedAt && row.knowledge != Knowledge::Unknown
                   ? tr("Changed %1 UTC").arg(toDateTime(*row.changedAt).toString(u"yyyy-MM-dd HH:mm:ss"_s))
                   : QString();
    case By: return byText(row) == dash() ? QString() : byText(row);
    case Pin:
    case Type:
    case Version:
    case ColumnCount: break;
    }
    return {};
}

QString FlagTableModel::stateToolTip(const FlagRow &row) const
{
    const QString read =
        row.readAt == MonotonicTime()
            ? QString()
            : tr("Last read %1 UTC.").arg(toDateTime(row.readWall).toString(u"yyyy-MM-dd HH:mm:ss"_s));
    const QString last = switchWord(row.flag.enabled, row.flag.kind());
    switch (row.knowledge) {
    case Knowledge::Fresh: return tr("The server reports %1.").arg(last) + u' ' + read;
    case Knowledge::Aged: {
        const auto age = knownAge(row);
        return tr("It was %1 when last known, %2. The stream does not vouch for it now.")
                   .arg(last, spokenAge(age.value_or(std::chrono::milliseconds(0))))
               + u' ' + read;
    }
    case Knowledge::Unverified:
        return tr("The server said that it changed; the new value is being read. It was %1.").arg(last) + u' '
               + read;
    case Knowledge::Unknown:
        if (!row.readError)
            return tr("It has not been read yet.");
        return tr("It could not be read (%1).").arg(word(row.readError->kind))
               + (read.isEmpty() ? QString()
                                 : QString(u' ' + tr("It was %1 before.").arg(last) + u' ' + read));
    case Knowledge::Gone: return tr("It was deleted on the server. It was %1.").arg(last) + u' ' + read;
    }
    return {};
}

QString FlagTableModel::effectToolTip(const FlagRow &row) const
{
    const Flag &flag = row.flag;
    if (row.knowledge == Knowledge::Unknown || row.knowledge == Knowledge::Gone)
        return tr("Not known: it could not be read or is gone.");
    QStringList lines;
    if (flag.kind() != FlagKind::Flag) {
        if (flag.defaultValue)
            lines += plainLine(displayText(*flag.defaultValue, limits::errorDetailLength),
                               limits::errorDetailLength);
        if (flag.config && flag.config->inherited)
            lines += tr("The project's default: this environment has no value of its own.");
        if (!flag.enabled)
            lines += tr("It is INACTIVE.");
        return lines.join(u'\n');
    }
    const QString fallback = flag.defaultValue ? plainLine(displayText(*flag.defaultValue)) : QString();
    if (!flag.defaultValue) {
        lines += tr("The default value has not been read yet.");
    } else if (!flag.enabled) {
        lines += tr("It is OFF: everyone gets its default value, %1.").arg(fallback);
    } else if (!flag.rules) {
        lines += tr("It is ON, and its rules have not been read yet.");
    } else {
        lines +=
            tr("It is ON: %1. The first rule that matches decides:").arg(usersGetText(flag, flag.enabled));
        QVector<Rule> rules = *flag.rules;
        std::stable_sort(rules.begin(), rules.end(),
                         [](const Rule &a, const Rule &b) { return a.priority < b.priority; });
        for (int i = 0; i < std::min(int(rules.size()), mostRulesInToolTip); ++i)
            lines += tr("%1. %2").arg(QString::number(i + 1), ruleText(rules.at(i)));
        if (rules.size() > mostRulesInToolTip)
            lines += tr("… and %1 more").arg(rules.size() - mostRulesInToolTip);
        lines += tr("otherwise the default value, %1").arg(fallback);
    }
    if (isTrap(row))
        lines += tr("Turning it off will serve TRUE to everyone because its default value is true.");
    lines += tr("Worked out from what the server reported, not proven by an evaluation.");
    return lines.join(u'\n');
}

QString FlagTableModel::byText(const FlagRow &row) const
{
    switch (row.knowledge) {
    case Knowledge::Unknown: return dash();
    case Knowledge::Gone: return tr("elsewhere"); // who deleted it is not said
    case Knowledge::Fresh:
    case Knowledge::Aged:
    case Knowledge::Unverified: break;
    }
    const QString name = plainLine(row.flag.updatedBy);
    switch (row.origin) {
    case ChangeOrigin::You: return tr("you");
    case ChangeOrigin::Elsewhere: return name.isEmpty() ? tr("elsewhere") : name;
    case ChangeOrigin::NotSeen: return name.isEmpty() ? dash() : name;
    }
    return {};
}

QVariant FlagTableModel::sortValue(const FlagRow &row, int column) const
{
    constexpr double unknown = -1;
    const bool hasMoment = row.changedAt && row.knowledge != Knowledge::Unknown;
    const double moment = hasMoment ? double(row.changedAt->time_since_epoch().count()) : unknown;
    switch (Column(column)) {
    case Pin: return row.marks.pinned ? 0.0 : 1.0;
    case State: return stateOrder(row);
    case Key: return row.flag.key.text();
    case Name: return row.flag.name.left(limits::displayedNameLength).toCaseFolded();
    case UsersGet: return cellText(row, column);
    case Rules:
        return row.flag.rules && row.flag.kind() == FlagKind::Flag ? double(row.flag.rules->size()) : unknown;
    case Changed: return moment;
    case By: return byText(row).toCaseFolded();
    case Age: return hasMoment ? -moment : std::numeric_limits<double>::max();
    case Type: return typeText(row.flag);
    case Version: return row.flag.version ? double(*row.flag.version) : unknown;
    case ColumnCount: break;
    }
    return {};
}

std::optional<std::chrono::milliseconds> FlagTableModel::knownAge(const FlagRow &row) const
{
    const auto until = m_store.knownUntil(row);
    if (!until)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_store.clock().now() - *until);
}

} // namespace signalbox
