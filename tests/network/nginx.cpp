// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/nginx.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto allFaces = {Nginx::Face::Good,       Nginx::Face::Http2,     Nginx::Face::Buffering,
                           Nginx::Face::Expired,    Nginx::Face::Elsewhere, Nginx::Face::SelfSigned,
                           Nginx::Face::ClientOnly, Nginx::Face::Plain};

QString certificateOf(Nginx::Face face)
{
    switch (face) {
    case Nginx::Face::Expired: return u"expired"_s;
    case Nginx::Face::Elsewhere: return u"elsewhere"_s;
    case Nginx::Face::SelfSigned: return u"self-signed"_s;
    case Nginx::Face::Good:
    case Nginx::Face::Http2:
    case Nginx::Face::Buffering:
    case Nginx::Face::ClientOnly:
    case Nginx::Face::Plain: break;
    }
    return u"server"_s;
}

} // namespace

QString Nginx::start(const QUrl &upstream)
{
    for (const Face face : allFaces)
        m_ports.insert(face, freePort());
    QFile file(m_folder.filePath(u"nginx.conf"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration(upstream)) < 0)
        return file.errorString();
    file.close();
    return m_process.start(u"nginx"_s,
                           {u"-p"_s, m_folder.path(), u"-c"_s, file.fileName(), u"-e"_s, u"stderr"_s},
                           QVector<quint16>(m_ports.cbegin(), m_ports.cend()));
}

QUrl Nginx::url(Face face) const
{
    return QUrl(u"https://127.0.0.1:%1"_s.arg(m_ports.value(face)));
}

QByteArray Nginx::accessLog() const
{
    QFile file(m_folder.filePath(u"access.log"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray Nginx::configuration(const QUrl &upstream) const
{
    QString text = uR"(
daemon off;
master_process off;
worker_processes 1;
pid %1/nginx.pid;
error_log stderr warn;
events { worker_connections 128; }
http {
    log_format short '$server_protocol $status $request_uri';
    access_log %1/access.log short;
    client_body_temp_path %1/body;
    proxy_temp_path %1/proxy;
    fastcgi_temp_path %1/fastcgi;
    uwsgi_temp_path %1/uwsgi;
    scgi_temp_path %1/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_read_timeout 300s;
)"_s.arg(m_folder.path());
    for (const Face face : allFaces) {
        const QString certificate = certificateOf(face);
        text += u"    server {\n        listen 127.0.0.1:%1%2%3;\n"_s.arg(m_ports.value(face))
                    .arg(face == Face::Plain ? QString() : u" ssl"_s,
                         face == Face::Http2 ? u" http2"_s : QString());
        text += u"        ssl_certificate %1;\n        ssl_certificate_key %2;\n"_s.arg(
            m_certificates.certificate(certificate), m_certificates.key(certificate));
        if (face == Face::ClientOnly)
            text += u"        ssl_client_certificate %1;\n        ssl_verify_client on;\n"_s.arg(
                m_certificates.certificate(u"ca"_s));
        if (face == Face::Buffering)
            text += u"        proxy_buffering on;\n        proxy_ignore_headers X-Accel-Buffering;\n"_s;
        else
            text += u"        proxy_buffering off;\n"_s;
        text += u"        location / { proxy_pass %1; }\n    }\n"_s.arg(upstream.toString());
    }
    return (text + u"}\n"_s).toUtf8();
}

} // namespace signalbox
