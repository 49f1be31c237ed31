// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/activity.h"

#include <QVector>
#include <QWidget>

#include <memory>

namespace signalbox {

class Theme;

/// The last while at a glance: how much happened per slot of time, when commands were given, and where the
/// stream was lost. Wheel or menu choose how long a while; a press asks for that moment in the list.
class ActivityStrip final : public QWidget
{
    Q_OBJECT

public:
    enum class Zoom { FiveMinutes, HalfHour, TwoHours, Day };

    /// References must outlive this.
    ActivityStrip(const Activity &activity, const Clock &clock, const Theme &theme,
                  QWidget *parent = nullptr);

    void setZoom(Zoom zoom);
    [[nodiscard]] Zoom zoom() const { return m_zoom; }
    /// Once a second: the right edge is now.
    void tick();
    /// What a tool tip says of the moment at @p x: span, counts, and whether the stream was lost.
    [[nodiscard]] QString textAt(int x) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void zoomChanged();
    void momentChosen(signalbox::WallTime from);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Bar
    {
        WallTime from;
        int events = 0;
        int commands = 0;
    };

    void activityChanged();
    void rebuild();
    void zoomBy(int steps);
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] qreal xOf(WallTime time) const;
    void paintBars(QPainter &painter) const;
    void paintGaps(QPainter &painter) const;
    void paintPolling(QPainter &painter, const QRectF &rect) const;
    void paintCommands(QPainter &painter) const;
    void paintNotes(QPainter &painter) const;
    void paintTimes(QPainter &painter) const;

    const Activity &m_activity;
    const Clock &m_clock;
    const Theme &m_theme;
    Zoom m_zoom = Zoom::HalfHour;
    int m_wheel = 0;
    WallTime m_start;
    WallTime m_end;
    std::chrono::milliseconds m_barLength{1};
    QVector<Bar> m_bars;
    QVector<Activity::Span> m_gaps;
    QVector<WallTime> m_commands;
    QVector<WallTime> m_notes;
    std::optional<MonotonicTime> m_rebuiltAt;
    std::unique_ptr<Timer> m_rebuildLater;
};

} // namespace signalbox
