// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/messagecauses.h"

#include "core/limits.h"
#include "events/eventwords.h"
#include "flags/commandwords.h"
#include "model/facttext.h"
#include "model/kindwords.h"
#include "words/sentences.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MessageBar", text);
}

QString nextTry(const MessageFacts &facts)
{
    if (!facts.link.retryAt)
        return facts.link.attempt > 0 ? tr(" Trying now.") : QString();
    const auto left = std::chrono::ceil<std::chrono::seconds>(*facts.link.retryAt - facts.now);
    return tr(" Next try in %1.").arg(spanText(std::max(left, std::chrono::seconds(0))));
}

QString staleSentence(const MessageFacts &facts)
{
    const QString since = timeOfDayText(facts.link.sinceWall, facts.zone);
    if (!facts.everRead)
        return tr("No connection since %1 — flags have not been read yet.").arg(since) + nextTry(facts);
    const MonotonicTime last = lastHeard(facts.link).value_or(facts.link.since);
    const QString age = spanText(std::chrono::floor<milliseconds>(facts.now - last));
    return tr("Stale since %1 — values below are %2 old.").arg(since, age) + nextTry(facts);
}

QString errorText(const MessageFacts &facts)
{
    return facts.link.error ? errorSentence(*facts.link.error) : QString();
}

QString pollingSentence(const MessageFacts &facts)
{
    const QString every = spanText(facts.link.pollEvery.value_or(limits::pollEvery));
    if (!facts.link.error)
        return tr("No stream. Flags are read every %1 instead; commands are confirmed by reading back.")
            .arg(every);
    return tr("No stream: %1. Flags are read every %2 instead; commands are confirmed by reading back.")
        .arg(errorReason(*facts.link.error), every);
}

QString blindSentence(const MessageFacts &facts)
{
    const QString changed = facts.blindChanges == 1
                                ? tr("1 flag changed")
                                : tr("%1 flags changed").arg(countText(facts.blindChanges));
    if (!facts.blindFrom || !facts.blindUntil)
        return tr("While you were blind, %1.").arg(changed);
    return tr("While you were blind (%1 – %2), %3.")
        .arg(timeOfDayText(*facts.blindFrom, facts.zone), timeOfDayText(*facts.blindUntil, facts.zone),
             changed);
}

void addLinkCause(const MessageFacts &facts, QVector<MessageCause> &causes)
{
    using Kind = MessageCause::Kind;
    switch (facts.link.state) {
    case LinkState::SignInNeeded:
        causes.append({Kind::SignIn,
                       tr("Your session has ended. Nothing is received or changed until you sign in."),
                       {MessageAction::SignIn, MessageAction::Why},
                       {}});
        break;
    case LinkState::Refused:
        causes.append({Kind::Refused,
                       tr("The stream was refused. %1").arg(errorText(facts)).trimmed(),
                       {MessageAction::RetryNow, MessageAction::Why},
                       {}});
        // A key that may not stream may read all the same.
        if (facts.link.error && facts.link.error->kind == ErrorKind::Forbidden)
            causes.last().actions.append(MessageAction::PollInstead);
        break;
    case LinkState::Polling:
        causes.append(
            {Kind::Polling, pollingSentence(facts), {MessageAction::RetryNow, MessageAction::Why}, {}});
        break;
    case LinkState::Stale:
        causes.append({Kind::Stale, staleSentence(facts), {MessageAction::RetryNow, MessageAction::Why}, {}});
        break;
    case LinkState::Retrying:
        causes.append({Kind::Retrying,
                       tr("Connection lost at %1.").arg(timeOfDayText(facts.link.sinceWall, facts.zone))
                           + nextTry(facts),
                       {MessageAction::RetryNow, MessageAction::Why},
                       {}});
        break;
    case LinkState::Connecting:
    case LinkState::Syncing:
    case LinkState::Live:
    case LinkState::Late:
        if (facts.link.error) {
            causes.append({Kind::ReadFailed,
                           tr("Flags could not be read. %1").arg(errorText(facts)),
                           {MessageAction::RetryNow, MessageAction::Why},
                           {}});
        }
        break;
    case LinkState::Idle:
    case LinkState::Paused: break;
    }
}

std::optional<MessageCause> commandCause(const CommandView &command, const MessageFacts &facts)
{
    using Kind = MessageCause::Kind;
    const QString flag = nameOf(command.order.flag, 60);
    const QString wanted = patchText(command.order.wanted, command.order.flag.kind());
    const QVector<MessageAction> show{MessageAction::ShowCommand};
    const QString at = timeOfDayText(command.orderedAt, facts.zone);
    if (command.stage == CommandStage::Unknown) {
        return MessageCause{
            Kind::Unknown,
            tr("%1: no answer to %2 of %3. It may have been applied; checking.").arg(flag, wanted, at), show,
            command.id};
    }
    if (facts.acknowledged.contains(command.id))
        return {};
    if (command.stage == CommandStage::Disagrees) {
        return MessageCause{Kind::Disagrees,
                            (command.timeTo(CommandStage::Accepted)
                                 ? tr("%1: %2 was accepted at %3, but the server still reports %4.")
                                 : tr("%1: no answer came to %2 of %3, and the server reports %4."))
                                .arg(flag, wanted, at, reportedWords(command)),
                            show, command.id};
    }
    if (command.stage == CommandStage::Unseen) {
        return MessageCause{Kind::Unseen,
                            tr("%1 is %2 (read back), but the stream has not said so. "
                               "Other clients may not know.")
                                .arg(flag, wanted),
                            show, command.id};
    }
    return {};
}

} // namespace

QVector<MessageCause> messageCauses(const MessageFacts &facts)
{
    QVector<MessageCause> causes;
    addLinkCause(facts, causes);
    if (!facts.journalWorks) {
        causes.append({MessageCause::Kind::Journal,
                       tr("The journal cannot be written. Ordinary changes are refused; kill switches "
                          "towards safe still work and are marked “not saved”."),
                       {},
                       {}});
    }
    if (facts.blindChanges > 0)
        causes.append({MessageCause::Kind::Blind, blindSentence(facts), {MessageAction::Review}, {}});
    if (facts.link.clump && isCurrent(facts.link))
        causes.append(
            {MessageCause::Kind::Clumping, clumpSentence(*facts.link.clump), {MessageAction::Why}, {}});
    QSet<FlagKey> looked;
    for (const CommandView &command : facts.commands) {
        if (looked.contains(command.order.flag))
            continue;
        looked.insert(command.order.flag);
        if (auto cause = commandCause(command, facts))
            causes.append(*std::move(cause));
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const MessageCause &a, const MessageCause &b) { return a.kind < b.kind; });
    return causes;
}

QString messageActionText(MessageAction action)
{
    switch (action) {
    case MessageAction::RetryNow: return tr("Retry now");
    case MessageAction::Why: return tr("Why?");
    case MessageAction::SignIn: return tr("Sign in again");
    case MessageAction::ShowCommand: return tr("Show");
    case MessageAction::PollInstead: return tr("Poll instead");
    case MessageAction::Review: return tr("Review");
    }
    return {};
}

} // namespace signalbox
