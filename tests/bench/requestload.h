// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>
#include <sched.h>
#include <vector>

namespace signalbox::bench {

struct LoadOutcome
{
    std::vector<double> waits; ///< milliseconds, of each request, from when it was due to its whole answer
    double seconds = 0;
};

/// Sends @p request again and again over @p connections kept ones, from one thread, as a gateway with many
/// callers would: a request that is due goes out on a connection that is free, and waits where none is; that
/// wait counts. @p perSecond 0: each connection asks anew as soon as it is answered. Ends the program where
/// an answer is none, or not 200.
[[nodiscard]] LoadOutcome runLoad(quint16 port, const QByteArray &request, int connections, int perSecond,
                                  std::chrono::seconds length);

/// While it lives, this thread and @p process keep to a processor each, where there are two: the kernel likes
/// to wake who is asked on the processor of the one who asks, and then each waits for the other's turn.
class OneProcessorEach final
{
public:
    explicit OneProcessorEach(qint64 process);
    ~OneProcessorEach();
    OneProcessorEach(const OneProcessorEach &) = delete;
    OneProcessorEach &operator=(const OneProcessorEach &) = delete;

private:
    const pid_t m_process;
    cpu_set_t m_all{};
};

} // namespace signalbox::bench
