// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/postgres.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QTest>

#include <csignal>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int patienceMs = 30'000;

/// Where Debian puts the programs; empty where there are none.
QString programs()
{
    const QDir all(u"/usr/lib/postgresql"_s);
    const QStringList versions =
        all.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &version : versions) {
        const QString folder = all.filePath(version + u"/bin"_s);
        if (QFile::exists(folder + u"/initdb"_s))
            return folder;
    }
    return {};
}

/// PostgreSQL refuses to run for root; there its own user does it.
const passwd *servant()
{
    return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
}

void becomeServant(QProcess &process)
{
    if (const passwd *user = servant()) {
        process.setChildProcessModifier([uid = user->pw_uid, gid = user->pw_gid] {
            if (::setgid(gid) != 0 || ::setuid(uid) != 0)
                ::_exit(126);
        });
    }
}

} // namespace

QString Postgres::missing()
{
    if (!QSqlDatabase::isDriverAvailable(u"QPSQL"_s))
        return u"Qt's driver for PostgreSQL is not installed (package libqt6sql6-psql)"_s;
    if (programs().isEmpty())
        return u"PostgreSQL is not installed (package postgresql)"_s;
    if (::geteuid() == 0 && !servant())
        return u"root may not run PostgreSQL, and there is no user postgres"_s;
    return {};
}

Postgres::~Postgres()
{
    stop();
}

QString Postgres::create()
{
    if (!m_folder.isValid())
        return u"no temporary folder"_s;
    if (const passwd *user = servant()) {
        if (::chown(QFile::encodeName(m_folder.path()).constData(), user->pw_uid, user->pw_gid) != 0)
            return u"the temporary folder cannot be handed over"_s;
    }
    const QString mistake =
        tool(u"initdb"_s, {u"--pgdata"_s, m_folder.filePath(u"data"_s), u"--username=signalbox"_s,
                           u"--auth=trust"_s, u"--encoding=UTF8"_s, u"--no-sync"_s});
    return mistake.isEmpty() && !start() ? u"the server does not answer"_s : mistake;
}

bool Postgres::start()
{
    becomeServant(m_process);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(programs() + u"/postgres"_s,
                    {u"-D"_s, m_folder.filePath(u"data"_s), u"-k"_s, m_folder.path(), u"-c"_s,
                     u"listen_addresses="_s, u"-c"_s, u"fsync=off"_s},
                    QProcess::ReadOnly);
    return QTest::qWaitFor([this] { return answers(); }, patienceMs);
}

void Postgres::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    // SIGQUIT: its children end at once, without telling those who are connected anything they could wait
    // for.
    ::kill(pid_t(m_process.processId()), SIGQUIT);
    if (!m_process.waitForFinished(patienceMs))
        m_process.kill();
}

bool Postgres::answers()
{
    return m_process.state() == QProcess::Running
           && tool(u"pg_isready"_s, {u"-h"_s, m_folder.path(), u"-t"_s, u"1"_s}).isEmpty();
}

QString Postgres::newDatabase()
{
    const QString name = u"flags%1"_s.arg(++m_databases);
    const QString mistake = tool(u"createdb"_s, {u"-h"_s, m_folder.path(), u"-U"_s, u"signalbox"_s, name});
    return mistake.isEmpty() ? u"postgresql://signalbox@localhost/%1?host=%2"_s.arg(name, m_folder.path())
                             : QString();
}

QString Postgres::run(const QString &database, const QString &sql)
{
    const QString name = database.section(u'/', 3, 3).section(u'?', 0, 0);
    return tool(u"psql"_s, {u"-h"_s, m_folder.path(), u"-U"_s, u"signalbox"_s, u"-d"_s, name, u"-v"_s,
                            u"ON_ERROR_STOP=1"_s, u"-c"_s, sql});
}

QString Postgres::tool(const QString &name, const QStringList &arguments)
{
    QProcess process;
    becomeServant(process);
    process.setWorkingDirectory(u"/"_s);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(programs() + u'/' + name, arguments, QProcess::ReadOnly);
    const bool good = process.waitForFinished(patienceMs) && process.exitStatus() == QProcess::NormalExit
                      && process.exitCode() == 0;
    return good ? QString() : name + u": "_s + QString::fromUtf8(process.readAll());
}

} // namespace signalbox
