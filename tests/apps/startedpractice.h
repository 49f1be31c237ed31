// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/practiceserver.h"

#include <QTest>

#include <optional>

namespace signalbox {

/// A practice server for all tests of one program. Give it time with isReady() before anything is asked of
/// it.
class StartedPractice final
{
public:
    /// @p program: signalboxd.
    explicit StartedPractice(const QString &program, const QStringList &arguments = {}) : m_server(m_clock)
    {
        QObject::connect(&m_server, &PracticeServer::ready, &m_server,
                         [this](const PracticeServerReady &ready) { m_ready = ready; });
        m_server.start(program, arguments);
    }

    [[nodiscard]] bool isReady() const
    {
        return QTest::qWaitFor([this] { return m_ready.has_value(); }, 60'000);
    }
    /// Once it is ready.
    [[nodiscard]] const PracticeServerReady *operator->() const { return &*m_ready; }

private:
    const SystemClock m_clock;
    PracticeServer m_server;
    std::optional<PracticeServerReady> m_ready;
};

} // namespace signalbox
