// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QMainWindow;

namespace signalbox {

/// Keeps a widget that lies over a main window above its docks and its central widget, which come to the top
/// when a dock is shown or its tab is chosen. Belongs to the widget. Main thread.
class StaysOnTop final : public QObject
{
    Q_OBJECT

public:
    /// @p overlay is a child of @p window.
    StaysOnTop(QWidget &overlay, QMainWindow &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool isBeneath(const QObject *widget) const;

    QWidget &m_overlay;
    QMainWindow &m_window;
};

} // namespace signalbox
