// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"

#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace signalbox {

CtlProcess::CtlProcess(const QString &dataFolder, const QString &email, const QString &password)
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.insert(u"XDG_DATA_HOME"_s, dataFolder);
    m_environment.remove(u"SIGNALBOX_TOKEN"_s);
    m_environment.insert(u"SIGNALBOX_EMAIL"_s, email);
    m_environment.insert(u"SIGNALBOX_PASSWORD"_s, password);
}

CtlProcess::~CtlProcess()
{
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void CtlProcess::setEnvironment(const QString &name, const QString &value)
{
    m_environment.insert(name, value);
}

void CtlProcess::start(const QStringList &arguments)
{
    m_output.clear();
    m_messages.clear();
    m_process.setProcessEnvironment(m_environment);
    m_process.start(QStringLiteral(SIGNALBOXCTL), arguments);
    m_process.closeWriteChannel();
}

int CtlProcess::run(const QStringList &arguments, int timeoutMs)
{
    start(arguments);
    // Not waitForFinished(): the server it talks to may live in this thread.
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), timeoutMs); }();
    return exitCode();
}

int CtlProcess::exitCode() const
{
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void CtlProcess::signal(int number) const
{
    if (isRunning())
        ::kill(pid_t(m_process.processId()), number);
}

QVector<QJsonObject> CtlProcess::lines()
{
    QVector<QJsonObject> objects;
    const QByteArray text = output();
    const QList<QByteArray> complete = text.left(text.lastIndexOf('\n') + 1).split('\n');
    for (const QByteArray &line : complete) {
        if (line.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            qFatal("not a JSON object: %s", line.constData());
        objects.append(document.object());
    }
    return objects;
}

QVector<QJsonObject> CtlProcess::lines(const QString &name, const QString &value)
{
    QVector<QJsonObject> found;
    for (const QJsonObject &line : lines()) {
        if (line.value(name).toString() == value)
            found.append(line);
    }
    return found;
}

QByteArray CtlProcess::output()
{
    m_output += m_process.readAllStandardOutput();
    return m_output;
}

QByteArray CtlProcess::messages()
{
    m_messages += m_process.readAllStandardError();
    return m_messages;
}

} // namespace signalbox
