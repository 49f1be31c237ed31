// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

/// Covers the empty table and says why it is empty and what to do.
class TableNotice final : public QWidget
{
    Q_OBJECT

public:
    /// Follows the size of @p viewport.
    explicit TableNotice(QWidget *viewport);

    void showText(const QString &text);
    /// No flag matches @p filter; @p hidden rows are there.
    void showHidden(const QString &filter, int hidden);

signals:
    void clearRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_clear;
};

} // namespace signalbox
