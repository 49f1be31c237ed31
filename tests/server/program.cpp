// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/program.h"

#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QSignalSpy>

namespace signalbox {

namespace {
constexpr int patienceMs = 20'000;
} // namespace

Program::Program(const QString &path, const QStringList &arguments, const QStringList &environment)
{
    QProcessEnvironment surroundings = QProcessEnvironment::systemEnvironment();
    for (const QString &setting : environment)
        surroundings.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
    process.setProcessEnvironment(surroundings);
    process.start(path, arguments, QProcess::ReadOnly);
}

Program::~Program()
{
    murder();
}

QJsonObject Program::ready()
{
    QSignalSpy output(&process, &QProcess::readyReadStandardOutput);
    while (!process.canReadLine() && process.state() != QProcess::NotRunning) {
        if (!output.wait(patienceMs))
            break;
    }
    return QJsonDocument::fromJson(process.readLine()).object();
}

int Program::exitCode()
{
    QSignalSpy finished(&process, &QProcess::finished);
    if (process.state() != QProcess::NotRunning && !finished.wait(patienceMs))
        return -1;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
}

void Program::murder()
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.kill();
    process.waitForFinished();
}

} // namespace signalbox
