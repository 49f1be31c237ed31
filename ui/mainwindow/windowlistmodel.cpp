// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowlistmodel.h"

#include "core/plaintext.h"
#include "theme/environmentband.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString classWord(const ConnectionInfo &connection)
{
    return connection.replay ? WindowListModel::tr("REPLAY") : bandWord(connection.environmentClass);
}

} // namespace

QString windowPlace(const WindowSummary &window)
{
    if (!window.connection)
        return window.title;
    return u"%1 / %2"_s.arg(plainLine(window.connection->projectName),
                            plainLine(window.connection->environmentName));
}

WindowListModel::WindowListModel(QObject *parent) : QAbstractListModel(parent) {}

void WindowListModel::show(const QVector<WindowSummary> &windows)
{
    const auto find = [&windows](quint64 id) {
        return std::find_if(windows.cbegin(), windows.cend(),
                            [id](const WindowSummary &window) { return window.id == id; });
    };
    for (int row = int(m_windows.size()) - 1; row >= 0; --row) {
        const auto now = find(m_windows.at(row).id);
        if (now == windows.cend()) {
            beginRemoveRows({}, row, row);
            m_windows.removeAt(row);
            endRemoveRows();
        } else if (*now != m_windows.at(row)) {
            m_windows[row] = *now;
            emit dataChanged(index(row), index(row));
        }
    }
    for (const WindowSummary &window : windows) {
        const bool known = std::any_of(m_windows.cbegin(), m_windows.cend(),
                                       [&window](const WindowSummary &one) { return one.id == window.id; });
        if (known)
            continue;
        beginInsertRows({}, int(m_windows.size()), int(m_windows.size()));
        m_windows.append(window);
        endInsertRows();
    }
}

int WindowListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_windows.size());
}

QVariant WindowListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const WindowSummary &window = m_windows.at(index.row());
    const QString place = windowPlace(window);
    switch (role) {
    case Qt::DisplayRole:
        if (!window.connection)
            return place;
        return u"%1 %2 %3 %4"_s.arg(classWord(*window.connection), place,
                                    plainLine(window.connection->url.host()), window.linkText);
    case Qt::AccessibleTextRole: {
        QString text = window.connection
                           ? u"%1 %2, %3"_s.arg(classWord(*window.connection), place, window.accessibleLink)
                           : place;
        if (window.isCurrent)
            text = tr("%1, this window").arg(text);
        return text;
    }
    default: return {};
    }
}

} // namespace signalbox
