// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/listtask.h"

#include "apps/signalboxctl/flagjson.h"
#include "apps/signalboxctl/output.h"
#include "core/plaintext.h"
#include "model/kindwords.h"
#include "words/sentences.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

ListTask::ListTask(const ListOptions &options, const Surroundings &surroundings, QObject *parent)
    : ConnectedTask(options.connection, surroundings, parent)
{}

void ListTask::connected(const ProjectEntry &project)
{
    m_project = project;
    m_waiting = project.environments;
    if (!options().environment.isEmpty()) {
        const auto chosen = chooseEnvironment(project, options().environment);
        if (!chosen) {
            fail(chosen.error().detail, ExitCode::WrongUsage);
            return;
        }
        m_waiting = {*chosen};
    }
    readNext();
}

void ListTask::readNext()
{
    if (m_waiting.isEmpty()) {
        emit finished(ExitCode::Done);
        return;
    }
    const EnvironmentEntry environment = m_waiting.takeFirst();
    const ConnectionInfo connection = connector().open(m_project, environment);
    m_pending = connector().provider().readFlags([this, environment](const Result<Snapshot> &snapshot) {
        if (!snapshot) {
            fail(snapshot.error());
            return;
        }
        show(environment, *snapshot);
        readNext();
    });
}

void ListTask::show(const EnvironmentEntry &environment, const Snapshot &snapshot)
{
    QVector<Flag> flags = snapshot.flags;
    std::sort(flags.begin(), flags.end(), [](const Flag &a, const Flag &b) { return a.key < b.key; });
    const QString key = environment.key.isEmpty() ? environment.name : environment.key.text();
    for (const Flag &flag : std::as_const(flags))
        surroundings().output.bufferedLine(flagJson(flag, key), flagLine(flag, key));
    surroundings().output.flush();
    for (const UnreadKind &unread : snapshot.unread) {
        Output::message(tr("In %1, %2 could not be listed. %3")
                            .arg(plainLine(key), kindPlural(unread.kind), terminalSentence(unread.error)));
    }
}

} // namespace signalbox
