// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/controller.h"

#include "apps/common/checkup.h"
#include "apps/signalbox/program.h"
#include "apps/signalbox/retire.h"
#include "core/plaintext.h"
#include "protocol/networkreply.h"
#include "words/filewords.h"
#include "words/sentences.h"

#include <QDesktopServices>
#include <QLoggingCategory>
#include <QStatusBar>

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

Q_LOGGING_CATEGORY(logApp, "signalbox.app", QtWarningMsg)

namespace {

/// Where a connection's class is remembered to be one of ours: the practice server is a lab.
constexpr auto practiceClass = EnvironmentClass::Lab;
constexpr auto practiceEnvironment = "production"_L1;

constexpr int noticeTime = 8'000; ///< milliseconds

} // namespace

Controller::Controller(MainWindow &window, Program &program, const Options &options, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_program(program)
    , m_settings(program.settings().now())
    , m_options(options)
    , m_clock(program.clock())
{
    connect(&m_program.settings(), &SharedSettings::changed, this, [this](const QObject *author) {
        if (author != this)
            takeSettings();
    });
    connect(&m_window, &MainWindow::practiceRequested, this, &Controller::startPractice);
    connect(&m_window, &MainWindow::connectRequested, this, [this](const ConnectRequest &request) {
        if (request.project.isEmpty())
            signInFromForm(request);
        else
            openFromForm(request);
    });
    connect(&m_window, &MainWindow::browserSignInRequested, this, &Controller::signInWithBrowser);
    connect(&m_window, &MainWindow::pageRequested, this, [](const QUrl &page) {
        if (isWebUrl(page))
            QDesktopServices::openUrl(page);
    });
    connect(&m_window, &MainWindow::testRequested, this, &Controller::test);
    connect(&m_window, &MainWindow::doctorRequested, this, &Controller::examine);
    connect(&m_window, &MainWindow::connectCancelled, this, [this] {
        retire(m_deviceLogin);
        retire(m_connector);
        retire(m_practice);
        retire(m_opener);
    });
    connect(&m_window, &MainWindow::sessionFileChosen, this, &Controller::openSession);
    connect(&m_window, &MainWindow::disconnectRequested, this, &Controller::disconnectFromServer);
    connect(&m_window, &MainWindow::signInRequested, this, &Controller::renewSignIn);
    connect(&m_window, &MainWindow::browserRenewalRequested, this, &Controller::renewWithBrowser);
    connect(&m_window, &MainWindow::browserRenewalCancelled, this, [this] { retire(m_deviceLogin); });
    connect(&m_window, &MainWindow::environmentClassChosen, this, &Controller::setEnvironmentClass);
    connect(&m_window, &MainWindow::environmentChosen, this, &Controller::switchEnvironment);
    connect(&m_window, &MainWindow::settingsChanged, this, &Controller::saveSettings);
    connect(&m_window, &MainWindow::marksChanged, this, &Controller::saveMarks);
    connect(&m_window, &MainWindow::windowChosen, this,
            [this](std::optional<std::chrono::milliseconds> silence) {
                if (m_open)
                    m_memory->saveWindow(silence);
            });
}

Controller::~Controller()
{
    close();
}

void Controller::begin()
{
    if (m_options.demo)
        startPractice();
    else if (!m_options.sessionFile.isEmpty())
        openSession(m_options.sessionFile);
}

/// A live session is never left for a recorded one: that opens in a window of its own.
void Controller::openSession(const QString &path)
{
    if (m_open) {
        m_program.openSession(path);
        return;
    }
    close();
    retire(m_connector);
    retire(m_practice);
    retire(m_opener);
    m_window.showWelcome();
    m_window.showConnecting(tr("Opening the session…"));
    m_opener = std::make_unique<SessionOpener>(m_clock, path);
    connect(m_opener.get(), &SessionOpener::progressed, this, [this](qint64 bytes, qint64 of) {
        if (of > 0)
            m_window.showConnecting(tr("Opening the session… %1 %").arg(bytes * 100 / of));
    });
    connect(m_opener.get(), &SessionOpener::opened, this, &Controller::showSession);
    connect(m_opener.get(), &SessionOpener::failed, this, [this](const Error &error) {
        retire(m_opener);
        m_window.showConnectError(sessionFileSentence(error));
    });
    m_opener->start();
}

void Controller::showSession(const std::shared_ptr<SessionFile> &file)
{
    retire(m_opener);
    m_replay = std::make_unique<OpenReplay>(file, m_clock, m_settings);
    m_window.setEnvironments({}, {});
    m_window.showConsole(m_replay->console());
    m_replay->replay().setPlaying(true);
}

void Controller::startPractice()
{
    m_window.showConnecting(tr("Starting the practice server…"));
    retire(m_practice);
    m_control.clear();
    m_practice = std::make_unique<PracticeServer>(m_clock);
    connect(m_practice.get(), &PracticeServer::ready, this, [this](const PracticeServerReady &server) {
        m_control = server.control;
        ConnectionOptions options;
        options.url = server.url;
        signIn(options, Credentials{server.email, server.password}, std::make_unique<NetworkAccess>());
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

/// Looks at the way to the server of the connection on screen, with its own session.
void Controller::examine()
{
    struct Examination
    {
        Examination(NetworkAccess &network, Provider &provider, const Clock &clock, DoctorPatient patient)
            : probe(network, clock), doctor(probe, network, provider, clock, std::move(patient))
        {}
        SocketProbe probe;
        Doctor doctor;
    };
    if (!m_open || !m_connector)
        return;
    const ConnectionInfo &connection = m_open->console().connection;
    DoctorPatient patient = doctorPatient(connection.url, *m_network);
    patient.secrets = {connection.userName};
    patient.choose = [project = m_project, id = connection.environment](const QVector<ProjectEntry> &) {
        for (const EnvironmentEntry &environment : project.environments) {
            if (environment.id == id)
                return Result<DoctorPatient::Place>(DoctorPatient::Place{project, environment});
        }
        return Result<DoctorPatient::Place>(
            tl::unexpected(Error{ErrorKind::NotFound, tr("The environment on screen is gone."), {}, {}}));
    };
    const auto all =
        std::make_shared<Examination>(*m_network, m_connector->provider(), m_clock, std::move(patient));
    m_window.showDoctor(std::shared_ptr<Doctor>(all, &all->doctor));
}

/// One environment in two windows would be two guards for one switch. The other window comes to the front
/// instead.
bool Controller::isShownElsewhere(const EnvironmentId &environment)
{
    return m_program.showPlace(m_connector->url(), environment, m_window);
}

void Controller::open(const ProjectEntry &project, const EnvironmentEntry &environment,
                      EnvironmentClass environmentClass)
{
    if (isShownElsewhere(environment.id)) {
        const QString sentence = tr("%1 is open in another window.").arg(plainLine(environment.name));
        if (m_open)
            m_window.statusBar()->showMessage(sentence, noticeTime);
        else
            m_window.showConnectError(sentence);
        return;
    }
    close();
    m_project = project;
    ConnectionInfo connection = m_connector->open(project, environment);
    connection.environmentClass = environmentClass;

    using Kind = EnvironmentMemory::Kind;
    m_memory.emplace(m_program, connection,
                     m_practice                ? Kind::Practice
                     : m_options.freshSettings ? Kind::ReadOnly
                                               : Kind::Kept);
    m_open = std::make_unique<OpenEnvironment>(m_connector->provider(), connection, m_program.journal(),
                                               *m_network, m_clock, m_settings, m_memory->window());
    m_open->flags().setAllMarks(m_memory->marks());
    m_window.setEnvironments(project.environments, project.id);
    m_window.showConsole(m_open->console());
    offerFaults();
    m_memory->keepNotesOf(*m_open);
    m_open->start();
}

/// A server of our own may be made to behave badly; anybody else's may not.
void Controller::offerFaults()
{
    if (!m_practice || m_control.isEmpty())
        return;
    m_faults = std::make_unique<PracticeFaults>(m_window.offerFaults(m_clock), *m_network, m_clock,
                                                m_connector->url(), m_control);
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
    if (m_replay) {
        m_window.closeConsole();
        m_replay.reset();
    }
    if (!m_open)
        return;
    saveMarks();
    m_faults.reset();
    m_window.closeConsole();
    m_open.reset();
}

void Controller::disconnectFromServer()
{
    close();
    retire(m_deviceLogin);
    retire(m_connector);
    dropNetwork();
    retire(m_practice);
    retire(m_opener);
}

/// After the connector was retired, which uses it to its end.
void Controller::dropNetwork()
{
    if (m_network)
        m_network.release()->deleteLater();
}

void Controller::giveUp(const Error &error)
{
    disconnectFromServer();
    m_window.showConnectError(errorSentence(error));
}

void Controller::saveSettings()
{
    Settings now = m_window.currentSettings();
    now.lastVendor = m_settings.lastVendor;
    now.lastUrl = m_settings.lastUrl;
    now.lastEmail = m_settings.lastEmail;
    now.lastNetwork = m_settings.lastNetwork;
    handIn(now);
}

void Controller::handIn(const Settings &now)
{
    const Settings before = std::exchange(m_settings, now);
    if (!m_program.settings().change(before, now, this))
        qCWarning(logApp) << "the settings could not be written";
}

/// Another window changed what all of them remember.
void Controller::takeSettings()
{
    m_window.takeSettings(m_program.settings().now());
    m_settings = m_window.currentSettings();
}

void Controller::saveMarks()
{
    if (m_open)
        m_memory->saveMarks(m_open->flags().allMarks());
}

} // namespace signalbox
