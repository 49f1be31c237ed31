// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/tokenwaiters.h"

#include <utility>

namespace signalbox::api {

Pending TokenWaiters::add(Callback<QByteArray> done)
{
    const quint64 number = ++m_last;
    m_waiting->emplace(number, std::move(done));
    return Pending([waiting = m_waiting, number] { waiting->erase(number); });
}

void TokenWaiters::answer(const Result<QByteArray> &result)
{
    // One by one: a callback may drop the handles of others, or ask anew (which gets a higher number).
    const auto waiting = m_waiting;
    const quint64 last = waiting->empty() ? 0 : waiting->rbegin()->first;
    while (!waiting->empty() && waiting->begin()->first <= last) {
        const auto first = waiting->extract(waiting->begin());
        first.mapped()(result);
    }
}

} // namespace signalbox::api
