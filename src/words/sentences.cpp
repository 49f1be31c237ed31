// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/sentences.h"

#include "core/limits.h"

#include <QCoreApplication>

namespace signalbox {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

constexpr int serverWordsLength = 160;
constexpr int chipReasonLength = 48;

QString tr(const char *text)
{
    return QCoreApplication::translate("Sentences", text);
}

/// Where a sentence is read: what can be done next differs.
enum class Place { Window, Terminal };

/// @p error's detail behind a sentence; empty when there is none. With a status it is what a server said,
/// without one it is our own or the system's.
QString detailOf(const Error &error, Place place)
{
    const qsizetype length = place == Place::Window ? serverWordsLength : limits::errorDetailLength;
    const QString words = plainLine(error.detail.simplified(), int(length));
    if (words.isEmpty())
        return {};
    return error.httpStatus ? tr(" It said: “%1”.").arg(words) : u" (%1)"_s.arg(words);
}

QString waitSentence(const Error &error)
{
    if (!error.retryAfter)
        return tr("The server asks to slow down. Wait a little, then try again.");
    return tr("The server asks to wait %1. Try again after that.").arg(spanText(*error.retryAfter));
}

QString refusedReason(const LinkStatus &status)
{
    if (!status.error)
        return tr("no reason given");
    const QString words = plainLine(status.error->detail.simplified(), chipReasonLength);
    return words.isEmpty() ? errorReason(*status.error) : words;
}

QString ordinal(int number)
{
    const int tens = number % 100;
    const int ones = number % 10;
    if (tens < 11 || tens > 13) {
        if (ones == 1)
            return tr("%1st").arg(number);
        if (ones == 2)
            return tr("%1nd").arg(number);
        if (ones == 3)
            return tr("%1rd").arg(number);
    }
    return tr("%1th").arg(number);
}

/// Time to wait, rounded up: a countdown says 1 s until it is over.
QString countdown(std::chrono::nanoseconds left)
{
    return spanText(std::max(std::chrono::ceil<seconds>(left), seconds(0)));
}

QString age(MonotonicTime from, MonotonicTime now)
{
    return spanText(std::chrono::floor<std::chrono::milliseconds>(now - from));
}

QString syncingText(const LinkStatus &status, MonotonicTime now)
{
    if (status.snapshotRead)
        return tr("Connected, no byte yet %1").arg(age(status.since, now));
    if (status.snapshotTotal > 0)
        return tr("Reading flags %1/%2").arg(status.snapshotDone).arg(status.snapshotTotal);
    return tr("Reading flags…");
}

/// The age is that of the last reading: between two of them nothing is heard.
QString pollingText(const LinkStatus &status, MonotonicTime now)
{
    const QString every = spanText(status.pollEvery.value_or(limits::pollEvery));
    if (!status.lastRead)
        return tr("Polling every %1").arg(every);
    return tr("Polling every %1 · %2").arg(every, age(*status.lastRead, now));
}

QString retryText(const LinkStatus &status, MonotonicTime now)
{
    if (!status.retryAt)
        return tr("Retrying…");
    const QString wait = countdown(*status.retryAt - now);
    if (status.attempt < 1)
        return tr("Retry in %1").arg(wait);
    return tr("Retry in %1 (%2 try)").arg(wait, ordinal(status.attempt + 1));
}

/// What failed and what to do next, without the detail.
QString bareSentence(const Error &error, Place place)
{
    switch (error.kind) {
    case ErrorKind::Network:
        return tr("The server cannot be reached. Check the address and the network, then try again.");
    case ErrorKind::Tls:
        return tr("The connection to the server is not secure, so nothing was sent. Check its certificate.");
    case ErrorKind::Proxy: return tr("The proxy refuses. Check the network settings.");
    case ErrorKind::Timeout:
        return tr("The server did not answer in time. Read again to see what holds now.");
    case ErrorKind::SignInNeeded:
        return place == Place::Window
                   ? tr("The server does not accept this sign-in. Sign in again.")
                   : tr("The server does not accept this sign-in. Check the credentials in the environment, "
                        "then try again.");
    case ErrorKind::Forbidden:
        return tr("This account may not do that. Ask an administrator, or sign in with another one.");
    case ErrorKind::Protected:
        return tr("The server wants an approval for this environment. Ask for it there, then try again.");
    case ErrorKind::NotFound:
        return place == Place::Window
                   ? tr("The server does not have it, or does not show it to this account. Read all again.")
                   : tr("The server does not have it, or does not show it to this account. Check the name; "
                        "signalboxctl list shows what there is.");
    case ErrorKind::Conflict:
        return tr("It was changed by somebody else meanwhile. Look at the new state, then decide.");
    case ErrorKind::RateLimited: return waitSentence(error);
    case ErrorKind::Rejected:
        return tr("The server understood the request and refuses it. Check what was asked for.");
    case ErrorKind::Server: return tr("The server failed while answering. Wait a moment, then read again.");
    case ErrorKind::BadAnswer:
        return tr("The answer is not what such a server gives. Check that the address is the right one.");
    case ErrorKind::TooLarge:
        return tr("The answer is larger than this program takes. Check that the address is the right one.");
    case ErrorKind::Redirected:
        return tr("The server points to another place, which is not followed. Enter the new address "
                  "yourself.");
    case ErrorKind::Storage:
        return tr("A file of this program cannot be read or written. Check free space and permissions.");
    case ErrorKind::Cancelled:
        return tr("It was cancelled. Nothing more will happen; start it again if wanted.");
    }
    return {};
}

/// In the window a detail that only repeats the sentence is left out; a terminal has nowhere else to show it.
bool showsDetail(ErrorKind kind, Place place)
{
    switch (kind) {
    case ErrorKind::Timeout:
    case ErrorKind::SignInNeeded:
    case ErrorKind::Conflict:
    case ErrorKind::RateLimited: return place == Place::Terminal;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
    case ErrorKind::NotFound:
    case ErrorKind::Rejected:
    case ErrorKind::Server:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    return true;
}

QString sentenceFor(const Error &error, Place place)
{
    // These say themselves what is wrong and what to do, at a length that must not be cut.
    if ((error.kind == ErrorKind::Tls || error.kind == ErrorKind::Proxy) && !error.detail.isEmpty())
        return plainLine(error.detail.simplified(), int(limits::errorDetailLength));
    const QString sentence = bareSentence(error, place);
    return showsDetail(error.kind, place) ? sentence + detailOf(error, place) : sentence;
}

} // namespace

QString errorSentence(const Error &error)
{
    return sentenceFor(error, Place::Window);
}

QString terminalSentence(const Error &error)
{
    return sentenceFor(error, Place::Terminal);
}

QString errorReason(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network: return tr("no connection");
    case ErrorKind::Tls: return tr("connection is not secure");
    case ErrorKind::Proxy: return tr("the proxy refuses");
    case ErrorKind::Timeout: return tr("no answer in time");
    case ErrorKind::SignInNeeded: return tr("not signed in");
    case ErrorKind::Forbidden: return tr("not permitted");
    case ErrorKind::Protected: return tr("approval needed");
    case ErrorKind::NotFound: return tr("not found");
    case ErrorKind::Conflict: return tr("changed meanwhile");
    case ErrorKind::RateLimited: return tr("asked to wait");
    case ErrorKind::Rejected: return tr("request rejected");
    case ErrorKind::Server: return tr("server error");
    case ErrorKind::BadAnswer: return tr("not an event stream");
    case ErrorKind::TooLarge: return tr("answer too large");
    case ErrorKind::Redirected: return tr("redirected elsewhere");
    case ErrorKind::Storage: return tr("storage failed");
    case ErrorKind::Cancelled: return tr("cancelled");
    }
    return {};
}

QString clumpSentence(const Clump &clump)
{
    return tr("Bytes arrive in clumps: %1 frames in %2 ms after %3 of silence. Something between you and the "
              "server is buffering. Ask for “X-Accel-Buffering: no” or “proxy_buffering off”.")
        .arg(clump.frames)
        .arg(std::max<qint64>(clump.within.count(), 1))
        .arg(spanText(clump.silence));
}

QString valueSentence(const QString &vendor)
{
    return tr("%1 documents no request that changes what one environment serves.").arg(plainLine(vendor, 40));
}

QString rhythmText(std::chrono::milliseconds rhythm)
{
    return spanText(std::chrono::round<seconds>(rhythm));
}

bool isKnown(const ClockSkew &skew)
{
    return std::chrono::abs(skew.ahead) > skew.uncertainty;
}

QString skewText(const ClockSkew &skew)
{
    const auto size = std::chrono::abs(skew.ahead);
    if (!isKnown(skew))
        return tr("< %1 s").arg(double((size + skew.uncertainty).count()) / 1000.0, 0, 'f', 1);
    const QChar sign = skew.ahead.count() < 0 ? QChar(u'−') : QChar(u'+');
    if (size >= seconds(100))
        return sign + spanText(size);
    return sign + tr("%1 s").arg(double(size.count()) / 1000.0, 0, 'f', 1);
}

QString linkWord(LinkState state)
{
    switch (state) {
    case LinkState::Idle: return tr("Not connected");
    case LinkState::Connecting: return tr("Connecting");
    case LinkState::Syncing: return tr("Syncing");
    case LinkState::Live: return tr("Live");
    case LinkState::Late: return tr("Late");
    case LinkState::Stale: return tr("Stale");
    case LinkState::Retrying: return tr("Retrying");
    case LinkState::SignInNeeded: return tr("Sign in again");
    case LinkState::Refused: return tr("Refused");
    case LinkState::Paused: return tr("Paused");
    case LinkState::Polling: return tr("Polling");
    }
    return {};
}

QString linkShape(LinkState state)
{
    switch (state) {
    case LinkState::Idle: return u"○"_s;
    case LinkState::Connecting: return u"◔"_s;
    case LinkState::Syncing: return u"◑"_s;
    case LinkState::Live: return u"●"_s;
    case LinkState::Late: return u"◐"_s;
    case LinkState::Stale: return u"◇"_s;
    case LinkState::Retrying: return u"↻"_s;
    case LinkState::SignInNeeded: return u"⚿"_s;
    case LinkState::Refused: return u"⊘"_s;
    case LinkState::Paused: return u"‖"_s;
    case LinkState::Polling: return u"◍"_s;
    }
    return {};
}

QString linkText(const LinkStatus &status, MonotonicTime now, Qt::TimeSpec zone)
{
    switch (status.state) {
    case LinkState::Idle:
    case LinkState::SignInNeeded:
    case LinkState::Paused: return linkWord(status.state);
    case LinkState::Connecting: return tr("Connecting… %1").arg(age(status.since, now));
    case LinkState::Syncing: return syncingText(status, now);
    case LinkState::Live:
    case LinkState::Late:
        return tr("%1 · %2").arg(linkWord(status.state), age(status.lastByte.value_or(status.since), now));
    case LinkState::Stale: return tr("Stale since %1").arg(timeOfDayText(status.sinceWall, zone));
    case LinkState::Retrying: return retryText(status, now);
    case LinkState::Refused: return tr("Refused: %1").arg(refusedReason(status));
    case LinkState::Polling: return pollingText(status, now);
    }
    return {};
}

QString linkAccessibleText(const LinkStatus &status, MonotonicTime now, Qt::TimeSpec zone)
{
    const QString text = linkText(status, now, zone);
    const QString word = linkWord(status.state);
    return text.startsWith(word) ? text : tr("%1: %2").arg(word, text);
}

QString stageWord(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Draft: return tr("Draft");
    case CommandStage::Sent: return tr("Sent");
    case CommandStage::Accepted: return tr("Accepted");
    case CommandStage::Seen: return tr("Seen");
    case CommandStage::Confirmed: return tr("Confirmed");
    case CommandStage::Refused: return tr("Refused");
    case CommandStage::Unknown: return tr("Unknown");
    case CommandStage::Disagrees: return tr("Disagrees");
    case CommandStage::Overtaken: return tr("Overtaken");
    case CommandStage::Unseen: return tr("Unseen");
    case CommandStage::Cancelled: return tr("Cancelled");
    }
    return {};
}

QString stageMark(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Draft:
    case CommandStage::Cancelled: return u"–"_s;
    case CommandStage::Sent: return u"▷"_s;
    case CommandStage::Accepted: return u"▷▷"_s;
    case CommandStage::Seen: return u"▷▷▷"_s;
    case CommandStage::Confirmed: return u"✔"_s;
    case CommandStage::Refused: return u"✖"_s;
    case CommandStage::Unknown: return u"?"_s;
    case CommandStage::Disagrees: return u"≠"_s;
    case CommandStage::Overtaken: return u"⤺"_s;
    case CommandStage::Unseen: return u"✔?"_s;
    }
    return {};
}

QString spanText(std::chrono::milliseconds span)
{
    const qint64 total = std::max<qint64>(0, std::chrono::floor<seconds>(span).count());
    if (total < 120)
        return tr("%1 s").arg(total);
    const qint64 minutes = total / 60;
    if (minutes < 60)
        return tr("%1 min").arg(minutes);
    const qint64 hours = minutes / 60;
    if (hours >= 48)
        return tr("%1 d").arg(hours / 24);
    return minutes % 60 == 0 ? tr("%1 h").arg(hours) : tr("%1 h %2 min").arg(hours).arg(minutes % 60);
}

QString timeOfDayText(WallTime time, Qt::TimeSpec zone)
{
    return toDateTime(time).toTimeSpec(zone).toString(u"HH:mm:ss"_s);
}

} // namespace signalbox
