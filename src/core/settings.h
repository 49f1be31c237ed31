// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/limits.h"
#include "core/networksettings.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace signalbox {

enum class ThemeChoice { System, Light, Dark };

/// The built-in layouts of the window, and whatever a person made of them.
enum class LayoutChoice { Watch, LogOnly, Own };

/// A filter of the event log that a person gave a name.
struct SavedFilter
{
    QString name;
    QString text;

    bool operator==(const SavedFilter &) const = default;
};

/// What a highlighter sets beside a row: a shape, so that it can be told without its colour.
enum class RowMark { Square, Triangle, Diamond, Circle };

/// Rows that match the filter carry the mark.
struct Highlighter
{
    QString filter;
    RowMark mark = RowMark::Square;

    bool operator==(const Highlighter &) const = default;
};

/// Everything the window remembers, with defaults. Loaded and checked once, passed down by const reference,
/// saved by one store class in src/apps/signalbox. Holds no secret.
struct Settings
{
    ThemeChoice theme = ThemeChoice::System;
    bool showUtc = true; ///< false: local time; the zone is always shown
    bool reducedMotion = false;
    bool foldBursts = true; ///< in the event log, see BurstModel
    int rowHeight = 28;     ///< logical pixels: 28, 36 comfortable, 44 touch
    int logRows = limits::logRowsDefault;
    QByteArray windowGeometry; ///< QMainWindow::saveGeometry
    QByteArray windowState;    ///< QMainWindow::saveState of the layout in use
    LayoutChoice windowLayout = LayoutChoice::Watch;
    QByteArray flagHeader; ///< QHeaderView::saveState
    QByteArray eventHeader;
    QByteArray compareGeometry; ///< of the compare dialog
    QByteArray compareHeader;   ///< widths of its columns
    bool compareOnlyDifferences = false;
    QStringList recentReasons;
    QVector<SavedFilter> savedFilters; ///< in the order of their menu
    QVector<Highlighter> highlighters; ///< the first that matches a row marks it
    QString exportFolder;              ///< where the last export or recording went

    // The last connection, to fill in the form. Never the password.
    Vendor lastVendor = Vendor::Togul;
    QString lastUrl;
    QString lastEmail;
    NetworkSettings lastNetwork;

    bool operator==(const Settings &) const = default;
};

} // namespace signalbox
