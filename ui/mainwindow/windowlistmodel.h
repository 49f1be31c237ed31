// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/windowsummary.h"

#include <QAbstractListModel>
#include <QVector>

namespace signalbox {

/// The windows of the program, the one that was used last first. Main thread only.
class WindowListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit WindowListModel(QObject *parent = nullptr);

    /// Rows stay where they are; a window that has gone takes its row with it, a new one comes last.
    void show(const QVector<WindowSummary> &windows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// The display text holds all that a search may look for.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    /// @p row of this model.
    [[nodiscard]] const WindowSummary &at(int row) const { return m_windows.at(row); }

private:
    QVector<WindowSummary> m_windows;
};

/// "shop / production", or the title of a window without a connection.
[[nodiscard]] QString windowPlace(const WindowSummary &window);

} // namespace signalbox
