// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/streamsource.h"

#include "bench/togulstream.h"

#include <QtGlobal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string_view>

namespace signalbox::bench {

namespace {

bool sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(std::size_t(sent));
    }
    return true;
}

} // namespace

StreamSource::StreamSource()
{
    for (const std::string &frame : togulFrames()) {
        std::array<char, 16> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", frame.size());
        m_block += size.data() + frame + "\r\n";
    }
    m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_listener, generic, length) != 0 || ::listen(m_listener, 4) != 0
        || ::getsockname(m_listener, generic, &length) != 0)
        qFatal("the stream source cannot listen");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

StreamSource::~StreamSource()
{
    ::shutdown(m_listener, SHUT_RDWR); // wakes accept()
    m_thread.join();
    ::close(m_listener);
}

void StreamSource::serve()
{
    for (;;) {
        const int client = ::accept(m_listener, nullptr, nullptr);
        if (client < 0)
            return;
        answer(client);
        ::close(client);
    }
}

void StreamSource::answer(int client) const
{
    std::string request;
    std::array<char, 4096> buffer{};
    while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return;
        request.append(buffer.data(), std::size_t(got));
    }
    if (!sendAll(client,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"))
        return;
    for (int sent = 0; sent < eventCount; sent += 1'000) {
        if (!sendAll(client, m_block))
            return;
    }
    sendAll(client, "0\r\n\r\n");
}

} // namespace signalbox::bench
