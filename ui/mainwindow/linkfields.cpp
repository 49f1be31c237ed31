// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/linkfields.h"

#include "core/clock.h"
#include "mainwindow/console.h"
#include "model/blindlist.h"
#include "session/feed.h"
#include "words/sentences.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using std::chrono::milliseconds;

QString tr(const char *text)
{
    return QCoreApplication::translate("LinkDetails", text);
}

QString momentText(const std::optional<MonotonicTime> &moment, const std::optional<WallTime> &wall,
                   MonotonicTime now, Qt::TimeSpec zone)
{
    if (!moment || !wall)
        return tr("never");
    return tr("%1 ago, at %2")
        .arg(spanText(std::chrono::floor<milliseconds>(now - *moment)), timeOfDayText(*wall, zone));
}

QString heartbeatText(const LinkStatus &link, const std::optional<milliseconds> &documented)
{
    const QString promised =
        documented ? tr("documented as every %1").arg(spanText(*documented)) : tr("none documented");
    if (!link.heartbeat)
        return tr("%1 · not learned yet").arg(promised);
    return tr("every %1, as heard · %2").arg(rhythmText(*link.heartbeat), promised);
}

QString silenceText(const LinkStatus &link)
{
    const QString limit = tr("up to %1; Stale after twice that").arg(spanText(link.window));
    if (link.windowFixed)
        return tr("%1 · fixed by you").arg(limit);
    return link.heartbeat ? tr("%1 · learned").arg(limit) : limit;
}

QString connectionText(const ConnectionFacts &facts)
{
    if (facts.httpVersion.isEmpty())
        return tr("no stream was open yet");
    QStringList parts{facts.httpVersion};
    parts.append(facts.proxy.isEmpty() ? tr("no proxy")
                                       : tr("through the proxy %1").arg(plainLine(facts.proxy)));
    if (!facts.server.isEmpty())
        parts.append(tr("answered by %1").arg(plainLine(facts.server, 80)));
    return parts.join(u" · "_s);
}

QString tlsText(const ConnectionFacts &facts)
{
    if (facts.httpVersion.isEmpty())
        return tr("no stream was open yet");
    if (!facts.encrypted)
        return tr("not encrypted");
    const QString unknown = tr("unknown");
    return tr("%1 · certificate of %2, signed by %3")
        .arg(facts.tlsVersion.isEmpty() ? tr("encrypted") : facts.tlsVersion,
             facts.peer.isEmpty() ? unknown : plainLine(facts.peer, 80),
             facts.issuer.isEmpty() ? unknown : plainLine(facts.issuer, 80));
}

QString skewSentence(const std::optional<ClockSkew> &skew)
{
    if (!skew)
        return tr("unknown: the server sent no date");
    if (!isKnown(*skew))
        return tr("differs by %1, if at all").arg(skewText(*skew));
    return tr("%1 (give or take %2 s)")
        .arg(skewText(*skew))
        .arg(double(skew->uncertainty.count()) / 1000.0, 0, 'f', 1);
}

QString versionText(const StreamFacts &facts)
{
    if (!facts.versionsMove)
        return tr("none that move, so nothing can be told from them");
    const QLocale locale;
    return tr("duplicate %1 · backward %2 · missing %3")
        .arg(locale.toString(facts.versions.duplicates), locale.toString(facts.versions.backward),
             locale.toString(facts.versions.missing));
}

QString resumeText(const StreamFacts &facts)
{
    const QString id =
        facts.lastEventId.isEmpty()
            ? tr("no event ID")
            : tr("last event ID “%1”").arg(plainLine(QString::fromUtf8(facts.lastEventId), 80));
    const QString retry =
        facts.serverRetry ? tr("the server asks to wait %1 before a retry").arg(spanText(*facts.serverRetry))
                          : tr("the server asks for no wait");
    return tr("%1 · %2").arg(id, retry);
}

QString readingText(const LinkStatus &link, MonotonicTime now, Qt::TimeSpec zone)
{
    const QString last = momentText(link.lastRead, link.lastReadWall, now, zone);
    return link.pollEvery
               ? tr("%1 · again every %2 while there is no stream").arg(last, spanText(*link.pollEvery))
               : last;
}

} // namespace

QString normalSilenceName()
{
    return tr("Normal silence");
}

QVector<LinkField> linkFields(const Console &console, Qt::TimeSpec zone)
{
    const MonotonicTime now = console.clock.now();
    const LinkStatus &link = console.session.link();
    const Feed::Counters &counters = console.session.counters();
    const StreamFacts facts = console.session.streamFacts();
    const auto documented = console.session.provider().traits().heartbeat;
    const QLocale locale;
    return {
        {tr("Server"), plainLine(console.connection.url.toDisplayString())},
        {tr("State"), u"%1 %2"_s.arg(linkShape(link.state), linkText(link, now, zone))},
        {tr("Why"), link.error ? errorSentence(*link.error) : tr("Nothing is wrong.")},
        {tr("Last heard"), momentText(link.lastByte, link.lastByteWall, now, zone)},
        {tr("All flags read"), readingText(link, now, zone)},
        {tr("Heartbeat"), heartbeatText(link, documented)},
        {normalSilenceName(), silenceText(link)},
        {tr("Buffering"),
         link.clump ? clumpSentence(*link.clump) : tr("none seen: bytes arrive as they are made")},
        {tr("Received"),
         tr("%1 · events %2 · heartbeats %3 · unreadable events %4")
             .arg(locale.formattedDataSize(qint64(counters.bytes)), locale.toString(counters.events),
                  locale.toString(counters.comments), locale.toString(counters.unreadable))},
        {tr("Connections"), tr("opened %1 · tries %2 · failed in a row %3 · gaps %4")
                                .arg(locale.toString(counters.connections), locale.toString(facts.attempts),
                                     locale.toString(link.attempt), locale.toString(counters.gaps))},
        {tr("Unseen changes"), console.blind.count() == 0
                                   ? tr("none")
                                   : tr("%1 not acknowledged").arg(locale.toString(console.blind.count()))},
        {tr("Resuming"), resumeText(facts)},
        {tr("Versions"), versionText(facts)},
        {tr("Server's clock"), skewSentence(facts.connection.skew)},
        {tr("Connection"), connectionText(facts.connection)},
        {tr("TLS"), tlsText(facts.connection)},
    };
}

} // namespace signalbox
