// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "model/comparefiltermodel.h"

#include <QTableView>

namespace signalbox {

class CompareHeader;
class Theme;

/// The table of flags and environments. Says what a person asked for as signals that carry keys, never rows.
class CompareView final : public QTableView
{
    Q_OBJECT

public:
    /// References must outlive this.
    CompareView(CompareFilterModel &rows, const Theme &theme, const Settings &settings,
                QWidget *parent = nullptr);

    [[nodiscard]] FlagKey currentKey() const;
    void setCurrentKey(const FlagKey &key);
    /// Selects it as well, whatever keys are held.
    void makeCurrent(const QModelIndex &index);
    [[nodiscard]] QVector<FlagKey> shownKeys() const;
    [[nodiscard]] CompareHeader &header() const { return *m_header; }
    /// The selected rows, or all where none is, as text to paste: a line each, cells parted by tabs, a line
    /// of headings above.
    [[nodiscard]] QString rowsAsText() const;

signals:
    void flagChosen(const signalbox::FlagKey &key);
    void filterAsked();
    void copyAsked();
    /// Other rows may be on screen now.
    void shownRowsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void sortByClick(int column);

    CompareFilterModel &m_rows;
    CompareHeader *m_header;
};

} // namespace signalbox
