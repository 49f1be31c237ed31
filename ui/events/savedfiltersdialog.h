// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QDialog>

class QPushButton;
class QTableWidget;

namespace signalbox {

/// The saved filters in their order: rename, move, delete.
class SavedFiltersDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SavedFiltersDialog(const QVector<SavedFilter> &filters, QWidget *parent = nullptr);

signals:
    void saved(const QVector<signalbox::SavedFilter> &filters);

private:
    void addRow(const SavedFilter &filter);
    void move(int by);
    void remove();
    void showPossible();
    void save();

    QTableWidget *m_list;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_delete;
};

} // namespace signalbox
