// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctor.h"

#include "operations/doctorprivate.h"
#include "operations/doctorwords.h"
#include "protocol/networkreply.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace signalbox {

namespace {

constexpr auto tickEvery = 1s;

} // namespace

void Doctor::Private::begin(std::size_t index)
{
    at = index;
    if (at == doctorSteps.size()) {
        halt();
        emit q.finished(q.isHealthy());
        return;
    }
    startedAt = clock.now();
    emit q.stepStarted(step());
    if (!running)
        return;
    if (const QString reason = obstacle(); !reason.isEmpty())
        finish(DoctorVerdict::Skipped, reason);
    else
        run();
}

QString Doctor::Private::obstacle() const
{
    if (brokenWay)
        return tr("Not tried: “%1” comes first.").arg(title(*brokenWay));
    const bool needsStream = step() == DoctorStep::FirstByte || step() == DoctorStep::Heartbeat;
    if (needsStream && !streamOpen)
        return tr("Not tried: the event stream is not open.");
    if (step() == DoctorStep::Heartbeat && !gotByte)
        return tr("Not tried: not a byte came.");
    return {};
}

void Doctor::Private::run()
{
    switch (step()) {
    case DoctorStep::Name: lookUpName(); break;
    case DoctorStep::Tcp: connectTcp(); break;
    case DoctorStep::Proxy: passProxy(); break;
    case DoctorStep::Tls: shakeHands(); break;
    case DoctorStep::Credentials: signIn(); break;
    case DoctorStep::ContentType: openStream(); break;
    case DoctorStep::FirstByte: awaitByte(); break;
    case DoctorStep::Heartbeat: awaitHeartbeat(); break;
    case DoctorStep::Snapshot: readFlags(); break;
    case DoctorStep::Permission: askPermission(); break;
    }
}

void Doctor::Private::finish(DoctorVerdict verdict, const QString &detail, const QString &next)
{
    tick->stop();
    patience = 0ms;
    QStringList secrets = patient.secrets;
    if (stream)
        secrets += stream->secrets();
    const auto took = std::chrono::floor<milliseconds>(clock.now() - startedAt);
    const DoctorFinding finding{step(), verdict, took, redacted(detail, secrets), redacted(next, secrets)};
    findings.append(finding);
    if (verdict == DoctorVerdict::Failed && step() <= DoctorStep::Credentials)
        brokenWay = step();
    if (step() == DoctorStep::Heartbeat && stream)
        stream->stop();
    emit q.stepFinished(finding);
    if (running)
        begin(at + 1);
}

void Doctor::Private::fail(const Error &error, const QString &where)
{
    const DoctorWords words = doctorWords(step(), error, where);
    finish(DoctorVerdict::Failed, words.cause, words.next);
}

void Doctor::Private::halt()
{
    running = false;
    tick->stop();
    pending.cancel();
    if (stream)
        stream->stop();
}

void Doctor::Private::wait(milliseconds atMost)
{
    patience = atMost;
    tick->start(tickEvery);
}

void Doctor::Private::whileWaiting()
{
    const auto elapsed = std::chrono::floor<milliseconds>(clock.now() - startedAt);
    if (elapsed < patience) {
        tick->start(tickEvery);
        emit q.waiting(step(), elapsed, patience);
        return;
    }
    const QString rhythm = provider.traits().heartbeat
                               ? tr("the server documents a heartbeat every %1 s")
                                     .arg(doctorSeconds(*provider.traits().heartbeat))
                               : tr("no heartbeat is documented, but most servers send one");
    const QString detail = step() == DoctorStep::FirstByte
                               ? tr("The stream is open, but not a byte came in %1 s; %2.")
                               : tr("After the first byte the stream fell silent for %1 s; %2.");
    const DoctorVerdict verdict = provider.traits().heartbeat || step() == DoctorStep::FirstByte
                                      ? DoctorVerdict::Failed
                                      : DoctorVerdict::Warning;
    finish(verdict, detail.arg(doctorSeconds(elapsed), rhythm), bufferingAdvice());
}

Doctor::Doctor(NetworkProbe &probe, QNetworkAccessManager &network, Provider &provider, const Clock &clock,
               DoctorPatient patient, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, probe, network, provider, clock, std::move(patient)))
{}

Doctor::~Doctor() = default;

void Doctor::start()
{
    d->halt();
    d->findings.clear();
    d->brokenWay.reset();
    d->place.reset();
    d->stream.reset();
    d->streamOpen = false;
    d->gotByte = false;
    d->beat.reset();
    d->streamEnd.reset();
    d->running = true;
    d->begin(0);
}

void Doctor::cancel()
{
    d->halt();
}

void Doctor::skip()
{
    if (canSkip())
        d->finish(DoctorVerdict::Skipped, tr("Not waited for, as you wished."));
}

bool Doctor::isRunning() const
{
    return d->running;
}

bool Doctor::canSkip() const
{
    return d->running && d->patience > 0ms;
}

const QVector<DoctorFinding> &Doctor::findings() const
{
    return d->findings;
}

bool Doctor::isHealthy() const
{
    return d->findings.size() == qsizetype(doctorSteps.size())
           && std::none_of(d->findings.cbegin(), d->findings.cend(), [](const DoctorFinding &finding) {
                  return finding.verdict == DoctorVerdict::Failed;
              });
}

std::optional<DoctorFinding> Doctor::diagnosis() const
{
    for (const DoctorVerdict verdict : {DoctorVerdict::Failed, DoctorVerdict::Warning}) {
        for (const DoctorFinding &finding : std::as_const(d->findings)) {
            if (finding.verdict == verdict)
                return finding;
        }
    }
    return std::nullopt;
}

QString Doctor::report() const
{
    QStringList lines;
    lines +=
        tr("Signalbox %1, doctor's report of %2")
            .arg(QStringLiteral(SIGNALBOX_VERSION), toDateTime(d->clock.wallTime()).toString(Qt::ISODate));
    lines += tr("Server: %1 (%2)").arg(originText(d->patient.url), d->provider.traits().name);
    lines += tr("Proxy: %1").arg(d->patient.proxy);
    lines += QString();
    for (const DoctorFinding &finding : std::as_const(d->findings)) {
        lines += u"%1 %2 %3 ms  %4"_s.arg(mark(finding.verdict), title(finding.step).leftJustified(12))
                     .arg(finding.took.count(), 6)
                     .arg(finding.detail);
        if (!finding.next.isEmpty())
            lines += u"    → %1"_s.arg(finding.next);
    }
    return lines.join(u'\n');
}

const DoctorPatient &Doctor::patient() const
{
    return d->patient;
}

QString doctorSeconds(milliseconds time)
{
    return QLocale::c().toString(double(time.count()) / 1000, 'f', time < 10s ? 1 : 0);
}

} // namespace signalbox
