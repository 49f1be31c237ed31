// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "model/flagstore.h"

#include <QHash>

#include <chrono>
#include <optional>

namespace signalbox {

class OpenEnvironment;
class Program;

/// What is remembered of one environment of one server, beside what the window remembers of itself: pins and
/// kill switches, notes, how much silence of its stream is normal. Main thread only.
class EnvironmentMemory final
{
public:
    enum class Kind {
        Kept,
        ReadOnly, ///< the program was asked to remember nothing
        Practice, ///< a server that is new at every start: its marks come with the program
    };

    /// @p program must outlive this.
    EnvironmentMemory(Program &program, const ConnectionInfo &connection, Kind kind);

    [[nodiscard]] QHash<FlagKey, FlagMarks> marks() const;
    void saveMarks(const QHash<FlagKey, FlagMarks> &marks);
    /// Absent: learned.
    [[nodiscard]] std::optional<std::chrono::milliseconds> window() const;
    void saveWindow(std::optional<std::chrono::milliseconds> window);
    /// Notes of @p environment are kept from now on, and those of earlier come into its log.
    void keepNotesOf(OpenEnvironment &environment);

private:
    Program &m_program;
    QString m_place;
    Kind m_kind;
};

} // namespace signalbox
