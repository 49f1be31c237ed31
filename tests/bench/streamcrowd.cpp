// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/streamcrowd.h"

#include "bench/figure.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

namespace {

constexpr QByteArrayView eventWord = "\ndata:";

int connectTo(quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (socket < 0 || ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        giveUp(u"cannot connect to port %1: %2"_s.arg(port).arg(qt_error_string(errno)));
    return socket;
}

void sendAll(int socket, const QByteArray &bytes)
{
    for (qsizetype sent = 0; sent < bytes.size();) {
        const ssize_t count =
            ::send(socket, bytes.constData() + sent, std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            giveUp(u"cannot send: "_s + qt_error_string(errno));
        sent += count;
    }
}

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

StreamCrowd::StreamCrowd(quint16 port, int count, const QByteArray &request)
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_streams(std::size_t(count))
{
    raiseDescriptorLimit();
    m_reader = std::thread([this] { read(); });
    for (int i = 0; i < count; ++i) {
        const int socket = connectTo(port);
        {
            const std::scoped_lock lock(m_mutex);
            m_streams[std::size_t(i)].socket = socket;
        }
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u32 = quint32(i);
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, socket, &wanted);
        sendAll(socket, request);
        // Not all at once: the listen queue of a server is no longer than the kernel allows.
        while (i - m_openStreams.load() > 200)
            std::this_thread::yield();
    }
    while (m_openStreams.load() < count)
        std::this_thread::yield();
}

StreamCrowd::~StreamCrowd()
{
    m_ending = true;
    m_reader.join();
    for (const Stream &stream : m_streams)
        ::close(stream.socket);
    ::close(m_epoll);
}

void StreamCrowd::read()
{
    std::array<epoll_event, 512> ready;
    std::array<char, 64 << 10> buffer;
    while (!m_ending) {
        const int count = ::epoll_wait(m_epoll, ready.data(), int(ready.size()), 50);
        if (count <= 0)
            continue;
        const std::scoped_lock lock(m_mutex);
        for (int i = 0; i < count; ++i) {
            Stream &stream = m_streams[ready[std::size_t(i)].data.u32];
            const ssize_t bytes = ::recv(stream.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (bytes > 0)
                take(stream, buffer.data(), std::size_t(bytes));
            else if (bytes == 0)
                giveUp(u"a stream was closed by the server"_s);
        }
    }
}

void StreamCrowd::take(Stream &stream, const char *bytes, std::size_t count)
{
    const QByteArray text = stream.tail + QByteArray(bytes, qsizetype(count));
    if (!stream.open && text.contains("\r\n\r\n")) {
        if (!text.startsWith("HTTP/1.1 200"))
            giveUp(u"a stream is refused: "_s + QString::fromUtf8(text.left(200)));
        stream.open = true;
        ++m_openStreams;
    }
    qsizetype end = 0;
    for (qsizetype at = text.indexOf(eventWord); at >= 0; at = text.indexOf(eventWord, end)) {
        ++stream.events;
        end = at + eventWord.size();
        stream.last = std::chrono::steady_clock::now();
    }
    if (&stream - m_streams.data() < m_kept)
        stream.said.append(bytes, qsizetype(count));
    // What was counted is not kept, so that it is not counted twice.
    const qsizetype rest = stream.open ? std::min(text.size() - end, eventWord.size() - 1) : text.size();
    stream.tail = text.right(rest);
}

void StreamCrowd::restart()
{
    const std::scoped_lock lock(m_mutex);
    for (Stream &stream : m_streams) {
        stream.events = 0;
        stream.said.clear();
    }
}

std::vector<std::chrono::steady_clock::time_point> StreamCrowd::wait(quint64 events,
                                                                     std::chrono::seconds patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        {
            const std::scoped_lock lock(m_mutex);
            const auto behind = std::count_if(m_streams.cbegin(), m_streams.cend(),
                                              [events](const Stream &one) { return one.events < events; });
            if (behind == 0) {
                std::vector<std::chrono::steady_clock::time_point> times;
                for (const Stream &stream : m_streams)
                    times.push_back(stream.last);
                return times;
            }
            if (std::chrono::steady_clock::now() > until)
                giveUp(u"%1 of %2 streams did not hear %3 events"_s.arg(behind)
                           .arg(m_streams.size())
                           .arg(events));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
}

QByteArray StreamCrowd::said(int stream) const
{
    const std::scoped_lock lock(m_mutex);
    return m_streams[std::size_t(stream)].said;
}

KeptConnection::KeptConnection(quint16 port) : m_socket(connectTo(port)) {}

KeptConnection::~KeptConnection()
{
    ::close(m_socket);
}

int KeptConnection::ask(const QByteArray &request)
{
    send(request);
    for (;;) {
        if (const auto status = answerInBuffer())
            return *status;
        receive(0);
    }
}

void KeptConnection::send(const QByteArray &request)
{
    sendAll(m_socket, request);
}

std::optional<int> KeptConnection::takeAnswer()
{
    while (receive(MSG_DONTWAIT)) {
        if (const auto status = answerInBuffer())
            return status;
    }
    return std::nullopt;
}

bool KeptConnection::receive(int flags)
{
    std::array<char, 16 << 10> buffer;
    const ssize_t count = ::recv(m_socket, buffer.data(), buffer.size(), flags);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return false;
    if (count <= 0)
        giveUp(u"no answer: "_s + qt_error_string(errno));
    m_buffer.append(buffer.data(), qsizetype(count));
    return true;
}

std::optional<int> KeptConnection::answerInBuffer()
{
    const qsizetype head = m_buffer.indexOf("\r\n\r\n");
    if (head < 0)
        return std::nullopt;
    const QByteArray lower = m_buffer.left(head + 2).toLower();
    const qsizetype name = lower.indexOf("\r\ncontent-length:");
    const qsizetype from = name + 17;
    const qsizetype length =
        name < 0 ? 0 : lower.mid(from, lower.indexOf('\r', from) - from).trimmed().toLongLong();
    if (m_buffer.size() < head + 4 + length)
        return std::nullopt;
    const int status = m_buffer.mid(9, 3).toInt();
    m_body = m_buffer.mid(head + 4, length);
    m_buffer.remove(0, head + 4 + length);
    return status;
}

QByteArray httpRequest(const QByteArray &method, const QByteArray &path, const QByteArray &headers,
                       const QByteArray &body)
{
    QByteArray request = method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers;
    if (!body.isEmpty() || method != "GET")
        request +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    return request + "\r\n" + body;
}

} // namespace signalbox::bench
