// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/practiceserver.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#ifdef Q_OS_LINUX
#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr auto startTimeout = 20s; ///< hashing a password the slow way takes its time on a small machine
constexpr int endTimeoutMs = 2'000;
constexpr qsizetype readyLineBytes = 64 << 10;
constexpr qsizetype messageBytes = 4 << 10;

} // namespace

Result<PracticeServerReady> parseReadyLine(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    PracticeServerReady server;
    server.url = QUrl(object.value(u"url"_s).toString(), QUrl::StrictMode);
    if (!object.value(u"ready"_s).toBool() || !server.url.isValid() || server.url.host().isEmpty()) {
        return tl::unexpected(Error{ErrorKind::BadAnswer,
                                    PracticeServer::tr("The practice server did not say where it listens."),
                                    {},
                                    {}});
    }
    const QJsonObject login = object.value(u"login"_s).toObject();
    server.email = login.value(u"email"_s).toString();
    server.password = login.value(u"password"_s).toString();
    server.token = login.value(u"token"_s).toString().toLatin1();
    server.version = object.value(u"version"_s).toString();
    server.control = object.value(u"control"_s).toString().toLatin1();
    const QJsonArray keys = object.value(u"keys"_s).toArray();
    for (const QJsonValue &key : keys) {
        const QJsonObject entry = key.toObject();
        server.keys.append({entry.value(u"environment"_s).toString(), entry.value(u"scope"_s).toString(),
                            entry.value(u"key"_s).toString()});
    }
    return server;
}

PracticeServer::PracticeServer(const Clock &clock, QObject *parent)
    : QObject(parent), m_timeout(clock.createTimer([this] {
        fail(ErrorKind::Timeout, tr("The practice server did not become ready in time."));
    }))
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &PracticeServer::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &PracticeServer::readMessages);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            fail(ErrorKind::Storage, tr("The practice server %1 cannot be started: %2")
                                         .arg(m_process.program(), m_process.errorString()));
        }
    });
    connect(&m_process, &QProcess::finished, this, [this] {
        if (m_state == State::Ready) {
            m_state = State::Over;
            emit ended({ErrorKind::Network, withLastMessage(tr("The practice server ended.")), {}, {}});
        } else {
            fail(ErrorKind::Network, tr("The practice server ended before it was ready."));
        }
    });
#ifdef Q_OS_LINUX
    // Without it a killed console would leave its server behind. The second look is for a parent that died
    // before the child could ask.
    const auto parentId = ::getpid();
    m_process.setChildProcessModifier([parentId] {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parentId)
            ::_exit(1);
    });
#endif
}

PracticeServer::~PracticeServer()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    // Waiting is right here: nothing of this object may be left running, and there is nothing else to do.
    m_process.terminate();
    if (!m_process.waitForFinished(endTimeoutMs)) {
        m_process.kill();
        m_process.waitForFinished(endTimeoutMs);
    }
}

QString PracticeServer::programPath()
{
    const QString name = u"signalboxd"_s;
    const QString beside = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

void PracticeServer::start(const QString &program, const QStringList &arguments)
{
    Q_ASSERT(m_state == State::Idle);
    m_state = State::Starting;
    m_timeout->start(startTimeout);
    m_process.start(program, QStringList({u"--seed"_s, u"demo"_s}) + arguments);
    m_process.closeWriteChannel();
}

qint64 PracticeServer::processId() const
{
    return m_process.processId();
}

void PracticeServer::readOutput()
{
    const QByteArray bytes = m_process.readAllStandardOutput(); // taken in any case, or the pipe would fill
    if (m_state != State::Starting)
        return;
    m_line += bytes;
    const qsizetype end = m_line.indexOf('\n');
    if (end < 0 && m_line.size() <= readyLineBytes)
        return;
    const auto server = parseReadyLine(end < 0 ? QByteArray() : m_line.left(end));
    m_line.clear();
    if (!server) {
        fail(server.error().kind, server.error().detail);
        return;
    }
    m_timeout->stop();
    m_state = State::Ready;
    emit ready(*server);
}

void PracticeServer::readMessages()
{
    m_messages += m_process.readAllStandardError();
    if (m_messages.size() > messageBytes)
        m_messages = m_messages.last(messageBytes);
}

void PracticeServer::fail(ErrorKind kind, const QString &text)
{
    if (m_state != State::Starting)
        return;
    m_state = State::Over;
    m_timeout->stop();
    if (m_process.state() != QProcess::NotRunning)
        m_process.kill();
    emit failed({kind, withLastMessage(text), {}, {}});
}

QString PracticeServer::withLastMessage(const QString &text) const
{
    const QString said = QString::fromUtf8(m_messages).trimmed().section(u'\n', -1).left(300);
    return said.isEmpty() ? text : tr("%1 It said: %2").arg(text, said);
}

} // namespace signalbox
