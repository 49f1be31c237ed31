// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>

namespace signalbox {

/// A real program as a child; killed in the destructor if it still runs.
class Program final
{
public:
    /// @p environment: NAME=VALUE each, besides the test's own.
    explicit Program(const QString &path, const QStringList &arguments, const QStringList &environment = {});
    ~Program();

    /// The ready line, once there is one; empty where the program ends without.
    [[nodiscard]] QJsonObject ready();
    /// Waits for its end. -2: a signal ended it.
    [[nodiscard]] int exitCode();
    [[nodiscard]] QString mistakes() { return QString::fromUtf8(process.readAllStandardError()); }
    /// kill -9.
    void murder();

    QProcess process;
};

} // namespace signalbox
