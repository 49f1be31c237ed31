// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/serverstatustask.h"

#include "apps/common/credentials.h"
#include "apps/signalboxctl/output.h"
#include "apps/signalboxctl/statustext.h"
#include "words/sentences.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox {

ServerStatusTask::ServerStatusTask(const ServerStatusOptions &options, const Surroundings &surroundings,
                                   QObject *parent)
    : Task(parent)
    , m_options(options)
    , m_surroundings(surroundings)
    , m_http(surroundings.network, surroundings.clock)
{}

void ServerStatusTask::start()
{
    HttpRequest request;
    request.url = m_options.url;
    request.url.setPath(u"/signalbox/status"_s);
    // Most servers on the same machine want none; whether this one does is for it to say.
    const auto token = readToken("SIGNALBOX_MONITOR_TOKEN", m_options.tokenFd);
    if (token)
        request.headers.emplaceBack("Authorization", "Bearer " + *token);
    else if (m_options.tokenFd) {
        fail(token.error().detail, ExitCode::Failed);
        return;
    }
    m_pending = m_http.send(request, [this](const Result<HttpResponse> &response) { show(response); });
}

void ServerStatusTask::show(const Result<HttpResponse> &response)
{
    if (!response) {
        fail(terminalSentence(response.error()), ExitCode::Failed);
        return;
    }
    const QJsonObject status = QJsonDocument::fromJson(response->body).object();
    if (response->status == 200 && status.contains(u"outbox"_s)) {
        m_surroundings.output.line(status, statusText(status));
        emit finished(ExitCode::Done);
    } else if (response->status == 401) {
        fail(tr("This server wants its monitor token: set SIGNALBOX_MONITOR_TOKEN, or use --token-fd."),
             ExitCode::Refused);
    } else if (response->status == 403) {
        fail(tr("This server answers only on its own machine. Ask there, or start it with "
                "SIGNALBOX_MONITOR_TOKEN."),
             ExitCode::Refused);
    } else {
        fail(tr("%1 does not answer like a signalboxd (HTTP %2). Check --url.")
                 .arg(m_options.url.toDisplayString())
                 .arg(response->status),
             ExitCode::Failed);
    }
}

void ServerStatusTask::fail(const QString &text, ExitCode code)
{
    Output::message(text);
    emit finished(code);
}

} // namespace signalbox
