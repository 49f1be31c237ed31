// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "mainwindow/windowsummary.h"

#include <QDialog>

#include <functional>
#include <memory>

class QLabel;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace signalbox {

class Theme;
class WindowListModel;

/// Goes to another window of the program: all of them with where they are connected and how their stream is,
/// live. The one used before this one is chosen at first, so that its key and Enter go back and forth.
class WindowSwitcher final : public QDialog
{
    Q_OBJECT

public:
    using Read = std::function<QVector<WindowSummary>()>;

    /// @p read is asked once a second and must be callable for as long as this lives, as must the references.
    WindowSwitcher(Read read, const Clock &clock, const Theme &theme, QWidget *parent = nullptr);
    ~WindowSwitcher() override;

    /// One further down, from the last to the first: what pressing its key again does.
    void step();

signals:
    void chosen(quint64 window);
    void newWindowRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void choose();
    void setRow(int row);

    Read m_read;
    std::unique_ptr<Timer> m_timer;
    WindowListModel *m_model;
    QSortFilterProxyModel *m_found;
    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_note;
};

} // namespace signalbox
