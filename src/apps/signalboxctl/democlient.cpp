// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/democlient.h"

#include "apps/common/jitter.h"

namespace signalbox {

DemoClient::DemoClient(Provider &provider, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_provider(provider)
    , m_clock(clock)
    , m_stream(
          m_network, clock,
          [&provider](Callback<StreamRequest> done) {
              return provider.prepareStream(false, std::move(done));
          },
          *this, EventStreamOptions(), jitter())
{
    connect(&m_stream, &EventStream::statusChanged, this, &DemoClient::openChanged);
}

DemoClient::~DemoClient() = default;

void DemoClient::start()
{
    m_stream.start();
}

bool DemoClient::isOpen() const
{
    return m_stream.status().state == StreamState::Open;
}

void DemoClient::lookOutFor(const FlagRef &flag)
{
    m_flag = flag;
    m_seenAt.reset();
}

void DemoClient::sseEvent(const StreamEvent &event)
{
    if (m_seenAt)
        return;
    const FlagChange change = m_provider.decode(event);
    if (change.flag == m_flag) {
        m_seenAt = m_clock.now();
        emit seen();
    }
}

} // namespace signalbox
