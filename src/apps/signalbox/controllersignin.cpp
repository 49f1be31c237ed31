// SPDX-License-Identifier: GPL-3.0-or-later
// How Controller comes to a connection, and to a new session for one: through the form, a browser, a test.
#include "apps/signalbox/controller.h"

#include "apps/common/checkup.h"
#include "apps/signalbox/retire.h"
#include "words/sentences.h"

#include <utility>

namespace signalbox {

namespace {

ConnectionOptions optionsOf(const ConnectRequest &request)
{
    ConnectionOptions options;
    options.vendor = request.vendor;
    options.url = request.url;
    options.project = request.projectHint;
    options.environment = request.environmentHint;
    return options;
}

Credentials credentialsOf(const ConnectRequest &request)
{
    return {request.email, request.password, request.token, request.streamKey, {}, {}};
}

} // namespace

void Controller::signInFromForm(const ConnectRequest &request)
{
    auto network = NetworkAccess::create(request.network, request.networkSecrets, m_clock.wallTime());
    if (network)
        signIn(optionsOf(request), credentialsOf(request), std::move(*network));
    else
        m_window.showNetworkProblem(network.error());
}

/// No password passes through this program: the person signs in where it is known already.
void Controller::signInWithBrowser(const ConnectRequest &request)
{
    auto network = NetworkAccess::create(request.network, request.networkSecrets, m_clock.wallTime());
    if (!network) {
        m_window.showNetworkProblem(network.error());
        return;
    }
    retire(m_deviceLogin);
    retire(m_connector);
    dropNetwork();
    m_network = std::move(*network);
    startDeviceLogin(request.url, [this, request](const FlagDashTokens &tokens) {
        signIn(optionsOf(request), withTokens(credentialsOf(request), tokens),
               std::exchange(m_network, nullptr));
    });
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::failed, this, &Controller::giveUp);
}

/// Over the network of the connection or the attempt that is open. Who calls says what a failure ends.
void Controller::startDeviceLogin(const QUrl &url, std::function<void(const FlagDashTokens &)> signedIn)
{
    retire(m_deviceLogin);
    m_deviceLogin = std::make_unique<FlagDashDeviceLogin>(url, *m_network, m_clock);
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::codeReady, this,
            [this](const FlagDashDeviceCode &code) {
                m_window.showDeviceCode(code.userCode, code.page, code.pageWithCode);
            });
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::signedIn, this,
            [this, signedIn = std::move(signedIn)](const FlagDashTokens &tokens) {
                retire(m_deviceLogin);
                signedIn(tokens);
            });
    m_deviceLogin->start();
}

void Controller::signIn(const ConnectionOptions &options, const Credentials &credentials,
                        std::unique_ptr<NetworkAccess> network)
{
    m_window.showConnecting(tr("Signing in…"));
    retire(m_connector);
    dropNetwork();
    m_network = std::move(network);
    m_connector = std::make_unique<Connector>(*m_network, m_clock);
    connect(m_connector.get(), &Connector::failed, this, &Controller::giveUp);
    connect(m_connector.get(), &Connector::connected, this, [this, options, email = credentials.email] {
        if (m_practice) {
            openPractice();
            return;
        }
        Settings settings = m_settings;
        settings.lastVendor = options.vendor;
        settings.lastUrl = options.url.toString();
        settings.lastEmail = email;
        settings.lastNetwork = m_network->settings();
        handIn(settings);
        m_window.showProjects(m_connector->projects());
    });
    m_connector->start(options, credentials, m_network->settings().allowPlainHttp);
}

/// Looks at the way to a server with what the form holds, beside whatever is open.
void Controller::test(const ConnectRequest &request)
{
    struct Test
    {
        std::unique_ptr<NetworkAccess> network;
        std::unique_ptr<Checkup> checkup;
    };
    auto network = NetworkAccess::create(request.network, request.networkSecrets, m_clock.wallTime());
    if (!network) {
        m_window.showNetworkProblem(network.error());
        return;
    }
    const auto all = std::make_shared<Test>();
    all->network = std::move(*network);
    const bool isComplete =
        !request.token.isEmpty() || (!request.email.isEmpty() && !request.password.isEmpty());
    const QString missing = request.vendor == Vendor::Togul ? tr("E-mail and password are not filled in.")
                                                            : tr("No access token or key is filled in.");
    const Result<Credentials> credentials =
        isComplete ? Result<Credentials>(credentialsOf(request))
                   : tl::unexpected(Error{ErrorKind::SignInNeeded, missing, {}, {}});
    all->checkup = std::make_unique<Checkup>(*all->network, m_clock, optionsOf(request), credentials);
    m_window.showDoctor(std::shared_ptr<Doctor>(all, &all->checkup->doctor()));
}

void Controller::renewSignIn(const NewSession &session)
{
    if (!m_connector || !m_open)
        return;
    m_renewal = m_connector->signInAgain(session, [this](const Result<bool> &signedIn) {
        if (signedIn)
            m_open->session().signedIn();
        else
            m_window.showConnectError(errorSentence(signedIn.error()));
    });
}

/// The session that is open goes on with what the browser brings; nothing else of it changes.
void Controller::renewWithBrowser()
{
    if (!m_connector || !m_open)
        return;
    startDeviceLogin(m_connector->url(), [this](const FlagDashTokens &tokens) {
        renewSignIn({{}, {}, tokens.access, tokens.refresh, tokens.client});
    });
    connect(m_deviceLogin.get(), &FlagDashDeviceLogin::failed, this, [this](const Error &error) {
        retire(m_deviceLogin);
        m_window.showConnectError(errorSentence(error));
    });
}

} // namespace signalbox
