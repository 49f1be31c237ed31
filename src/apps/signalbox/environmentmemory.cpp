// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/environmentmemory.h"

#include "apps/signalbox/demomarks.h"
#include "apps/signalbox/openenvironment.h"
#include "apps/signalbox/program.h"
#include "apps/signalbox/settingsstore.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(logMemory, "signalbox.app.memory", QtWarningMsg)

EnvironmentMemory::EnvironmentMemory(Program &program, const ConnectionInfo &connection, Kind kind)
    : m_program(program)
    , m_place(connection.url.toString() + u'#' + connection.environment.text())
    , m_kind(kind)
{}

QHash<FlagKey, FlagMarks> EnvironmentMemory::marks() const
{
    return m_kind == Kind::Practice ? demoMarks() : m_program.store().loadMarks(m_place);
}

void EnvironmentMemory::saveMarks(const QHash<FlagKey, FlagMarks> &marks)
{
    if (m_kind == Kind::Kept && !m_program.store().saveMarks(m_place, marks))
        qCWarning(logMemory) << "pins could not be written";
}

std::optional<std::chrono::milliseconds> EnvironmentMemory::window() const
{
    return m_kind == Kind::Kept ? m_program.store().loadWindow(m_place) : std::nullopt;
}

void EnvironmentMemory::saveWindow(std::optional<std::chrono::milliseconds> window)
{
    if (m_kind == Kind::Kept && !m_program.store().saveWindow(m_place, window))
        qCWarning(logMemory) << "the limit of silence could not be written";
}

void EnvironmentMemory::keepNotesOf(OpenEnvironment &environment)
{
    if (m_kind == Kind::Kept)
        environment.keepNotes(m_program.notes(), m_place);
}

} // namespace signalbox
