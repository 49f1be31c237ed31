// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/faultstask.h"

#include "apps/common/credentials.h"
#include "apps/signalboxctl/output.h"
#include "core/plaintext.h"
#include "faults/faultjson.h"
#include "words/sentences.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Result<QByteArray> readPlanFile(const QString &name)
{
    QFile file(name);
    const bool open = name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open) {
        const QString text =
            FaultsTask::tr("The fault plan %1 cannot be read: %2").arg(name, file.errorString());
        return tl::unexpected(Error{ErrorKind::Storage, text, {}, {}});
    }
    return file.read(limits::faultPlanBytes + 1);
}

/// active   struck 12   latency on=reads delayMs=200
QString faultLine(const QJsonObject &fault)
{
    QStringList settings;
    for (auto field = fault.constBegin(); field != fault.constEnd(); ++field) {
        const QString name = field.key();
        if (name != u"kind" && name != u"state" && name != u"struck")
            settings.append(u"%1=%2"_s.arg(name, field->toVariant().toString()));
    }
    return plainLine(u"%1 struck %2  %3 %4"_s.arg(fault.value(u"state"_s).toString(), -8)
                         .arg(fault.value(u"struck"_s).toInteger(), -6)
                         .arg(fault.value(u"kind"_s).toString(), settings.join(u' '))
                         .trimmed(),
                     200);
}

} // namespace

FaultsTask::FaultsTask(const FaultsOptions &options, const Surroundings &surroundings, QObject *parent)
    : Task(parent), m_options(options), m_surroundings(surroundings)
{}

void FaultsTask::start()
{
    const auto token = readToken("SIGNALBOX_CONTROL_TOKEN", m_options.tokenFd);
    if (!token) {
        fail(token.error().detail, ExitCode::Failed);
        return;
    }
    m_client.emplace(m_surroundings.network, m_surroundings.clock, m_options.url, *token);
    const auto answered = [this](const Result<FaultState> &state) { show(state); };
    switch (m_options.action) {
    case FaultsOptions::Action::Show: m_pending = m_client->read(answered); break;
    case FaultsOptions::Action::Clear: m_pending = m_client->clear(answered); break;
    case FaultsOptions::Action::Set:
        if (const auto json = readPlanFile(m_options.file))
            set(*json);
        else
            fail(json.error().detail, ExitCode::Failed);
        break;
    case FaultsOptions::Action::Add:
        m_pending = m_client->read([this](const Result<FaultState> &state) {
            if (state)
                add(*state);
            else
                fail(state.error());
        });
        break;
    }
}

void FaultsTask::set(const QByteArray &json)
{
    const auto plan = readFaultPlan(json);
    if (!plan) {
        fail(tr("The fault plan %1 is wrong at %2").arg(m_options.file, plan.error().detail),
             ExitCode::WrongUsage);
        return;
    }
    m_pending = m_client->set(*plan, [this](const Result<FaultState> &state) { show(state); });
}

void FaultsTask::add(const FaultState &now)
{
    FaultPlan plan = now.plan();
    plan.faults.append(m_options.fault);
    m_pending = m_client->set(plan, [this](const Result<FaultState> &state) { show(state); });
}

void FaultsTask::show(const Result<FaultState> &state)
{
    if (!state) {
        fail(state.error());
        return;
    }
    const QJsonObject object = QJsonDocument::fromJson(writeFaultState(*state)).object();
    QStringList lines;
    const QJsonArray faults = object.value(u"faults"_s).toArray();
    for (const QJsonValue &fault : faults)
        lines.append(faultLine(fault.toObject()));
    if (lines.isEmpty())
        lines.append(tr("No faults: the server behaves well."));
    lines.append(tr("Streams: %1, silent: %2; held back: %3 events and %4 requests; seed %5")
                     .arg(state->streams)
                     .arg(state->silentStreams)
                     .arg(state->heldFrames)
                     .arg(state->heldRequests)
                     .arg(state->seed));
    m_surroundings.output.line(object, lines.join(u'\n'));
    emit finished(ExitCode::Done);
}

void FaultsTask::fail(const QString &text, ExitCode code)
{
    Output::message(text);
    emit finished(code);
}

void FaultsTask::fail(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::SignInNeeded:
        fail(tr("The server does not accept this control token. It is \"control\" in the server's ready "
                "line."),
             ExitCode::Refused);
        break;
    case ErrorKind::NotFound:
        fail(tr("This server takes no orders for faults. Start signalboxd with --seed demo or --faults FILE, "
                "on "
                "a loopback address."),
             ExitCode::Refused);
        break;
    default: fail(terminalSentence(error), error.httpStatus ? ExitCode::Refused : ExitCode::Failed); break;
    }
}

} // namespace signalbox
