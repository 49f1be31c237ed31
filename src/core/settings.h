// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"
#include "core/networksettings.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace signalbox {

enum class ThemeChoice { System, Light, Dark };

/// The built-in layouts of the window, and whatever a person made of them.
enum class LayoutChoice { Watch, LogOnly, Own };

/// Everything the window remembers, with defaults. Loaded and checked once, passed down by const reference,
/// saved by one store class in src/apps/signalbox. Holds no secret.
struct Settings
{
    ThemeChoice theme = ThemeChoice::System;
    bool showUtc = true; ///< false: local time; the zone is always shown
    bool reducedMotion = false;
    int rowHeight = 28; ///< logical pixels: 28, 36 comfortable, 44 touch
    int logRows = limits::logRowsDefault;
    QByteArray windowGeometry; ///< QMainWindow::saveGeometry
    QByteArray windowState;    ///< QMainWindow::saveState of the layout in use
    LayoutChoice windowLayout = LayoutChoice::Watch;
    QByteArray flagHeader; ///< QHeaderView::saveState
    QByteArray eventHeader;
    QStringList recentReasons;

    // The last connection, to fill in the form. Never the password.
    QString lastUrl;
    QString lastEmail;
    NetworkSettings lastNetwork;

    bool operator==(const Settings &) const = default;
};

} // namespace signalbox
