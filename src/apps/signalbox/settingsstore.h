// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "model/flagstore.h"

#include <QHash>
#include <QSettings>

#include <chrono>
#include <optional>

namespace signalbox {

/// The one place that reads and writes what the window remembers (an INI file in the user's configuration
/// folder). Values are checked when loaded; what makes no sense falls back to its default. Never holds a
/// secret.
class SettingsStore final
{
public:
    /// @p path of the file; its folder is made when something is saved.
    explicit SettingsStore(const QString &path);

    [[nodiscard]] static QString defaultPath();

    [[nodiscard]] Settings load() const;
    /// False when the file cannot be written.
    bool save(const Settings &settings);

    /// What a person noted about flags of one environment. @p place names server and environment.
    [[nodiscard]] QHash<FlagKey, FlagMarks> loadMarks(const QString &place) const;
    bool saveMarks(const QString &place, const QHash<FlagKey, FlagMarks> &marks);

    /// How much silence of its stream a person called normal in one environment; absent: learned.
    [[nodiscard]] std::optional<std::chrono::milliseconds> loadWindow(const QString &place) const;
    bool saveWindow(const QString &place, std::optional<std::chrono::milliseconds> window);

private:
    [[nodiscard]] NetworkSettings loadNetwork() const;
    void saveNetwork(const NetworkSettings &network);

    mutable QSettings m_file;
};

} // namespace signalbox
