// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace signalbox::bench {

/// Many plain clients of event streams on one port of this machine, read by one thread that does nothing
/// else. They count events and note when the last one of each came; they parse nothing.
class StreamCrowd final
{
public:
    /// Opens @p count streams with @p request, which is sent as it is; ends the program where that is not
    /// possible. Each has answered with its head when this returns.
    StreamCrowd(quint16 port, int count, const QByteArray &request);
    ~StreamCrowd();
    StreamCrowd(const StreamCrowd &) = delete;
    StreamCrowd &operator=(const StreamCrowd &) = delete;

    /// Forgets what was counted.
    void restart();
    /// Waits until every stream has heard @p events since restart(); when each of them heard the last one.
    /// Ends the program after @p patience.
    std::vector<std::chrono::steady_clock::time_point> wait(quint64 events, std::chrono::seconds patience);
    /// Keeps what the streams say, for checks; at most this many streams, the first ones.
    void keep(int streams) { m_kept = streams; }
    [[nodiscard]] QByteArray said(int stream) const;

private:
    struct Stream
    {
        int socket = -1;
        bool open = false; ///< its head has come
        QByteArray tail;   ///< of what was read, in which a word may have begun
        QByteArray said;
        quint64 events = 0;
        std::chrono::steady_clock::time_point last;
    };

    void read();
    void take(Stream &stream, const char *bytes, std::size_t count);

    int m_epoll = -1;
    std::atomic<bool> m_ending{false};
    std::atomic<int> m_openStreams{0};
    std::atomic<int> m_kept{0};
    mutable std::mutex m_mutex; ///< of all below
    std::vector<Stream> m_streams;
    std::thread m_reader;
};

/// One connection that is kept for request after request, each waited for.
class KeptConnection final
{
public:
    explicit KeptConnection(quint16 port);
    ~KeptConnection();
    KeptConnection(const KeptConnection &) = delete;
    KeptConnection &operator=(const KeptConnection &) = delete;

    /// Sends @p request as it is. The status of the answer; ends the program where there is none.
    int ask(const QByteArray &request);
    /// The two halves of it, for who has something else to do meanwhile. The status once the whole answer is
    /// here; never waits.
    void send(const QByteArray &request);
    [[nodiscard]] std::optional<int> takeAnswer();
    [[nodiscard]] int socket() const { return m_socket; }
    [[nodiscard]] const QByteArray &body() const { return m_body; }

private:
    [[nodiscard]] std::optional<int> answerInBuffer();
    /// False where nothing has come yet.
    bool receive(int flags);

    int m_socket = -1;
    QByteArray m_buffer;
    QByteArray m_body;
};

/// A request with a body, ready to be sent.
[[nodiscard]] QByteArray httpRequest(const QByteArray &method, const QByteArray &path,
                                     const QByteArray &headers, const QByteArray &body);

} // namespace signalbox::bench
