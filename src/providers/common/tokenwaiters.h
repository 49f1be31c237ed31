// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pending.h"

#include <QByteArray>

#include <map>
#include <memory>

namespace signalbox::api {

/// Callers who wait for one renewal of a token, oldest first. Their handles may outlive this. Main thread
/// only.
class TokenWaiters final
{
public:
    [[nodiscard]] Pending add(Callback<QByteArray> done);
    /// Answers all who wait now. Answering may destroy whoever owns this.
    void answer(const Result<QByteArray> &result);

private:
    using Waiting = std::map<quint64, Callback<QByteArray>>;

    quint64 m_last = 0;
    std::shared_ptr<Waiting> m_waiting = std::make_shared<Waiting>();
};

} // namespace signalbox::api
