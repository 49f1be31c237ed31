// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bareserver.h"

#include "bench/figure.h"

#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
constexpr int lookAgainMs = 50; ///< for the end

void watch(int epoll, int socket)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

} // namespace

BareServer::BareServer()
    : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *where = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_listener, where, size) != 0 || ::listen(m_listener, 64) != 0
        || ::getsockname(m_listener, where, &size) != 0)
        giveUp(u"the yardstick's server cannot listen: "_s + qt_error_string(errno));
    m_port = ntohs(address.sin_port);
    watch(m_epoll, m_listener);
    m_thread = std::thread([this] {
        m_threadId = ::gettid();
        m_threadId.notify_one();
        serve();
    });
    m_threadId.wait(0);
}

BareServer::~BareServer()
{
    m_ending = true;
    m_thread.join();
    ::close(m_listener);
    ::close(m_epoll);
}

void BareServer::serve()
{
    std::array<epoll_event, 64> events;
    std::array<char, 16 << 10> buffer;
    while (!m_ending) {
        const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), lookAgainMs);
        for (int i = 0; i < count; ++i) {
            const int socket = events[std::size_t(i)].data.fd;
            if (socket == m_listener) {
                const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
                const int yes = 1;
                ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
                watch(m_epoll, client);
            } else if (::recv(socket, buffer.data(), buffer.size(), 0) <= 0) {
                ::close(socket);
            } else {
                ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
            }
        }
    }
}

} // namespace signalbox::bench
