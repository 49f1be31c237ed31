// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QVector>

namespace signalbox {

/// The real signalboxctl as a child process, read while it runs. Its data folder is the test's.
class CtlProcess final
{
public:
    CtlProcess(const QString &dataFolder, const QString &email = {}, const QString &password = {});
    ~CtlProcess();

    void setEnvironment(const QString &name, const QString &value);
    void start(const QStringList &arguments);
    /// Runs to its end; returns the exit code, -1 when a signal ended it.
    int run(const QStringList &arguments, int timeoutMs = 60'000);
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] int exitCode() const;
    [[nodiscard]] qint64 id() const { return m_process.processId(); }
    void signal(int number) const;

    /// Every complete line of standard output so far; a line that is no JSON object fails the test.
    [[nodiscard]] QVector<QJsonObject> lines();
    /// Those whose @p name is @p value.
    [[nodiscard]] QVector<QJsonObject> lines(const QString &name, const QString &value);
    [[nodiscard]] QByteArray output();
    [[nodiscard]] QByteArray messages();

private:
    QProcess m_process;
    QProcessEnvironment m_environment;
    QByteArray m_output;
    QByteArray m_messages;
};

} // namespace signalbox
