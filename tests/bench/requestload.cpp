// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/requestload.h"

#include "bench/figure.h"
#include "bench/streamcrowd.h"

#include <array>
#include <memory>
#include <optional>
#include <sys/epoll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;

class Load final
{
public:
    Load(quint16 port, QByteArray request, int connections) : m_request(std::move(request))
    {
        m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
        for (int i = 0; i < connections; ++i) {
            m_connections.push_back(std::make_unique<KeptConnection>(port));
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u32 = quint32(i);
            ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_connections.back()->socket(), &event);
            m_free.push_back(i);
        }
        m_due.resize(m_connections.size());
    }
    ~Load() { ::close(m_epoll); }
    Load(const Load &) = delete;
    Load &operator=(const Load &) = delete;

    LoadOutcome run(int perSecond, std::chrono::seconds length)
    {
        const auto start = SteadyClock::now();
        const auto dueTime = [&](qint64 number) {
            return start + std::chrono::nanoseconds(number * 1'000'000'000 / perSecond);
        };
        qint64 sent = 0;
        LoadOutcome outcome;
        for (;;) {
            const auto now = SteadyClock::now();
            const bool over = now >= start + length;
            while (!over && !m_free.empty() && (perSecond == 0 || dueTime(sent) <= now)) {
                ask(perSecond == 0 ? now : dueTime(sent));
                ++sent;
            }
            if (over && m_free.size() == m_connections.size())
                break;
            takeAnswers(outcome);
        }
        outcome.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
        return outcome;
    }

private:
    void ask(SteadyClock::time_point due)
    {
        const auto index = std::size_t(m_free.back());
        m_free.pop_back();
        m_due[index] = due;
        m_connections[index]->send(m_request);
    }

    /// Does not sleep: what is due next is nearer than a sleep would end.
    void takeAnswers(LoadOutcome &outcome)
    {
        std::array<epoll_event, 64> events;
        const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 0);
        for (int i = 0; i < count; ++i) {
            const auto index = std::size_t(events[std::size_t(i)].data.u32);
            const std::optional<int> status = m_connections[index]->takeAnswer();
            if (!status)
                continue;
            if (*status != 200)
                giveUp(u"a request was refused: %1 %2"_s.arg(*status).arg(
                    QString::fromUtf8(m_connections[index]->body())));
            outcome.waits.push_back(
                std::chrono::duration<double, std::milli>(SteadyClock::now() - m_due[index]).count());
            m_free.push_back(int(index));
        }
    }

    const QByteArray m_request;
    int m_epoll = -1;
    std::vector<std::unique_ptr<KeptConnection>> m_connections;
    std::vector<SteadyClock::time_point> m_due; ///< of what each connection asks
    std::vector<int> m_free;
};

} // namespace

LoadOutcome runLoad(quint16 port, const QByteArray &request, int connections, int perSecond,
                    std::chrono::seconds length)
{
    return Load(port, request, connections).run(perSecond, length);
}

OneProcessorEach::OneProcessorEach(qint64 process) : m_process(pid_t(process))
{
    CPU_ZERO(&m_all);
    ::sched_getaffinity(0, sizeof(m_all), &m_all);
    std::vector<int> allowed;
    for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
        if (CPU_ISSET(processor, &m_all))
            allowed.push_back(processor);
    }
    if (allowed.size() < 2)
        return;
    const auto keepTo = [](pid_t who, int processor) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(processor, &one);
        ::sched_setaffinity(who, sizeof(one), &one);
    };
    keepTo(m_process, allowed.front());
    keepTo(0, allowed.back());
}

OneProcessorEach::~OneProcessorEach()
{
    ::sched_setaffinity(m_process, sizeof(m_all), &m_all);
    ::sched_setaffinity(0, sizeof(m_all), &m_all);
}

} // namespace signalbox::bench
