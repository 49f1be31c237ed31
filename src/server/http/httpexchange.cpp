// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpexchange.h"

#include <microhttpd.h>
#include <sys/socket.h>

namespace signalbox {

int descriptorOf(MHD_Connection *connection)
{
    const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

void HttpExchange::resume()
{
    if (!suspended || !connection)
        return;
    suspended = false;
    MHD_resume_connection(connection);
    m_runSoon();
}

int HttpExchange::descriptor() const
{
    return connection ? descriptorOf(connection) : -1;
}

void HttpExchange::abort()
{
    if (aborted || !connection)
        return;
    aborted = true;
    // The kernel shall not keep what was not taken: the close that follows is a reset.
    const linger atOnce = {1, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    if (suspended)
        resume(); // readStream() then ends it
    else
        ::shutdown(descriptor(), SHUT_RDWR); // wakes the library, which waits for room in the socket
}

void HttpStream::wake()
{
    if (const auto exchange = m_exchange.lock())
        exchange->resume();
}

void HttpStream::finish()
{
    if (const auto exchange = m_exchange.lock()) {
        exchange->finishing = true;
        exchange->resume();
    }
}

void HttpStream::abort()
{
    if (const auto exchange = m_exchange.lock())
        exchange->abort();
}

void HttpReply::send(HttpAnswer answer)
{
    const auto exchange = m_exchange.lock();
    if (!exchange || exchange->answer || !revise(*exchange, answer))
        return;
    exchange->answer = std::move(answer);
    exchange->resume();
}

HttpStream HttpReply::stream(HttpAnswer head, std::unique_ptr<HttpStreamSource> source)
{
    const auto exchange = m_exchange.lock();
    if (!exchange || exchange->answer || !revise(*exchange, head))
        return {};
    exchange->source = std::move(source);
    exchange->answer = std::move(head);
    exchange->resume();
    return HttpStream(exchange);
}

void HttpReply::abort()
{
    if (const auto exchange = m_exchange.lock(); exchange && !exchange->answer)
        exchange->abort();
}

void HttpReply::setReviser(Reviser reviser)
{
    if (const auto exchange = m_exchange.lock())
        exchange->reviser = std::move(reviser);
}

void HttpReply::addHeader(const QByteArray &name, const QByteArray &value)
{
    if (const auto exchange = m_exchange.lock())
        exchange->headers.emplace_back(name, value);
}

bool HttpReply::revise(HttpExchange &exchange, HttpAnswer &answer)
{
    if (!exchange.reviser)
        return true;
    const Reviser reviser = std::exchange(exchange.reviser, nullptr);
    return reviser(answer, *this) && !exchange.answer && !exchange.aborted;
}

} // namespace signalbox
