// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/statustext.h"

#include "core/plaintext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int longestWord = 60;
constexpr int captionWidth = 14;

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::StatusText", text);
}

QString word(const QJsonValue &value)
{
    return plainLine(value.toString(), longestWord);
}

QString count(const QJsonValue &value)
{
    return QLocale::c().toString(value.toInteger()).remove(u',');
}

QString rate(const QJsonValue &value)
{
    return QString::number(value.toDouble(), 'f', 1);
}

QString line(const QString &caption, const QString &text)
{
    return caption.leftJustified(captionWidth) + text;
}

QString duration(double seconds)
{
    const auto whole = qint64(seconds);
    if (whole < 60)
        return tr("%1 s").arg(QString::number(seconds, 'f', 1));
    if (whole < 3'600)
        return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    if (whole < 48 * 3'600)
        return tr("%1 h %2 min").arg(whole / 3'600).arg(whole / 60 % 60);
    return tr("%1 days").arg(whole / 86'400);
}

QStringList streamLines(const QJsonObject &streams)
{
    QStringList lines = {line(tr("Streams"), u"%1 %2 %3 %4 %5 %6"_s.arg(tr("open"), 8)
                                                 .arg(tr("opened"), 10)
                                                 .arg(tr("events"), 12)
                                                 .arg(tr("resumed"), 10)
                                                 .arg(tr("resynced"), 10)
                                                 .arg(tr("cut as slow"), 12))};
    for (auto dialect = streams.constBegin(); dialect != streams.constEnd(); ++dialect) {
        const QJsonObject one = dialect.value().toObject();
        lines.append(line(u"  "_s + plainLine(dialect.key(), captionWidth - 3),
                          u"%1 %2 %3 %4 %5 %6"_s.arg(count(one[u"open"_s]), 8)
                              .arg(count(one[u"opened"_s]), 10)
                              .arg(count(one[u"events"_s]), 12)
                              .arg(count(one[u"resumed"_s]), 10)
                              .arg(count(one[u"resynced"_s]), 10)
                              .arg(count(one[u"slowReadersCut"_s]), 12)));
    }
    return lines;
}

QStringList regionLines(const QJsonArray &regions)
{
    QStringList lines;
    for (const QJsonValue &value : regions) {
        const QJsonObject region = value.toObject();
        const qint64 behind = region[u"behind"_s].toInteger();
        const QString lag =
            behind == 0
                ? tr("has everything")
                : tr("%1 behind, since %2").arg(behind).arg(duration(region[u"lagSeconds"_s].toDouble()));
        lines.append(
            line(lines.isEmpty() ? tr("Regions") : QString(),
                 tr("%1: %2, asked %3 ago")
                     .arg(word(region[u"name"_s]), lag, duration(region[u"lastAskedSeconds"_s].toDouble()))));
    }
    return lines;
}

QString primaryText(const QJsonObject &primary)
{
    const QString reason = word(primary[u"reason"_s]);
    const QJsonValue contact = primary[u"lastContactSeconds"_s];
    QStringList parts = {word(primary[u"link"_s]) + (reason.isEmpty() ? QString() : u" ("_s + reason + u')')};
    parts.append(tr("%1 behind").arg(primary[u"behind"_s].toInteger()));
    parts.append(tr("last change took %1").arg(duration(primary[u"delaySeconds"_s].toDouble())));
    parts.append(contact.isDouble() ? tr("heard %1 ago").arg(duration(contact.toDouble()))
                                    : tr("never heard"));
    return word(primary[u"url"_s]) + u": "_s + parts.join(u", "_s);
}

QString answersText(const QJsonObject &answers)
{
    QStringList parts;
    for (auto answer = answers.constBegin(); answer != answers.constEnd(); ++answer) {
        if (answer.value().toInteger() > 0)
            parts.append(plainLine(answer.key(), 4) + u' ' + count(answer.value()));
    }
    return parts.isEmpty() ? tr("none yet") : parts.join(u", "_s);
}

} // namespace

QString statusText(const QJsonObject &status)
{
    const QJsonObject rates = status[u"rates"_s].toObject();
    const QJsonObject outbox = status[u"outbox"_s].toObject();
    const QString region = word(status[u"region"_s]);
    QStringList lines;
    lines.append(line(tr("Server"),
                      tr("signalboxd %1, up %2")
                          .arg(word(status[u"version"_s]), duration(status[u"uptimeSeconds"_s].toDouble()))));
    if (!region.isEmpty())
        lines.append(line(tr("Region"), region));
    if (const qint64 bytes = status[u"residentBytes"_s].toInteger(); bytes > 0)
        lines.append(line(tr("Memory"), tr("%1 MiB").arg(bytes / (1 << 20))));
    lines.append(line(tr("Connections"), count(status[u"connections"_s])));
    lines.append(streamLines(status[u"streams"_s].toObject()));
    lines.append(line(tr("Answers"), answersText(status[u"answers"_s].toObject())));
    lines.append(line(tr("A second"), tr("%1 changes, %2 events, %3 requests, %4 evaluations (over %5 s)")
                                          .arg(rate(rates[u"changes"_s]), rate(rates[u"events"_s]),
                                               rate(rates[u"requests"_s]), rate(rates[u"evaluations"_s]),
                                               count(rates[u"windowSeconds"_s]))));
    const qint64 head = outbox[u"head"_s].toInteger();
    const qint64 behind = head - outbox[u"position"_s].toInteger();
    lines.append(line(
        tr("Outbox"),
        behind == 0 ? tr("at %1, all told, %2 kept").arg(head).arg(head - outbox[u"oldest"_s].toInteger() + 1)
                    : tr("at %1, %2 not told yet").arg(head).arg(behind)));
    lines.append(regionLines(status[u"regions"_s].toArray()));
    if (status[u"primary"_s].isObject())
        lines.append(line(tr("Primary"), primaryText(status[u"primary"_s].toObject())));
    return lines.join(u'\n');
}

} // namespace signalbox
