// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QTableView>

namespace signalbox {

class Bookmarks;
class BurstModel;
class Clock;
class EventDelegate;
class RowHighlights;
struct Settings;
class Theme;

/// The list of the event log. Follows the newest row until a person looks elsewhere; from then on the rows
/// on screen stay where they are, whatever is added, trimmed or filtered.
class EventView final : public QTableView
{
    Q_OBJECT

public:
    /// References must outlive this.
    EventView(BurstModel &model, const Clock &clock, const Theme &theme, const Settings &settings,
              QWidget *parent = nullptr);

    /// Rows that a person marked, one by one or by rules; both must outlive this.
    void setMarks(const Bookmarks &bookmarks, const RowHighlights &highlights);
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_following; }
    /// Events that came since following was lost and have not been on screen.
    [[nodiscard]] int unseenCount() const;
    /// Makes the row of an event current as if a person had pressed it, and unfolds the burst that hides it;
    /// following ends. False when the event is not shown.
    bool goToEvent(quint64 serial);
    /// Puts the first row of @p time or later at the top; following ends.
    void scrollToTime(WallTime time);
    /// Serial of the last event that a row stands for, 0 when there is no such row.
    [[nodiscard]] quint64 lastSerialAt(int row) const;
    /// Serial of the current row's first event, 0 when there is none.
    [[nodiscard]] quint64 currentSerial() const;
    /// Selected rows, top to bottom.
    [[nodiscard]] QVector<int> selectedRows() const;
    /// Unfolds the burst of the current row, or folds what was unfolded; false when it is none.
    bool setUnfolded(bool unfolded);
    /// Digits of recent marks moved on.
    void tick();

    void keyboardSearch(const QString &search) override;

signals:
    void followingChanged(bool following);
    void unseenChanged();
    void serialSelected(quint64 serial);
    void serialActivated(quint64 serial);
    void copyRequested();
    void resized();

protected:
    void updateGeometries() override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyFonts();
    void scrolledByPerson(int action);
    void captureAnchor();
    void restoreAnchor();
    void noteSeen();
    void keepSelection();
    void restoreSelection();
    [[nodiscard]] int rowFrom(quint64 serial) const;
    [[nodiscard]] quint64 serialAt(int row) const;

    BurstModel &m_model;
    const Theme &m_theme;
    EventDelegate *m_delegate;
    int m_minimumRowHeight;
    bool m_following = true;
    bool m_placing = false; ///< the scroll bar moves because of the layout, not because of a person
    quint64 m_anchorSerial = 0;
    int m_anchorOffset = 0;
    quint64 m_seenSerial = 0;  ///< newest row that has been on screen
    quint64 m_keptCurrent = 0; ///< what was chosen before the filter changed and is not found again yet
    QVector<quint64> m_keptSelection;
};

} // namespace signalbox
