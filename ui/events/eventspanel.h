// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"

#include <QWidget>

namespace signalbox {

struct Console;
class Theme;

/// The live event log: activity strip, filter line with chips, find bar, list, follow pill.
class EventsPanel final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    EventsPanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent = nullptr);

    void focusFilter();
    bool clearFilter();
    void setFilterText(const QString &text);
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const;
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const;
    void findNext(bool backwards);
    void copySelection();
    [[nodiscard]] QByteArray headerState() const;
    /// Once a second: digits and the strip's right edge.
    void tick();

signals:
    void followingChanged(bool following);
    void pausedChanged(bool paused);
    /// A row was made current by a person.
    void factSelected(quint64 serial);
    void factActivated(quint64 serial);
};

} // namespace signalbox
