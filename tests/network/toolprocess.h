// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace signalbox {

/// A port of 127.0.0.1 that nobody listens on right now.
[[nodiscard]] quint16 freePort();

/// A server from a package as a child process on loopback. It ends with this object.
class ToolProcess final
{
public:
    ToolProcess();
    /// Asks it to end, then ends it.
    ~ToolProcess();
    ToolProcess(const ToolProcess &) = delete;
    ToolProcess &operator=(const ToolProcess &) = delete;

    /// Starts @p program (looked for on the PATH and where Debian keeps servers) and waits until every one of
    /// @p ports answers. Empty when it does, else why not.
    [[nodiscard]] QString start(const QString &program, const QStringList &arguments,
                                const QVector<quint16> &ports);
    /// What it wrote so far, both channels.
    [[nodiscard]] QByteArray output();

private:
    QProcess m_process;
    QByteArray m_output;
};

} // namespace signalbox
