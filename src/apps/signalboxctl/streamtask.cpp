// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/streamtask.h"

#include "apps/common/jitter.h"
#include "apps/signalboxctl/output.h"
#include "core/loopback.h"
#include "words/sentences.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

EventStreamOptions streamOptions(const StreamOptions &options)
{
    EventStreamOptions stream;
    stream.idleTimeout = options.idleTimeout;
    stream.maximumRetryWait = options.maximumRetryWait;
    stream.followAcrossOrigins = true;
    return stream;
}

/// The same request every time, said later than asked as the interface wants it.
EventStream::RequestSource requestSource(const StreamOptions &options)
{
    const StreamRequest request{options.url, options.headers};
    return [request](const Callback<StreamRequest> &done) {
        auto timer = std::make_shared<QTimer>();
        timer->setSingleShot(true);
        QObject::connect(timer.get(), &QTimer::timeout, timer.get(), [request, done] { done(request); });
        timer->start(0);
        return Pending([timer] { timer->stop(); });
    };
}

QString word(StreamState state)
{
    switch (state) {
    case StreamState::Idle: return u"idle"_s;
    case StreamState::Connecting: return u"connecting"_s;
    case StreamState::Open: return u"open"_s;
    case StreamState::Waiting: return u"waiting"_s;
    case StreamState::Stopped: return u"stopped"_s;
    }
    return {};
}

} // namespace

StreamTask::StreamTask(const StreamOptions &options, const Surroundings &surroundings, QObject *parent)
    : Task(parent)
    , m_options(options)
    , m_output(surroundings.output)
    , m_plainHttpAgreed(surroundings.network.settings().allowPlainHttp)
    , m_stream(surroundings.network, surroundings.clock, requestSource(options), *this,
               streamOptions(options), jitter())
{
    connect(&m_stream, &EventStream::statusChanged, this, &StreamTask::showStatus);
}

void StreamTask::start()
{
    // Free, as with curl: it sends nothing but what stands on the command line, to the address that stands
    // beside it.
    if (m_options.url.scheme() == u"http" && !isLoopbackHost(m_options.url.host()) && !m_plainHttpAgreed)
        Output::message(tr("Plain http: anybody on the way can read this stream and its headers."));
    m_stream.setLastEventId(m_options.lastEventId);
    m_stream.start();
}

void StreamTask::sseEvent(const StreamEvent &event)
{
    const QString data = text(event.data);
    const QString type = text(event.type);
    m_output.bufferedLine({{u"event"_s, type}, {u"data"_s, data}, {u"id"_s, text(event.lastEventId)}},
                          u"%1\t%2"_s.arg(type, data));
}

void StreamTask::sseComment(std::string_view comment)
{
    if (m_options.comments)
        m_output.bufferedLine({{u"comment"_s, text(comment)}}, u":%1"_s.arg(text(comment)));
}

void StreamTask::streamBatchEnd()
{
    m_output.flush();
}

void StreamTask::showStatus(const StreamStatus &status)
{
    if (status.state == StreamState::Idle || (status.state == StreamState::Open && m_saidOpen))
        return; // the latter: said again because failures were forgotten
    m_saidOpen = status.state == StreamState::Open;
    QJsonObject line{{u"state"_s, word(status.state)}};
    QString sentence = word(status.state);
    if (status.error) {
        line.insert(u"reason"_s, terminalSentence(*status.error));
        line.insert(u"error"_s, signalbox::word(status.error->kind));
        sentence = u"%1: %2"_s.arg(sentence, terminalSentence(*status.error));
    }
    if (status.retryIn) {
        line.insert(u"retryInMs"_s, qint64(status.retryIn->count()));
        const double seconds = double(status.retryIn->count()) / 1000;
        sentence = tr("%1 Next try in %2 s.").arg(sentence).arg(seconds, 0, 'f', 1);
    }
    if (m_output.isJson())
        m_output.line(line, {});
    else
        Output::message(sentence);
    if (status.state == StreamState::Stopped)
        emit finished(ExitCode::Failed);
}

} // namespace signalbox
