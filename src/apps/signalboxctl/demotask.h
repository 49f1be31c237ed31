// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/connector.h"
#include "apps/common/practiceserver.h"
#include "apps/signalboxctl/democlient.h"
#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"
#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "session/session.h"

#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace signalbox {

/// `demo`: a practice server, some clients on streams of their own, and a flag that is changed again and
/// again through the closed loop; shows when each client saw each change.
class DemoTask final : public Task
{
    Q_OBJECT

public:
    DemoTask(const DemoOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);
    ~DemoTask() override;

    void start() override;

private:
    void signIn(const PracticeServerReady &server);
    void open();
    void startWhenReady();
    [[nodiscard]] std::optional<FlagKey> chooseFlag() const;
    void changeNext();
    void finishChange();
    void checkChange();
    void showChange(const CommandView &command);
    void showSummary();
    void fail(const QString &text);

    DemoOptions m_options;
    Surroundings m_surroundings;
    QTemporaryDir m_folder; ///< the journal of a demo is no record of work
    PracticeServer m_server;
    Connector m_connector;
    ConnectionInfo m_connection;
    FactSerials m_serials;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CommandRunner> m_runner;
    std::vector<std::unique_ptr<DemoClient>> m_clients;
    std::unique_ptr<Timer> m_patience;
    std::unique_ptr<Timer> m_pause;

    QVector<Flag> m_flags; ///< as first read
    bool m_started = false;
    FlagKey m_flag;
    int m_done = 0;
    bool m_wanted = false;
    MonotonicTime m_pressedAt;
    std::optional<CommandId> m_command;
    std::vector<double> m_accepted; ///< milliseconds
    std::vector<double> m_seen;
    std::vector<double> m_confirmed;
    int m_missed = 0; ///< sightings that did not come
};

} // namespace signalbox
