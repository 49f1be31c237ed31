// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/toolprocess.h"

#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int patienceMs = 20'000;

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(1000);
}

} // namespace

quint16 freePort()
{
    QTcpServer server;
    server.setProxy(QNetworkProxy::NoProxy);
    return server.listen(QHostAddress(QHostAddress::LocalHost)) ? server.serverPort() : quint16(0);
}

ToolProcess::ToolProcess()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

ToolProcess::~ToolProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(2000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString ToolProcess::start(const QString &program, const QStringList &arguments,
                           const QVector<quint16> &ports)
{
    QString path = QStandardPaths::findExecutable(program);
    if (path.isEmpty())
        path = QStandardPaths::findExecutable(program, {u"/usr/sbin"_s, u"/sbin"_s});
    if (path.isEmpty())
        return program + u" is not installed; see installer/packages.txt"_s;
    m_process.start(path, arguments);
    for (const quint16 port : ports) {
        if (!QTest::qWaitFor([&] { return m_process.state() == QProcess::NotRunning || answers(port); },
                             patienceMs))
            return u"%1 does not answer on port %2: %3"_s.arg(program).arg(port).arg(
                QString::fromUtf8(output()));
        if (m_process.state() == QProcess::NotRunning)
            return u"%1 ended: %2"_s.arg(program, QString::fromUtf8(output()));
    }
    return {};
}

QByteArray ToolProcess::output()
{
    m_output += m_process.readAll();
    return m_output;
}

} // namespace signalbox
