// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/connectedtask.h"

#include "apps/signalboxctl/output.h"
#include "core/plaintext.h"
#include "words/sentences.h"

#include <utility>

namespace signalbox {

namespace {

constexpr int mostPageLength = 300;
constexpr int mostCodeLength = 40;

} // namespace

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
    if (m_options.browser) {
        signInWithBrowser();
        return;
    }
    const auto credentials = readCredentials(m_options.tokenFd);
    if (!credentials)
        fail(credentials.error().detail);
    else if (m_options.vendor == Vendor::FlagDash && credentials->token.isEmpty())
        fail(tr("FlagDash wants an access token or a key: set SIGNALBOX_TOKEN, use --token-fd, or sign in "
                "with --browser."));
    else
        connectWith(*credentials);
}

void ConnectedTask::connectWith(const Credentials &credentials)
{
    m_connector.start(m_options, credentials, m_surroundings.network.settings().allowPlainHttp);
}

/// The person signs in wherever there is a browser, perhaps on another machine than this terminal.
void ConnectedTask::signInWithBrowser()
{
    m_deviceLogin =
        std::make_unique<FlagDashDeviceLogin>(m_options.url, m_surroundings.network, m_surroundings.clock);
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::codeReady, this, [](const FlagDashDeviceCode &code) {
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(code.validFor).count();
        Output::message(tr("Open %1 in a browser, enter the code %2 and allow it. The code is valid "
                           "for %3 min; this waits for you.")
                            .arg(plainLine(code.page.toString(), mostPageLength),
                                 plainLine(code.userCode, mostCodeLength))
                            .arg(minutes));
    });
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::failed, this, [this](const Error &error) {
        // Who says no in the browser has refused it, and so has who does not come.
        if (error.kind == ErrorKind::Cancelled)
            fail(tr("The sign-in in the browser has ended: %1.").arg(error.detail), ExitCode::Refused);
        else
            fail(error);
    });
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::signedIn, this, [this](const FlagDashTokens &tokens) {
        Output::message(tr("Signed in."));
        connectWith(withTokens({.streamKey = readStreamKey()}, tokens));
    });
    m_deviceLogin->start();
}

void ConnectedTask::fail(const QString &text, ExitCode code)
{
    Output::message(text);
    emit finished(code);
}

void ConnectedTask::fail(const Error &error)
{
    fail(terminalSentence(error), exitCodeOf(error));
}

} // namespace signalbox
