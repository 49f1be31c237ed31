// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctorstream.h"

using namespace std::chrono_literals;

namespace signalbox {

namespace {

/// Servers greet when the stream opens; what comes that early shows no rhythm yet.
constexpr auto greetingTime = 500ms;

EventStreamOptions options(const Provider &provider)
{
    EventStreamOptions options;
    options.idleTimeout.reset(); // the doctor says itself how long it waits
    options.streamError = [&provider](int status, const QByteArray &body) {
        return provider.streamError(status, body);
    };
    return options;
}

} // namespace

DoctorStream::DoctorStream(QNetworkAccessManager &network, Provider &provider, const Clock &clock)
    : m_clock(clock)
    , m_stream(
          network, clock,
          [this, &provider](Callback<StreamRequest> done) {
              return provider.prepareStream(false,
                                            [this, done = std::move(done)](Result<StreamRequest> request) {
                                                if (request) {
                                                    for (const auto &header : std::as_const(request->headers))
                                                        m_secrets.append(QString::fromUtf8(header.second));
                                                }
                                                done(std::move(request));
                                            });
          },
          *this, options(provider), [] { return 0.0; })
{
    connect(&m_stream, &EventStream::statusChanged, this, &DoctorStream::follow);
}

void DoctorStream::start()
{
    m_stream.start();
}

void DoctorStream::stop()
{
    m_open = false;
    m_stream.stop();
}

void DoctorStream::follow(const StreamStatus &status)
{
    if (status.state == StreamState::Open && !m_open) {
        m_open = true;
        m_openedAt = m_clock.now();
        emit opened();
    } else if (status.state == StreamState::Waiting || status.state == StreamState::Stopped) {
        const Error error = status.error.value_or(Error());
        stop();
        emit ended(error);
    }
}

void DoctorStream::streamBytes(qsizetype)
{
    m_isGreeting = !m_gotByte && m_clock.now() - m_openedAt < greetingTime;
    if (!std::exchange(m_gotByte, true))
        emit firstByte();
}

void DoctorStream::streamBatchEnd()
{
    m_isGreeting = false;
}

void DoctorStream::sseEvent(const StreamEvent &)
{
    beat(true);
}

void DoctorStream::sseComment(std::string_view)
{
    beat(false);
}

void DoctorStream::beat(bool isEvent)
{
    if (!m_open || m_isGreeting || std::exchange(m_gotBeat, true))
        return;
    emit heartbeat(isEvent);
}

} // namespace signalbox
