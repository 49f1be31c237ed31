// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/connectedtask.h"
#include "apps/signalboxctl/options.h"
#include "operations/commandrunner.h"
#include "operations/guard.h"
#include "operations/journal.h"
#include "session/session.h"

#include <QSet>

#include <memory>

namespace signalbox {

/// `set`: one order, carried out as in the window: guard, journal, read before write, one request, proof.
class SetTask final : public ConnectedTask
{
    Q_OBJECT

public:
    SetTask(const SetOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);
    ~SetTask() override;

    void start() override;
    void interrupted() override;

private:
    void connected(const ProjectEntry &project) override;
    void followLink(const LinkStatus &status);
    void readFlag();
    [[nodiscard]] QString missingSentence() const;
    void decide(const Flag &flag);
    [[nodiscard]] bool passesGuard(const Flag &flag);
    void followCommand(const CommandView &command);
    void showSteps(const CommandView &command);
    void conclude(const CommandView &command);
    void timeIsUp();
    void end(ExitCode code);

    SetOptions m_options;
    ConnectionInfo m_connection;
    FactSerials m_serials;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CommandRunner> m_runner;
    Pending m_reading;
    std::unique_ptr<Timer> m_deadline;
    std::unique_ptr<Timer> m_linkPatience;
    std::unique_ptr<Timer> m_secondLook; ///< for a contradiction that a second reading may settle
    bool m_readingAsked = false;
    bool m_over = false;
    std::optional<CommandView> m_command;
    QSet<int> m_shown; ///< stages
};

} // namespace signalbox
