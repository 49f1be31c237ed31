// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/connector.h"

#include "core/plaintext.h"
#include "providers/common/baseurl.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Connector", text);
}

/// The names of @p entries as one line, as many as a person will read.
template <typename Entries, typename NameOf>
QString namesOf(const Entries &entries, NameOf nameOf)
{
    constexpr qsizetype shown = 20;
    QStringList names;
    for (const auto &entry : entries) {
        if (names.size() == shown) {
            names.append(u"…"_s);
            break;
        }
        names.append(plainLine(nameOf(entry)));
    }
    return names.join(u", "_s);
}

QString nameOfProject(const ProjectEntry &project)
{
    return project.name;
}

QString keyOf(const EnvironmentEntry &environment)
{
    return environment.key.isEmpty() ? environment.name : environment.key.text();
}

tl::unexpected<Error> notFound(const QString &text)
{
    return tl::unexpected(Error{ErrorKind::NotFound, text, {}, {}});
}

tl::unexpected<Error> ambiguous(const QString &text)
{
    return tl::unexpected(Error{ErrorKind::Conflict, text, {}, {}});
}

} // namespace

Result<ProjectEntry> chooseProject(const QVector<ProjectEntry> &projects, const ConnectionOptions &options)
{
    if (projects.isEmpty())
        return notFound(tr("These credentials see no project on the server."));
    const QString names = namesOf(projects, nameOfProject);
    if (options.project.isEmpty()) {
        if (projects.size() > 1)
            return ambiguous(tr("There are several projects; choose with --project: %1").arg(names));
        return projects.constFirst();
    }
    QVector<ProjectEntry> named;
    for (const ProjectEntry &project : projects) {
        if (project.id.text() == options.project)
            return project;
        if (project.name == options.project)
            named.append(project);
    }
    if (named.size() == 1)
        return named.constFirst();
    if (named.isEmpty())
        return notFound(tr("There is no project %1. There is: %2").arg(plainLine(options.project), names));
    return ambiguous(tr("Several projects are called %1; choose by id: %2")
                         .arg(plainLine(options.project),
                              namesOf(named, [](const ProjectEntry &project) { return project.id.text(); })));
}

Result<EnvironmentEntry> chooseEnvironment(const ProjectEntry &project, const QString &environment)
{
    const auto &entries = project.environments;
    if (entries.isEmpty())
        return notFound(tr("The project %1 has no environment.").arg(plainLine(project.name)));
    const QString keys = namesOf(entries, keyOf);
    if (environment.isEmpty()) {
        if (entries.size() > 1)
            return ambiguous(tr("There are several environments; choose with --environment: %1").arg(keys));
        return entries.constFirst();
    }
    // A key is what people write; a name may repeat another one's key, so it comes second.
    for (const auto matches :
         {+[](const EnvironmentEntry &entry, const QString &text) { return entry.key.text() == text; },
          +[](const EnvironmentEntry &entry, const QString &text) { return entry.name == text; },
          +[](const EnvironmentEntry &entry, const QString &text) { return entry.id.text() == text; }}) {
        const auto found = std::find_if(entries.cbegin(), entries.cend(), [&](const EnvironmentEntry &entry) {
            return matches(entry, environment);
        });
        if (found != entries.cend())
            return *found;
    }
    return notFound(tr("There is no environment %1. There is: %2").arg(plainLine(environment), keys));
}

Connector::Connector(QNetworkAccessManager &network, const Clock &clock, QObject *parent)
    : QObject(parent), m_network(network), m_clock(clock)
{}

Connector::~Connector() = default;

void Connector::start(const ConnectionOptions &options, const Credentials &credentials, bool allowPlainHttp)
{
    const auto checked = api::checkedUrl(options.url.toString(), allowPlainHttp);
    if (!checked) {
        emit failed(checked.error());
        return;
    }
    m_options = options;
    m_options.url = *checked;
    if (m_options.vendor == Vendor::FlagDash && credentials.token.isEmpty()) {
        emit failed(Error{ErrorKind::SignInNeeded, tr("FlagDash wants an access token or a key."), {}, {}});
        return;
    }
    m_userName = credentials.token.isEmpty() ? credentials.email : QString();
    m_provider = createProvider(m_options, credentials, m_network, m_clock);
    m_pending = m_provider->readProjects([this](const Result<QVector<ProjectEntry>> &projects) {
        if (!projects) {
            emit failed(projects.error());
            return;
        }
        m_projects = *projects;
        emit connected();
    });
}

Pending Connector::signInAgain(const NewSession &session, Callback<bool> done)
{
    Q_ASSERT(m_provider);
    return m_provider->renewSession(session, std::move(done));
}

Provider &Connector::provider()
{
    Q_ASSERT(m_provider);
    return *m_provider;
}

ConnectionInfo Connector::open(const ProjectEntry &project, const EnvironmentEntry &environment)
{
    provider().selectEnvironment(project, environment.id);
    ConnectionInfo connection;
    connection.profileName = project.name;
    connection.vendor = m_options.vendor;
    connection.url = m_options.url;
    connection.project = project.id;
    connection.projectName = project.name;
    connection.environment = environment.id;
    connection.environmentKey = environment.key;
    connection.environmentName = environment.name.isEmpty() ? environment.key.text() : environment.name;
    connection.environmentClass = suggestedClass(keyOf(environment), m_options.url);
    connection.userName = m_userName;
    return connection;
}

} // namespace signalbox
