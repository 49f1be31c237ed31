// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/connectedtask.h"

#include "apps/signalboxctl/output.h"
#include "words/sentences.h"

#include <utility>

namespace signalbox {

ConnectedTask::ConnectedTask(ConnectionOptions options, const Surroundings &surroundings, QObject *parent)
    : Task(parent)
    , m_options(std::move(options))
    , m_surroundings(surroundings)
    , m_connector(surroundings.network, surroundings.clock)
{
    connect(&m_connector, &Connector::failed, this, [this](const Error &error) { fail(error); });
    connect(&m_connector, &Connector::connected, this, [this] {
        const auto project = chooseProject(m_connector.projects(), m_options);
        if (project)
            connected(*project);
        else
            fail(project.error().detail, ExitCode::WrongUsage);
    });
}

void ConnectedTask::start()
{
    const auto credentials = readCredentials(m_options.tokenFd);
    if (credentials && m_options.vendor == Vendor::FlagDash && credentials->token.isEmpty())
        fail(tr("FlagDash wants an access token or a key: set SIGNALBOX_TOKEN, or use --token-fd."));
    else if (credentials)
        m_connector.start(m_options, *credentials, m_surroundings.network.settings().allowPlainHttp);
    else
        fail(credentials.error().detail);
}

void ConnectedTask::fail(const QString &text, ExitCode code)
{
    Output::message(text);
    emit finished(code);
}

void ConnectedTask::fail(const Error &error)
{
    fail(terminalSentence(error));
}

} // namespace signalbox
