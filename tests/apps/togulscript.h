// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/scriptedserver.h"

#include <QPointer>

#include <functional>

namespace signalbox {

/// A Togul server with one project, one environment and one flag that answers as a test wants it to.
class TogulScript final
{
public:
    using Answer = std::function<void(Exchange &)>;

    /// @p environment is its key and its name.
    explicit TogulScript(const QString &environment);

    [[nodiscard]] QUrl url() const { return m_server.url(); }
    [[nodiscard]] int patches() const;
    [[nodiscard]] const ScriptedServer &server() const { return m_server; }

    // What it hands out; of a kind that is found where it does not belong.
    static constexpr const char *accessToken = "access-9c1f4b7e";
    static constexpr const char *refreshToken = "refresh-2d80aa35";

    bool flagIsOn = false;
    bool passwordIsRight = true;
    bool mayRead = true; ///< one flag; the list may be read in any case
    /// Absent: a change is made, told to the stream, and answered.
    Answer onPatch;

    /// What a change does when it works.
    void apply(bool enabled);
    [[nodiscard]] QByteArray flag() const;
    void sendEvent();
    [[nodiscard]] bool hasStream() const { return !m_stream.isNull(); }

private:
    void answer(const ReceivedRequest &request, Exchange &exchange);

    ScriptedServer m_server;
    QByteArray m_environment;
    QPointer<Exchange> m_stream;
    int m_version = 0;
};

} // namespace signalbox
