// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/checkup.h"

#include "protocol/networkaccess.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// The place that the options name; where they name none, the first: reading it is a test like any other.
Result<DoctorPatient::Place> choosePlace(const QVector<ProjectEntry> &projects,
                                         const ConnectionOptions &options)
{
    const bool anyProject = options.project.isEmpty() && !projects.isEmpty();
    const auto project =
        anyProject ? Result<ProjectEntry>(projects.constFirst()) : chooseProject(projects, options);
    if (!project)
        return tl::unexpected(project.error());
    const bool anyEnvironment = options.environment.isEmpty() && !project->environments.isEmpty();
    const auto environment = anyEnvironment ? Result<EnvironmentEntry>(project->environments.constFirst())
                                            : chooseEnvironment(*project, options.environment);
    if (!environment)
        return tl::unexpected(environment.error());
    return DoctorPatient::Place{*project, *environment};
}

DoctorPatient patientOf(const ConnectionOptions &options, const NetworkAccess &network,
                        const Result<Credentials> &credentials)
{
    DoctorPatient patient = doctorPatient(options.url, network);
    if (credentials)
        patient.secrets = {credentials->password, QString::fromUtf8(credentials->token),
                           QString::fromUtf8(credentials->streamKey), credentials->email};
    else
        patient.missingCredentials = credentials.error().detail;
    patient.choose = [options](const QVector<ProjectEntry> &projects) {
        return choosePlace(projects, options);
    };
    return patient;
}

} // namespace

Checkup::Checkup(NetworkAccess &network, const Clock &clock, const ConnectionOptions &options,
                 const Result<Credentials> &credentials)
    : m_probe(network, clock)
    , m_provider(createProvider(options, credentials.value_or(Credentials()), network, clock))
    , m_doctor(m_probe, network, *m_provider, clock, patientOf(options, network, credentials))
{}

DoctorPatient doctorPatient(const QUrl &url, const NetworkAccess &network)
{
    DoctorPatient patient;
    patient.url = url;
    patient.proxy = proxyText(network.settings());
    return patient;
}

} // namespace signalbox
