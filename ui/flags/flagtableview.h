// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/settings.h"
#include "model/flagfiltermodel.h"

#include <QTableView>

namespace signalbox {

class FlagDelegate;
class FlagHeader;
class Theme;

/// The table of flags. Says what a person asked for as signals that carry keys, never rows; changes nothing
/// itself. A press counts only when it begins and ends on the same pill.
class FlagTableView final : public QTableView
{
    Q_OBJECT

public:
    /// References must outlive this.
    FlagTableView(FlagFilterModel &rows, const Theme &theme, const Settings &settings, const Clock &clock,
                  QWidget *parent = nullptr);

    [[nodiscard]] FlagKey currentKey() const;
    /// Makes the row of this flag current, or the flag's row as soon as there is one again after a reset.
    void setCurrentKey(const FlagKey &key);
    [[nodiscard]] int hoveredRow() const { return m_hoveredRow; }
    [[nodiscard]] bool isFirstShown(int column) const;
    /// In viewport coordinates; as high as the row, so that it is easy to hit.
    [[nodiscard]] QRect pillTarget(const QModelIndex &index) const;
    [[nodiscard]] QVector<FlagKey> shownKeys() const;
    [[nodiscard]] FlagHeader &header() const { return *m_header; }
    /// True while a hand is on the table: the pointer is over it, it has focus, or its menu is open.
    [[nodiscard]] bool isInUse() const;
    [[nodiscard]] QByteArray columnState() const;
    void restoreColumnState(const QByteArray &state);
    void keyboardSearch(const QString &search) override;

signals:
    void currentKeyChanged(const signalbox::FlagKey &key);
    /// @p anchor is the pill's rectangle in global coordinates.
    void changeAsked(const signalbox::FlagKey &key, const QRect &anchor);
    void inspectAsked(const signalbox::FlagKey &key);
    void rereadAsked(const signalbox::FlagKey &key);
    void pinAsked(const signalbox::FlagKey &key);
    void safeStateAsked(const signalbox::FlagKey &key, std::optional<bool> safeState);
    void resortAsked();
    void filterAsked();
    void clearFilterAsked();
    void inUseChanged(bool inUse);
    /// Other rows may be on screen now.
    void shownRowsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    /// Home and End go to the first and the last row: rows are what is chosen here.
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void sortByClick(int column);
    void applyHeaderOrder();
    void setHoveredRow(int row);
    void noteUse();
    void restoreCurrent();
    void showMenu(const FlagKey &key, const QPoint &globalPosition);
    void askChange(const FlagKey &key);
    [[nodiscard]] QModelIndex indexOf(const FlagKey &key) const;
    /// Key of the row whose pill is at @p position; empty elsewhere.
    [[nodiscard]] FlagKey pillAt(const QPoint &position) const;

    FlagFilterModel &m_rows;
    const Settings &m_settings;
    FlagHeader *m_header;
    FlagDelegate *m_delegate;
    FlagKey m_currentKey;
    FlagKey m_pressedPill;
    int m_hoveredRow = -1;
    bool m_pointerInside = false;
    bool m_menuOpen = false;
    bool m_inUse = false;
    bool m_resetting = false;
};

} // namespace signalbox
