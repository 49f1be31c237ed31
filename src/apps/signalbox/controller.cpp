// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/controller.h"

#include "apps/signalbox/demomarks.h"
#include "operations/journal.h"
#include "providers/togul/togulprovider.h"
#include "words/sentences.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

Q_LOGGING_CATEGORY(logApp, "signalbox.app", QtWarningMsg)

namespace {

/// Where a connection's class is remembered to be one of ours: the practice server is a lab.
constexpr auto practiceClass = EnvironmentClass::Lab;
constexpr auto practiceEnvironment = "production"_L1;

/// Lets go of an object whose signal may be on the way right now.
template <typename T>
void retire(std::unique_ptr<T> &object)
{
    if (!object)
        return;
    object->disconnect();
    object.release()->deleteLater();
}

} // namespace

Controller::Controller(MainWindow &window, SettingsStore &store, const Settings &settings,
                       const Options &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_store(store)
    , m_settings(settings)
    , m_options(options)
    , m_clock(clock)
{
    connect(&m_window, &MainWindow::practiceRequested, this, &Controller::startPractice);
    connect(&m_window, &MainWindow::connectRequested, this, [this](const ConnectRequest &request) {
        if (request.project.isEmpty())
            signIn(request.url, Credentials{request.email, request.password, {}});
        else
            openFromForm(request);
    });
    connect(&m_window, &MainWindow::connectCancelled, this, [this] {
        retire(m_connector);
        retire(m_practice);
    });
    connect(&m_window, &MainWindow::disconnectRequested, this, &Controller::disconnectFromServer);
    connect(&m_window, &MainWindow::signInRequested, this, &Controller::renewSignIn);
    connect(&m_window, &MainWindow::environmentClassChosen, this, &Controller::setEnvironmentClass);
    connect(&m_window, &MainWindow::environmentChosen, this, &Controller::switchEnvironment);
    connect(&m_window, &MainWindow::settingsChanged, this, &Controller::saveSettings);
    connect(&m_window, &MainWindow::marksChanged, this, &Controller::saveMarks);
}

Controller::~Controller()
{
    close();
}

void Controller::begin()
{
    if (m_options.demo)
        startPractice();
}

void Controller::startPractice()
{
    m_window.showConnecting(tr("Starting the practice server…"));
    retire(m_practice);
    m_practice = std::make_unique<PracticeServer>(m_clock);
    connect(m_practice.get(), &PracticeServer::ready, this, [this](const PracticeServerReady &server) {
        signIn(server.url, Credentials{server.email, server.password, {}});
    });
    connect(m_practice.get(), &PracticeServer::failed, this, &Controller::giveUp);
    connect(m_practice.get(), &PracticeServer::ended, this, [](const Error &error) {
        qCWarning(logApp).noquote() << "the practice server ended:" << error.detail;
    });

    QStringList arguments{u"--life"_s};
    if (m_options.demoLife)
        arguments =
            *m_options.demoLife > 0 ? QStringList{u"--life=%1"_s.arg(*m_options.demoLife)} : QStringList();
    m_practice->start(PracticeServer::programPath(), arguments);
}

void Controller::signIn(const QUrl &url, const Credentials &credentials)
{
    m_window.showConnecting(tr("Signing in…"));
    retire(m_connector);
    m_connector = std::make_unique<Connector>(network(), m_clock);
    connect(m_connector.get(), &Connector::failed, this, &Controller::giveUp);
    connect(m_connector.get(), &Connector::connected, this, [this, url, email = credentials.email] {
        if (m_practice) {
            openPractice();
            return;
        }
        m_settings.lastUrl = url.toString();
        m_settings.lastEmail = email;
        saveSettings();
        m_window.showProjects(m_connector->projects());
    });
    m_connector->start(url, credentials);
}

void Controller::openPractice()
{
    const QString wanted =
        m_options.environment.isEmpty() ? QString(practiceEnvironment) : m_options.environment;
    const auto project = chooseProject(m_connector->projects(), ConnectionOptions());
    if (!project) {
        giveUp(project.error());
        return;
    }
    const auto environment = chooseEnvironment(*project, wanted);
    if (!environment) {
        giveUp(environment.error());
        return;
    }
    open(*project, *environment, m_options.treatAs.value_or(practiceClass));
}

void Controller::openFromForm(const ConnectRequest &request)
{
    if (!m_connector)
        return;
    for (const ProjectEntry &project : m_connector->projects()) {
        if (project.id != request.project)
            continue;
        for (const EnvironmentEntry &environment : project.environments) {
            if (environment.id == request.environment) {
                open(project, environment, request.environmentClass);
                return;
            }
        }
    }
    giveUp(Error{ErrorKind::NotFound, tr("the project or its environment is gone"), {}, {}});
}

/// Made with the first connection: it loads the network stack's plugins.
QNetworkAccessManager &Controller::network()
{
    if (!m_network)
        m_network = std::make_unique<QNetworkAccessManager>();
    return *m_network;
}

/// Opened with the first environment: the window's first frame need not wait for the database.
Journal *Controller::journal()
{
    if (m_journal)
        return m_journal.get();
    auto journal = Journal::open(journalPath());
    if (journal)
        m_journal = std::move(*journal);
    else
        qCWarning(logApp).noquote() << "the journal cannot be opened:" << journal.error().detail;
    return m_journal.get();
}

void Controller::open(const ProjectEntry &project, const EnvironmentEntry &environment,
                      EnvironmentClass environmentClass)
{
    close();
    m_project = project;
    ConnectionInfo connection = m_connector->open(project, environment);
    connection.environmentClass = environmentClass;

    m_open = std::make_unique<OpenEnvironment>(m_connector->provider(), connection, journal(), network(),
                                               m_clock, m_settings);
    m_open->flags().setAllMarks(marksOf(connection));
    m_window.setEnvironments(project.environments, project.id);
    m_window.showConsole(m_open->console());
    m_open->start();
}

void Controller::switchEnvironment(const EnvironmentId &id)
{
    const ProjectEntry project = m_project;
    for (const EnvironmentEntry &environment : project.environments) {
        if (environment.id != id)
            continue;
        // A class is never lowered by us: the practice server stays what the person made it, any other place
        // is at least what its name suggests.
        const EnvironmentClass present =
            m_open ? m_open->console().connection.environmentClass : practiceClass;
        const EnvironmentClass suggested = suggestedClass(environment.key.text(), m_connector->url());
        open(project, environment, m_practice ? present : suggested);
        return;
    }
}

void Controller::setEnvironmentClass(EnvironmentClass environmentClass)
{
    if (!m_open)
        return;
    m_open->console().connection.environmentClass = environmentClass;
    m_window.setConnection(m_open->console().connection);
}

void Controller::close()
{
    m_renewal.cancel();
    if (!m_open)
        return;
    saveMarks();
    m_window.closeConsole();
    m_open.reset();
}

void Controller::disconnectFromServer()
{
    close();
    retire(m_connector);
    retire(m_practice);
}

void Controller::renewSignIn(const QString &email, const QString &password)
{
    if (!m_connector || !m_open)
        return;
    m_renewal = m_connector->signInAgain(email, password, [this](const Result<TogulSignedIn> &signedIn) {
        if (signedIn)
            m_open->session().signedIn();
        else
            m_window.showConnectError(errorSentence(signedIn.error()));
    });
}

void Controller::giveUp(const Error &error)
{
    disconnectFromServer();
    m_window.showConnectError(errorSentence(error));
}

void Controller::saveSettings()
{
    const QString url = m_settings.lastUrl;
    const QString email = m_settings.lastEmail;
    m_settings = m_window.currentSettings();
    m_settings.lastUrl = url;
    m_settings.lastEmail = email;
    if (!m_options.freshSettings && !m_store.save(m_settings))
        qCWarning(logApp) << "the settings could not be written";
}

void Controller::saveMarks()
{
    if (!m_open || m_practice || m_options.freshSettings)
        return;
    if (!m_store.saveMarks(placeOf(m_open->console().connection), m_open->flags().allMarks()))
        qCWarning(logApp) << "pins could not be written";
}

QHash<FlagKey, FlagMarks> Controller::marksOf(const ConnectionInfo &connection) const
{
    // A practice server is new at every start, so its marks come with the program.
    return m_practice ? demoMarks() : m_store.loadMarks(placeOf(connection));
}

QString Controller::placeOf(const ConnectionInfo &connection) const
{
    return connection.url.toString() + u'#' + connection.environment.text();
}

} // namespace signalbox
