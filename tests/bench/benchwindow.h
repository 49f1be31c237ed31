// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/benchconsole.h"
#include "core/settings.h"
#include "mainwindow/console.h"
#include "mainwindow/mainwindow.h"
#include "model/blindlist.h"
#include "operations/commandrunner.h"
#include "theme/theme.h"

#include <QApplication>
#include <QTimer>

namespace signalbox {
class EventFilterModel;
class EventLogModel;
} // namespace signalbox

namespace signalbox::bench {

/// A corner of the window that wants to be painted all the time, as anything that moves does: the times
/// between its frames are the times in which the window could not have answered a hand.
class FrameProbe final : public QWidget
{
    Q_OBJECT

public:
    explicit FrameProbe(QWidget &window);

    /// Forgets what was measured and begins anew.
    void restart();
    [[nodiscard]] double longestMilliseconds() const;
    /// Of 100 gaps one is longer.
    [[nodiscard]] double p99Milliseconds() const;

signals:
    /// The first frame since restart().
    void begun();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTimer m_again;
    std::optional<std::chrono::steady_clock::time_point> m_last;
    std::vector<double> m_gaps;
};

/// Ends the present exec() and leaves the window open.
void leaveLoop();

/// The program's window on the parts of a BenchConsole.
class BenchWindow final
{
public:
    BenchWindow(BenchConsole &parts, const Settings &settings);
    ~BenchWindow();

    /// Paints what waits to be painted.
    void paintNow();
    [[nodiscard]] EventLogModel &rows() const;
    [[nodiscard]] EventFilterModel &shown() const;

private:
    CommandRunner m_commands;
    BlindList m_blind;
    Console m_console;
    Theme m_theme;

public:
    MainWindow window;
    FrameProbe probe;
};

} // namespace signalbox::bench
