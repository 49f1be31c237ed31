// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctorprivate.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace signalbox {

namespace {

constexpr auto undocumentedHeartbeat = 50s; ///< with the factor below: 75 s, ux.md section 1

/// Waiting no longer than one and a half heartbeats: a missed one says enough.
milliseconds patienceFor(const Provider &provider)
{
    return provider.traits().heartbeat.value_or(undocumentedHeartbeat) * 3 / 2;
}

} // namespace

void Doctor::Private::signIn()
{
    if (!patient.missingCredentials.isEmpty()) {
        finish(DoctorVerdict::Failed, patient.missingCredentials, tr("Give them, then run the check again."));
        return;
    }
    pending = provider.readProjects([this](const Result<QVector<ProjectEntry>> &projects) {
        if (!projects) {
            fail(projects.error());
            return;
        }
        place = patient.choose(*projects);
        if (*place)
            provider.selectEnvironment((*place)->project, (*place)->environment.id);
        finish(DoctorVerdict::Ok,
               tr("The server accepts them; projects to be seen: %1.").arg(projects->size()));
    });
}

void Doctor::Private::openStream()
{
    stream = std::make_unique<DoctorStream>(network, provider, clock);
    QObject::connect(stream.get(), &DoctorStream::opened, &q, [this] {
        streamOpen = true;
        finish(DoctorVerdict::Ok, tr("The answer is an event stream (text/event-stream)."));
    });
    QObject::connect(stream.get(), &DoctorStream::firstByte, &q, [this] {
        gotByte = true;
        if (step() == DoctorStep::FirstByte)
            finish(DoctorVerdict::Ok, tr("Bytes arrive."));
    });
    QObject::connect(stream.get(), &DoctorStream::heartbeat, &q, [this](bool isEvent) {
        beat = isEvent;
        if (step() == DoctorStep::Heartbeat)
            awaitHeartbeat();
    });
    QObject::connect(stream.get(), &DoctorStream::ended, &q, [this](const Error &error) {
        streamEnd = error;
        const bool isAboutStream = step() == DoctorStep::ContentType || step() == DoctorStep::FirstByte
                                   || step() == DoctorStep::Heartbeat;
        if (isAboutStream)
            fail(error);
    });
    stream->start();
}

void Doctor::Private::awaitByte()
{
    if (streamEnd) {
        fail(*streamEnd);
    } else if (gotByte) {
        finish(DoctorVerdict::Ok, tr("Bytes arrive."));
    } else {
        wait(patienceFor(provider));
    }
}

void Doctor::Private::awaitHeartbeat()
{
    if (beat) {
        finish(DoctorVerdict::Ok,
               *beat ? tr("An event came, which shows as much as a heartbeat.") : tr("A heartbeat came."));
    } else if (streamEnd) {
        fail(*streamEnd);
    } else {
        wait(patienceFor(provider));
    }
}

void Doctor::Private::readFlags()
{
    if (!*place) {
        finish(DoctorVerdict::Failed, place->error().detail, tr("Choose a project and an environment."));
        return;
    }
    pending = provider.readFlags([this](const Result<Snapshot> &snapshot) {
        if (!snapshot) {
            fail(snapshot.error());
            return;
        }
        const auto took = std::chrono::floor<milliseconds>(clock.now() - startedAt);
        const QString project = plainLine((*place)->project.name);
        const QString environment = plainLine((*place)->environment.name);
        const auto flags = snapshot->flags.size();
        const QString text =
            flags == 1
                ? tr("1 flag of %1 / %2 was read.").arg(project, environment)
                : tr("%1 flags of %2 / %3 were read.").arg(QString::number(flags), project, environment);
        if (took > limits::requestTimeout / 2)
            finish(DoctorVerdict::Warning, text,
                   tr("That is close to the limit of %1 s. Look for a slow server or a slow way to it.")
                       .arg(doctorSeconds(limits::requestTimeout)));
        else
            finish(DoctorVerdict::Ok, text);
    });
}

void Doctor::Private::askPermission()
{
    pending = provider.readRights([this](const Result<AccountRights> &rights) {
        if (!rights) {
            fail(rights.error());
            return;
        }
        const QString role = rights->role.isEmpty() ? tr("without a named role")
                                                    : tr("with the role “%1”").arg(plainLine(rights->role));
        if (!rights->mayChangeFlags) {
            finish(DoctorVerdict::Warning,
                   tr("Whether an account %1 may change flags shows only when it tries.").arg(role),
                   tr("Ask an administrator if it has to."));
        } else if (*rights->mayChangeFlags) {
            finish(DoctorVerdict::Ok,
                   tr("An account %1 may change flags. Nothing was changed to find out.").arg(role));
        } else {
            finish(DoctorVerdict::Warning, tr("An account %1 may watch, but not change flags.").arg(role),
                   tr("Use another account, or ask an administrator for the right."));
        }
    });
}

} // namespace signalbox
