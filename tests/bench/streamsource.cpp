// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/streamsource.h"

#include <QtGlobal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace signalbox::bench {

namespace {

constexpr int ticksPerSecond = 500; ///< of a paced stream
constexpr long tickNanoseconds = 1'000'000'000 / ticksPerSecond;

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

StreamSource::StreamSource(Pace pace) : m_pace(pace)
{
    for (const std::string &frame : togulFrames()) {
        std::array<char, 16> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", frame.size());
        m_frames.push_back(size.data() + frame + "\r\n");
        m_block += m_frames.back();
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

void StreamSource::answer(int client)
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
    if (m_pace.perSecond > 0) {
        sendPaced(client);
        return;
    }
    for (int sent = 0; sent < m_pace.events; sent += 1'000) {
        if (!sendAll(client, m_block))
            return;
    }
    sendAll(client, "0\r\n\r\n");
}

/// At every tick what is due; the connection stays open at the end, as a live stream's does.
void StreamSource::sendPaced(int client)
{
    const std::vector<std::string> frames = togulFrames();
    const int ticks = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const itimerspec every{{0, tickNanoseconds}, {0, tickNanoseconds}};
    if (ticks < 0 || ::timerfd_settime(ticks, 0, &every, nullptr) != 0)
        qFatal("the stream source has no timer");
    std::uint64_t passed = 0; // ticks; a late one brings what the ones before it would have
    std::uint64_t hash = 0;
    for (int sent = 0; sent < m_pace.events;) {
        std::uint64_t expired = 0;
        if (::read(ticks, &expired, sizeof expired) != sizeof expired)
            break;
        passed += expired;
        const std::uint64_t share = passed * std::uint64_t(m_pace.perSecond) / ticksPerSecond;
        const int due = int(std::min(std::uint64_t(m_pace.events), share));
        std::string bytes;
        for (; sent < due; ++sent) {
            const auto place = std::size_t(sent) % frames.size();
            bytes += m_frames[place];
            hash = chained(hash, dataOf(frames[place]));
        }
        {
            const std::lock_guard lock(m_mutex);
            m_batches.push_back({sent, std::chrono::steady_clock::now()});
        }
        if (!sendAll(client, bytes))
            break;
        m_hash = hash;
        m_sent = sent;
        timespec used{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        m_cpu = std::int64_t(used.tv_sec) * 1'000'000'000 + used.tv_nsec;
    }
    ::close(ticks);
    char byte = 0;
    ::recv(client, &byte, 1, 0); // until the client goes
}

bool StreamSource::sentAfter(int events, std::chrono::steady_clock::time_point &when) const
{
    const std::lock_guard lock(m_mutex);
    const auto batch = std::upper_bound(m_batches.begin(), m_batches.end(), events,
                                        [](int count, const Sent &sent) { return count < sent.events; });
    if (batch == m_batches.end())
        return false;
    when = batch->at;
    return true;
}

} // namespace signalbox::bench
