// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listensocket.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// A herd of clients that reconnects at once waits here instead of being refused.
constexpr int backlog = 4096;

QString tr(const char *text)
{
    return QCoreApplication::translate("ListenSocket", text);
}

socklen_t fill(sockaddr_storage &storage, const QHostAddress &address, quint16 port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 inet = {};
        inet.sin6_family = AF_INET6;
        inet.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&inet.sin6_addr, &bytes, sizeof bytes);
        std::memcpy(&storage, &inet, sizeof inet);
        return sizeof inet;
    }
    sockaddr_in inet = {};
    inet.sin_family = AF_INET;
    inet.sin_port = htons(port);
    inet.sin_addr.s_addr = htonl(address.toIPv4Address());
    std::memcpy(&storage, &inet, sizeof inet);
    return sizeof inet;
}

quint16 boundPort(int descriptor)
{
    sockaddr_storage storage = {};
    socklen_t length = sizeof storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&storage), &length) != 0)
        return 0;
    if (storage.ss_family == AF_INET6) {
        sockaddr_in6 inet;
        std::memcpy(&inet, &storage, sizeof inet);
        return ntohs(inet.sin6_port);
    }
    sockaddr_in inet;
    std::memcpy(&inet, &storage, sizeof inet);
    return ntohs(inet.sin_port);
}

QString sentence(int error, const QHostAddress &address, quint16 port)
{
    switch (error) {
    case EADDRINUSE:
        return tr("Port %1 on %2 is already in use. Stop the program that holds it, or choose another port "
                  "(0 takes a free one).")
            .arg(port)
            .arg(address.toString());
    case EADDRNOTAVAIL:
        return tr("This machine has no address %1. Use one of its own addresses, for example 127.0.0.1.")
            .arg(address.toString());
    case EACCES: return tr("Port %1 needs special rights. Choose a port above 1023.").arg(port);
    default:
        return tr("Cannot listen on %1, port %2: %3. Choose another address or port.")
            .arg(address.toString())
            .arg(port)
            .arg(QString::fromLocal8Bit(std::strerror(error)));
    }
}

} // namespace

Result<ListenSocket> openListenSocket(const QHostAddress &address, quint16 port)
{
    const bool ipv6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const int descriptor =
        ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0)
        return tl::unexpected(Error{ErrorKind::Network, sentence(errno, address, port), {}, {}});

    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (ipv6)
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);

    sockaddr_storage storage = {};
    const socklen_t length = fill(storage, address, port);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&storage), length) != 0
        || ::listen(descriptor, backlog) != 0) {
        const int error = errno;
        ::close(descriptor);
        return tl::unexpected(Error{ErrorKind::Network, sentence(error, address, port), {}, {}});
    }
    return ListenSocket{descriptor, boundPort(descriptor)};
}

} // namespace signalbox
