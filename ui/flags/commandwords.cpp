// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/commandwords.h"

#include "flags/effectwords.h"
#include "model/facttext.h"
#include "model/kindwords.h"
#include "words/sentences.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

using Button = CommandWords::Button;

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandWords", text);
}

std::optional<WallTime> timeOf(const CommandView &command, CommandStage stage)
{
    for (const CommandStep &step : command.steps) {
        if (step.stage == stage)
            return step.time;
    }
    return {};
}

QString secondsSince(std::optional<WallTime> from, WallTime now)
{
    return spanText(from ? now - *from : 0ms);
}

/// "mia@ changed it 8 s ago: ON → OFF."
QString changedWords(const CommandView &command, WallTime now)
{
    const std::optional<Flag> &before =
        command.stage == CommandStage::Overtaken ? command.before : command.order.shown;
    if (!command.reportedNow)
        return tr("Somebody changed it meanwhile.");
    const Flag &after = *command.reportedNow;
    const QString who = after.updatedBy.isEmpty() ? tr("Somebody") : plainLine(after.updatedBy, 40);
    const QString what = before ? differenceWords(command.stage == CommandStage::Overtaken
                                                      ? patched(*before, command.order.wanted)
                                                      : *before,
                                                  after)
                                : QString();
    const QString when =
        after.updatedAt ? tr("%1 ago").arg(spanText(now - *after.updatedAt)) : tr("meanwhile");
    return what.isEmpty() ? tr("%1 changed it %2.").arg(who, when)
                          : tr("%1 changed it %2: %3.").arg(who, when, what);
}

QString forbiddenWords(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag:
        return tr("This token may not change flags (needs flags.write). It can still watch.");
    case FlagKind::Config:
        return tr("This token may not change configs (needs configs:write). It can still watch.");
    case FlagKind::AiConfig:
        return tr("This token may not change AI configs (needs ai_configs:write). It can still watch.");
    }
    return {};
}

CommandWords refused(const CommandView &command, WallTime now)
{
    const Error error = command.error.value_or(Error{ErrorKind::Rejected, {}, {}, {}});
    const QString noun = kindNoun(command.order.flag.kind());
    CommandWords words;
    words.isFault = true;
    if (command.isUnchanged()) {
        words.sentence =
            tr("No answer came, and the %1 is unchanged (read twice). Nothing was applied.").arg(noun);
        words.buttons = {Button::SendAgain};
        return words;
    }
    switch (error.kind) {
    case ErrorKind::SignInNeeded:
        words.sentence = tr("Your session ended. Nothing was sent twice. Sign in, then press again.");
        words.buttons = {Button::SignIn};
        return words;
    case ErrorKind::Forbidden:
        words.sentence = forbiddenWords(command.order.flag.kind());
        words.buttons = {Button::CopyForAdmin};
        return words;
    case ErrorKind::Protected:
        words.sentence = tr("The server wants an approval for this environment.");
        words.buttons = {Button::CopyForAdmin};
        return words;
    case ErrorKind::NotFound: {
        const auto when = timeOf(command, CommandStage::Refused);
        words.sentence =
            when ? tr("This %1 no longer exists (noticed %2).").arg(noun, clockText(*when).left(8))
                 : tr("This %1 no longer exists.").arg(noun);
        words.buttons = {Button::ShowEvents};
        return words;
    }
    case ErrorKind::Conflict:
        words.sentence = tr("%1 Your view was older.").arg(changedWords(command, now));
        words.buttons = {Button::Review};
        return words;
    case ErrorKind::RateLimited: {
        const auto wait = waitLeft(command, now);
        words.sentence = wait > 0ms ? tr("The server asks to wait %1.")
                                          .arg(spanText(std::chrono::ceil<std::chrono::seconds>(wait)))
                                    : tr("The server asked to wait; that time is over.");
        words.buttons = {Button::SendAgain};
        return words;
    }
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Timeout:
    case ErrorKind::Rejected:
    case ErrorKind::Server:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    words.sentence =
        command.nothingSent ? tr("Nothing was sent. %1").arg(errorSentence(error)) : errorSentence(error);
    words.buttons = {Button::SendAgain};
    return words;
}

CommandWords said(const CommandView &command, WallTime now)
{
    const FlagPatch &wanted = command.order.wanted;
    switch (command.stage) {
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen: return {};
    case CommandStage::Confirmed:
        if (command.nothingSent)
            return {tr("It was already so: nothing was sent."), false, {}};
        return {};
    case CommandStage::Refused: return refused(command, now);
    case CommandStage::Unknown:
        return {tr("No answer. It may have been applied. Checking…"), true, {Button::CheckNow}};
    case CommandStage::Disagrees: {
        const auto accepted = timeOf(command, CommandStage::Accepted);
        const QString reports = reportedWords(command);
        if (!accepted) {
            return {
                tr("No answer came to the order of %1, and the server reports %2. Whether it was applied in "
                   "between cannot be told.")
                    .arg(clockText(command.orderedAt).left(8), reports),
                true,
                {Button::ReadAgain, Button::SendAgain}};
        }
        return {tr("Accepted at %1 but the server still reports %2 after %3.")
                    .arg(clockText(*accepted).left(8), reports, secondsSince(accepted, now)),
                true,
                {Button::ReadAgain, Button::SendAgain}};
    }
    case CommandStage::Overtaken:
        return {tr("Confirmed, then: %1").arg(changedWords(command, now)), true, {Button::Review}};
    case CommandStage::Unseen:
        return {tr("It is %1 (read back), but the stream has not said so for %2. Other clients may not know.")
                    .arg(wanted.rollout ? tr("rolled out to %1 %").arg(*wanted.rollout)
                                        : patchText(wanted, command.order.flag.kind()),
                         secondsSince(timeOf(command, CommandStage::Accepted), now)),
                true,
                {Button::LinkDetails}};
    case CommandStage::Cancelled: return {tr("Cancelled: it was never sent."), false, {}};
    }
    return {};
}

} // namespace

CommandWords commandWords(const CommandView &command, WallTime now)
{
    CommandWords words = said(command, now);
    if (!command.journalled)
        words.sentence = words.sentence.isEmpty() ? tr("Not saved in the journal.")
                                                  : tr("%1 Not saved in the journal.").arg(words.sentence);
    words.buttons.append(Button::Details);
    return words;
}

QString reportedWords(const CommandView &command)
{
    const FlagPatch &wanted = command.order.wanted;
    if (!command.reportedNow)
        return wanted.enabled ? switchWord(!*wanted.enabled, command.order.flag.kind())
                              : tr("something else");
    const Flag &now = *command.reportedNow;
    if (wanted.defaultValue && !wanted.enabled)
        return now.defaultValue ? plainLine(displayText(*now.defaultValue, 60)) : tr("no value");
    if (!wanted.rollout)
        return switchWord(now.enabled, now.kind());
    const auto rollout = rolloutOf(now);
    return rollout ? tr("a rollout of %1 %").arg(*rollout) : tr("no rollout");
}

std::chrono::milliseconds waitLeft(const CommandView &command, WallTime now)
{
    if (!command.error || !command.error->retryAfter)
        return 0ms;
    const auto refusedAt = timeOf(command, CommandStage::Refused);
    return std::clamp(refusedAt.value_or(command.orderedAt) + *command.error->retryAfter - now, 0ms,
                      *command.error->retryAfter);
}

QString requestForAdmin(const CommandView &command, const QString &environment)
{
    QStringList lines;
    lines.append(
        tr("Wanted: %1 → %2")
            .arg(nameOf(command.order.flag), patchText(command.order.wanted, command.order.flag.kind())));
    lines.append(tr("Environment: %1").arg(plainLine(environment)));
    if (!command.order.reason.isEmpty())
        lines.append(tr("Reason: %1").arg(plainLine(command.order.reason, 500)));
    lines.append(tr("Time: %1 UTC").arg(toDateTime(command.orderedAt).toString(Qt::ISODate)));
    if (command.error) {
        const QString status = command.error->httpStatus ? QString::number(*command.error->httpStatus)
                                                         : word(command.error->kind);
        lines.append(tr("Answer: %1 %2").arg(status, plainLine(command.error->detail, 500)));
    }
    return lines.join(u'\n');
}

} // namespace signalbox
