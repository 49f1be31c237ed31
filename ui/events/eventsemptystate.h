// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

class EventFilterModel;
struct LinkStatus;

/// What stands where no row is: nothing happened, nothing is heard, or nothing matches and how to see it
/// again.
class EventsEmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EventsEmptyState(QWidget *parent);

    /// @p filter in words for the one that is set, @p now by the link's clock. Hidden while there are rows.
    void showFor(const EventFilterModel &rows, const LinkStatus &link, MonotonicTime now,
                 const QString &filter);

signals:
    void clearRequested();

private:
    QLabel *m_text;
    QPushButton *m_clear;
};

} // namespace signalbox
