// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/proxies.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace signalbox {

QString HttpProxy::start(const QString &user, const QString &password)
{
    m_port = freePort();
    QFile file(m_folder.filePath(u"tinyproxy.conf"_s));
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    QString text =
        u"Port %1\nListen 127.0.0.1\nTimeout 600\nMaxClients 50\nLogFile \"%2\"\nLogLevel Connect\n"
        "Allow 127.0.0.1\n"_s.arg(m_port)
            .arg(m_folder.filePath(u"tinyproxy.log"_s));
    if (!user.isEmpty())
        text += u"BasicAuth %1 %2\n"_s.arg(user, password);
    file.write(text.toUtf8());
    file.close();
    return m_process.start(u"tinyproxy"_s, {u"-d"_s, u"-c"_s, file.fileName()}, {m_port});
}

int HttpProxy::requests() const
{
    QFile file(m_folder.filePath(u"tinyproxy.log"_s));
    return file.open(QIODevice::ReadOnly) ? int(file.readAll().count("Request (file descriptor")) : 0;
}

QString SocksProxy::start(const QString &user, const QString &password)
{
    m_port = freePort();
    QStringList arguments{u"-i"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port)};
    if (!user.isEmpty())
        arguments += {u"-u"_s, user, u"-P"_s, password};
    return m_process.start(u"microsocks"_s, arguments, {m_port});
}

int SocksProxy::connections()
{
    return int(m_process.output().count("connected to"));
}

} // namespace signalbox
