// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/closedloop.h"

#include "operations/evidence.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

// ux.md section 1: an unknown outcome is read again after this long, counted from the lost answer.
constexpr std::array<std::chrono::milliseconds, 4> checkTimes = {1s, 2s, 4s, 8s};
constexpr std::chrono::milliseconds checkEvery = 30s;
// A request whose answer was lost may still be on its way through a slow server; a reading asked for sooner
// does not prove that it will not arrive.
constexpr std::chrono::milliseconds unchangedAfter = 8s;

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::ClosedLoop", text);
}

} // namespace

ClosedLoop::ClosedLoop(LoopContext context, FlagRef flag, CommandView view, MonotonicTime orderedAt,
                       Changed changed)
    : m_context(std::move(context))
    , m_flag(std::move(flag))
    , m_view(std::move(view))
    , m_orderedAt(orderedAt)
    , m_changed(std::move(changed))
    , m_seenTimer(m_context.clock.createTimer([this] { waitIsOver(); }))
    , m_checkTimer(m_context.clock.createTimer([this] { readBack(); }))
{}

ClosedLoop::~ClosedLoop()
{
    // One that is settled has let go already, and a newer command of the same flag may have begun.
    if (isOpen())
        m_context.session.setPrompt(m_flag.key, false);
}

void ClosedLoop::start(const std::optional<Flag> &recent, std::chrono::milliseconds seenWithin)
{
    m_seenWithin = seenWithin;
    m_linkWasCurrent = isCurrent(m_context.session.link());
    move(CommandStage::Sent);
    // A reading from before the press can call for a change; it can not prove that none is needed.
    if (recent && !satisfies(*recent, m_view.order.wanted)) {
        decide(*recent);
        return;
    }
    m_read = m_context.session.readFlag(m_flag.key,
                                        [this](const Result<FlagReading> &reading) { readBefore(reading); });
}

void ClosedLoop::adopt()
{
    // Readings count from here on. The 8 s count from the press as the journal dates it, so that a restart
    // within them still waits; a clock that was set back only makes it wait longer.
    m_sentAt = m_orderedAt;
    m_linkWasCurrent = isCurrent(m_context.session.link());
    m_mayHaveChanged = true; // nobody listened for a while
    m_checksFrom = m_context.clock.now();
    addStep(CommandStage::Sent, m_orderedAt);
    m_view.error =
        Error{ErrorKind::Network, tr("Signalbox ended before the answer to this command arrived."), {}, {}};
    move(CommandStage::Unknown);
    readBack();
}

void ClosedLoop::check()
{
    switch (m_view.stage) {
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Unknown:
    case CommandStage::Unseen:
    case CommandStage::Disagrees: readBack(); break;
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Confirmed:
    case CommandStage::Refused:
    case CommandStage::Overtaken:
    case CommandStage::Cancelled: break;
    }
}

void ClosedLoop::retire()
{
    stopWaiting();
    m_read.cancel();
    m_reading = false;
}

// Before the request

void ClosedLoop::readBefore(const Result<FlagReading> &reading)
{
    if (reading) {
        decide(reading->flag);
        return;
    }
    m_view.nothingSent = true;
    refuse(reading.error());
}

void ClosedLoop::decide(const Flag &now)
{
    m_view.before = now;
    m_view.rolloutBefore = rolloutOf(now);
    if (m_view.order.shown && differsFromShown(now, *m_view.order.shown)) {
        m_view.nothingSent = true;
        m_view.reportedNow = now;
        refuse(Error{
            ErrorKind::Conflict, tr("The flag is not what it was when the change was ordered."), {}, {}});
        return;
    }
    if (satisfies(now, m_view.order.wanted)) {
        m_view.nothingSent = true;
        move(CommandStage::Confirmed);
        return;
    }
    send();
}

void ClosedLoop::send()
{
    m_sentAt = m_context.clock.now();
    m_mayHaveChanged = m_context.session.link().state != LinkState::Live;
    m_write = m_context.provider.setFlag(m_flag, m_view.order.wanted,
                                         [this](const Result<Flag> &answer) { answered(answer); });
    m_changed(*this, Change::Detail); // what was there before is known now
}

// The answer

void ClosedLoop::answered(const Result<Flag> &answer)
{
    if (answer)
        accepted(*answer);
    else
        failed(answer.error());
}

void ClosedLoop::accepted(const Flag &answer)
{
    m_acceptedAt = m_context.clock.now();
    m_answer = answer;
    move(CommandStage::Accepted);
    m_context.session.applyAnswer(answer, *m_sentAt);
    if (!satisfies(answer, m_view.order.wanted)) {
        disagree(answer);
        readBack(); // an answer may be built from an older state than the one it made
        return;
    }
    if (m_mentionedAt)
        move(CommandStage::Seen, *m_mentionedAt);
    m_streamWasLive = m_context.session.link().state == LinkState::Live;
    m_seenTimer->start(m_seenWithin);
    if (m_early)
        observe(*std::exchange(m_early, std::nullopt));
    else if (!m_streamWasLive)
        readBack();
}

void ClosedLoop::failed(const Error &error)
{
    if (!mayHaveBeenApplied(error)) {
        refuse(error);
        // What is on screen should be the truth after a refusal. Not when the server has just said that it
        // will not answer us.
        if (error.kind != ErrorKind::SignInNeeded && error.kind != ErrorKind::RateLimited)
            readBack();
        return;
    }
    m_view.error = error;
    m_checksFrom = m_context.clock.now();
    move(CommandStage::Unknown);
    if (m_early)
        observe(*std::exchange(m_early, std::nullopt));
    if (m_view.stage == CommandStage::Unknown)
        armNextCheck();
}

// What is reported meanwhile

void ClosedLoop::flagRead(const FlagReading &reading)
{
    // The answer to an order is no proof of it, and neither is what was asked for before.
    if (reading.source == FactSource::Command || !m_sentAt || reading.askedAt < *m_sentAt)
        return;
    if (reading.source == FactSource::Stream)
        streamMentioned(reading.receivedAt);
    observe(reading);
}

void ClosedLoop::flagGone()
{
    if (m_view.stage == CommandStage::Accepted || m_view.stage == CommandStage::Seen)
        gone(Error{ErrorKind::NotFound, tr("The flag was deleted after the change was accepted."), {}, {}});
}

void ClosedLoop::invalidated()
{
    m_mayHaveChanged = m_mayHaveChanged || m_sentAt;
}

void ClosedLoop::listRead(const Flag *now)
{
    const bool right = now && satisfies(*now, m_view.order.wanted);
    m_mayHaveChanged = m_mayHaveChanged || right;
    switch (m_view.stage) {
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Unknown: readBack(); break;
    case CommandStage::Confirmed:
    case CommandStage::Unseen:
        if (now && !right && mayBeOvertaken())
            readBack();
        break;
    case CommandStage::Disagrees:
        if (right)
            readBack();
        break;
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Refused:
    case CommandStage::Overtaken:
    case CommandStage::Cancelled: break;
    }
}

void ClosedLoop::streamMentioned(MonotonicTime when)
{
    if (!m_sentAt || when < *m_sentAt || m_mentionedAt)
        return;
    m_mentionedAt = when;
    if (m_view.stage == CommandStage::Accepted)
        move(CommandStage::Seen, when);
    else if (m_view.stage == CommandStage::Unseen)
        readBack(); // the event may be of a later change: what is there now decides
}

void ClosedLoop::linkChanged(const LinkStatus &status)
{
    m_mayHaveChanged = m_mayHaveChanged || status.state != LinkState::Live;
    if (m_view.stage == CommandStage::Accepted && m_streamWasLive && status.state != LinkState::Live) {
        m_streamWasLive = false; // an event may have been lost with the stream: its silence proves nothing
        readBack();
    }
    const bool wasCurrent = std::exchange(m_linkWasCurrent, isCurrent(status));
    if (m_view.stage == CommandStage::Unknown && !wasCurrent && m_linkWasCurrent)
        readBack(); // the server is back: no need to wait for the next step
}

void ClosedLoop::observe(const FlagReading &reading)
{
    switch (m_view.stage) {
    case CommandStage::Sent:
        if (!m_early || m_early->askedAt <= reading.askedAt)
            m_early = reading;
        break;
    case CommandStage::Accepted:
    case CommandStage::Seen: observeAccepted(reading); break;
    case CommandStage::Unknown: observeUnknown(reading); break;
    case CommandStage::Confirmed:
    case CommandStage::Unseen: observeProven(reading); break;
    case CommandStage::Disagrees:
        if (provesOrder(reading)) {
            prove(reading);
        } else if (!satisfies(reading.flag, m_view.order.wanted)) {
            m_view.reportedNow = reading.flag;
            m_changed(*this, Change::Detail);
        }
        break;
    case CommandStage::Refused:
        if (!m_view.reportedNow) {
            m_view.reportedNow = reading.flag;
            m_changed(*this, Change::Detail);
        }
        break;
    case CommandStage::Draft:
    case CommandStage::Overtaken:
    case CommandStage::Cancelled: break;
    }
}

void ClosedLoop::observeAccepted(const FlagReading &reading)
{
    if (satisfies(reading.flag, m_view.order.wanted)) {
        prove(reading);
        return;
    }
    // While the stream may still speak, an other value is only a reading that came too early.
    const bool expectedByNow = m_mentionedAt || !m_streamWasLive || m_waitIsOver;
    if (!expectedByNow)
        return;
    const bool mayBeOlder = reading.askedAt < *m_acceptedAt || isOlder(reading.flag, *m_answer);
    if (!mayBeOlder || (m_doubted && reading.askedAt >= *m_doubted)) {
        disagree(reading.flag);
    } else if (!m_doubted) {
        m_doubted = m_context.clock.now();
        readBack();
    }
}

void ClosedLoop::observeUnknown(const FlagReading &reading)
{
    if (satisfies(reading.flag, m_view.order.wanted)) {
        if (provesOrder(reading))
            prove(reading);
        else
            m_mayHaveChanged = true;
        return;
    }
    if (!m_contrary)
        m_contrary = reading.askedAt;
    else if (reading.askedAt > *m_contrary && reading.askedAt >= mayHaveLeftAt() + unchangedAfter)
        settleUnchanged(reading);
}

/// The latest time at which the request that changes something may have gone out, once its answer came or was
/// lost. A vendor that flips reads the flag once more before, and how long that took is not known.
MonotonicTime ClosedLoop::mayHaveLeftAt() const
{
    const auto &latest = m_acceptedAt ? m_acceptedAt : m_checksFrom;
    return m_context.provider.traits().setsAbsolutely ? *m_sentAt : latest.value_or(*m_sentAt);
}

/// Somebody else may have made the flag what was wanted just before our own flip takes it away again: what
/// was asked for while that may still have been on its way says nothing about the time after.
bool ClosedLoop::provesOrder(const FlagReading &reading) const
{
    if (!satisfies(reading.flag, m_view.order.wanted))
        return false;
    const bool mayStillArrive = !m_acceptedAt && !m_context.provider.traits().setsAbsolutely;
    return reading.askedAt >= mayHaveLeftAt() + (mayStillArrive ? unchangedAfter : 0ms);
}

void ClosedLoop::observeProven(const FlagReading &reading)
{
    if (reading.askedAt < m_proofAskedAt || isOlder(reading.flag, *m_proof))
        return;
    if (satisfies(reading.flag, m_view.order.wanted)) {
        if (m_view.stage == CommandStage::Unseen && m_mentionedAt)
            prove(reading);
    } else if (mayBeOvertaken()) {
        m_view.reportedNow = reading.flag;
        move(CommandStage::Overtaken);
    }
}

bool ClosedLoop::mayBeOvertaken() const
{
    return m_provenAt && m_context.clock.now() - *m_provenAt <= m_context.timings.overtakenWithin;
}

void ClosedLoop::prove(const FlagReading &reading)
{
    m_proof = reading.flag;
    m_proofAskedAt = reading.askedAt;
    m_provenAt = m_context.clock.now();
    m_view.reportedNow.reset();
    m_view.error.reset();
    const bool streamWasMute = m_view.stage == CommandStage::Accepted && m_waitIsOver && m_streamWasLive;
    if (streamWasMute && !m_mentionedAt) {
        move(CommandStage::Unseen);
        return;
    }
    if (m_mentionedAt && m_acceptedAt && !m_view.timeTo(CommandStage::Seen))
        addStep(CommandStage::Seen, *m_mentionedAt);
    move(CommandStage::Confirmed);
}

void ClosedLoop::settleUnchanged(const FlagReading &reading)
{
    m_view.reportedNow = reading.flag;
    // Neither the old value nor the new one, or written by somebody since: "unchanged" would be a guess.
    const bool isUnchanged = isUntouched(reading.flag, m_view, m_mayHaveChanged);
    move(isUnchanged ? CommandStage::Refused : CommandStage::Disagrees);
}

void ClosedLoop::disagree(const Flag &now)
{
    m_view.reportedNow = now;
    move(CommandStage::Disagrees);
}

void ClosedLoop::gone(const Error &error)
{
    m_view.error = error;
    m_view.reportedNow.reset();
    move(CommandStage::Disagrees);
}

// Reading back

void ClosedLoop::readBack()
{
    m_readAgain = m_reading; // one in flight may have been asked too early for what is wanted now
    if (std::exchange(m_reading, true))
        return;
    // A value reaches us as the session's flagRead, like everybody's readings; here is only what follows.
    m_read = m_context.session.readFlag(m_flag.key, [this](const Result<FlagReading> &reading) {
        m_reading = false;
        if (!reading)
            readBackFailed(reading.error());
        const bool undecided = isOpen() || m_view.stage == CommandStage::Unseen;
        if (std::exchange(m_readAgain, false) && undecided)
            readBack();
        else if (m_view.stage == CommandStage::Unknown || (isOpen() && m_waitIsOver))
            armNextCheck();
    });
}

void ClosedLoop::readBackFailed(const Error &error)
{
    const bool waitsForValue = isOpen() || m_view.stage == CommandStage::Unseen;
    if (error.kind == ErrorKind::NotFound && waitsForValue)
        gone(error);
}

void ClosedLoop::armNextCheck()
{
    const MonotonicTime now = m_context.clock.now();
    for (const auto time : checkTimes) {
        if (const MonotonicTime due = *m_checksFrom + time; due > now) {
            m_checkTimer->start(std::chrono::ceil<std::chrono::milliseconds>(due - now));
            return;
        }
    }
    m_checkTimer->start(checkEvery);
}

void ClosedLoop::waitIsOver()
{
    m_waitIsOver = true;
    m_checksFrom = m_context.clock.now();
    readBack();
}

// Bookkeeping

void ClosedLoop::refuse(const Error &error)
{
    m_view.error = error;
    move(CommandStage::Refused);
}

void ClosedLoop::move(CommandStage stage)
{
    move(stage, m_context.clock.now());
}

void ClosedLoop::move(CommandStage stage, MonotonicTime when)
{
    addStep(stage, when);
    m_view.stage = stage;
    m_context.session.setPrompt(m_flag.key, !isSettled(stage));
    if (isSettled(stage))
        stopWaiting();
    m_changed(*this, Change::Stage);
}

void ClosedLoop::addStep(CommandStage stage, MonotonicTime when)
{
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(m_context.clock.now() - when);
    const CommandStep step{stage, when - m_orderedAt, m_context.clock.wallTime() - age};
    const auto place =
        std::upper_bound(m_view.steps.cbegin(), m_view.steps.cend(), step,
                         [](const CommandStep &a, const CommandStep &b) { return a.at < b.at; });
    m_view.steps.insert(place, step);
}

void ClosedLoop::stopWaiting()
{
    m_seenTimer->stop();
    m_checkTimer->stop();
}

} // namespace signalbox
