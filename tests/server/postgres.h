// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace signalbox {

/// A PostgreSQL of the test's own, from Debian's packages: in a temporary folder, on a socket in it, run by
/// nobody who has special rights.
class Postgres final
{
public:
    Postgres() = default;
    ~Postgres();
    Postgres(const Postgres &) = delete;
    Postgres &operator=(const Postgres &) = delete;

    /// Empty: it is installed; else what is missing.
    [[nodiscard]] static QString missing();
    /// Makes a cluster and starts it. Empty when it went well.
    [[nodiscard]] QString create();
    [[nodiscard]] bool start();
    /// As a crash: no goodbye to anybody.
    void stop();
    /// A new, empty database; returns its address for --database.
    [[nodiscard]] QString newDatabase();
    /// Runs one statement from outside; empty when it went well.
    [[nodiscard]] QString run(const QString &database, const QString &sql);

private:
    [[nodiscard]] QString tool(const QString &name, const QStringList &arguments);
    [[nodiscard]] bool answers();

    QTemporaryDir m_folder;
    QProcess m_process;
    int m_databases = 0;
};

} // namespace signalbox
