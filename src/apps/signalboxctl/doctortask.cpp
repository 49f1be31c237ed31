// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/doctortask.h"

#include "apps/signalboxctl/output.h"

using namespace Qt::StringLiterals;

namespace signalbox {

DoctorTask::DoctorTask(const DoctorOptions &options, const Surroundings &surroundings, QObject *parent)
    : Task(parent), m_options(options), m_surroundings(surroundings)
{}

DoctorTask::~DoctorTask() = default;

void DoctorTask::start()
{
    const auto credentials = readCredentials(m_options.connection.tokenFd);
    m_checkup = std::make_unique<Checkup>(m_surroundings.network, m_surroundings.clock, m_options.connection,
                                          credentials);
    Doctor &doctor = m_checkup->doctor();
    connect(&doctor, &Doctor::stepFinished, this, &DoctorTask::show);
    connect(&doctor, &Doctor::waiting, this,
            [this](DoctorStep step, std::chrono::milliseconds, std::chrono::milliseconds atMost) {
                wait(step, atMost);
            });
    connect(&doctor, &Doctor::finished, this,
            [this](bool healthy) { emit finished(healthy ? ExitCode::Done : ExitCode::Failed); });
    doctor.start();
}

void DoctorTask::show(const DoctorFinding &finding)
{
    const QJsonObject line{{u"step"_s, word(finding.step)},
                           {u"verdict"_s, word(finding.verdict)},
                           {u"ms"_s, qint64(finding.took.count())},
                           {u"detail"_s, finding.detail},
                           {u"next"_s, finding.next.isEmpty() ? QJsonValue() : QJsonValue(finding.next)}};
    QString text = u"%1 %2 %3 ms  %4"_s.arg(mark(finding.verdict), word(finding.step).leftJustified(12))
                       .arg(finding.took.count(), 6)
                       .arg(finding.detail);
    if (!finding.next.isEmpty())
        text += u"\n    → %1"_s.arg(finding.next);
    m_surroundings.output.line(line, text);
}

void DoctorTask::wait(DoctorStep step, std::chrono::milliseconds atMost)
{
    if (step == DoctorStep::Heartbeat && m_options.skipHeartbeat) {
        m_checkup->doctor().skip();
        return;
    }
    if (m_waitingFor == step)
        return;
    m_waitingFor = step;
    Output::message(tr("%1: waiting, at most %2 s …").arg(word(step)).arg(atMost.count() / 1000));
}

} // namespace signalbox
