// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QTableView;

namespace signalbox {

struct Console;
class EnvironmentBand;
class Theme;

/// While you were blind: what was found changed after gaps, to be acknowledged row by row or all at once. Not
/// modal: it may stay open beside the work. Open it with show().
class BlindListDialog final : public QDialog
{
    Q_OBJECT

public:
    /// @p console must outlive this.
    BlindListDialog(const Console &console, const Theme &theme, QWidget *parent);

signals:
    /// Show this row of the log.
    void factRequested(quint64 serial);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showCounts();
    void acknowledgeSelected();
    void showSelected();

    const Console &m_console;
    EnvironmentBand *m_band;
    QLabel *m_summary;
    QTableView *m_table;
    QPushButton *m_acknowledge;
    QPushButton *m_all;
    QPushButton *m_show;
};

} // namespace signalbox
