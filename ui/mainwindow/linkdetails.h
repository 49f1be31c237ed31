// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QTableWidget;

namespace signalbox {

struct Console;
class EnvironmentBand;
class Theme;

/// What the stream did and why: the last transitions, the silence that is still normal, counts. Not modal:
/// it may stay open beside the work. Open it with show().
class LinkDetails final : public QDialog
{
    Q_OBJECT

public:
    /// @p console must outlive this.
    LinkDetails(const Console &console, const Theme &theme, QWidget *parent);

    /// Once a second and when the link changed.
    void refresh(Qt::TimeSpec zone);
    /// All of it as plain text, without secrets.
    [[nodiscard]] QString report() const;

signals:
    void retryRequested();
    void rawWireRequested();
    void doctorRequested();

private:
    QLabel *addField(QFormLayout &form, const QString &name);
    void fillHistory(Qt::TimeSpec zone);

    const Console &m_console;
    EnvironmentBand *m_band;
    QLabel *m_server;
    QLabel *m_state;
    QLabel *m_reason;
    QLabel *m_lastByte;
    QLabel *m_window;
    QLabel *m_heartbeat;
    QLabel *m_traffic;
    QLabel *m_trouble;
    QVector<QPair<QString, QLabel *>> m_fields;
    QTableWidget *m_history;
};

} // namespace signalbox
