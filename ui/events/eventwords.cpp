// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventwords.h"

#include "model/facttext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EventWords", text);
}

/// The program's words are English until there are translations; the C locale has no group separators.
QLocale wordsLocale()
{
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : locale;
}

void addDetail(QJsonObject &object, const FactDetail &detail)
{
    if (const auto *change = std::get_if<ChangeDetail>(&detail)) {
        if (!change->elsewhere.isEmpty())
            object.insert(u"environment"_s, change->elsewhere);
        if (change->enabledNow)
            object.insert(u"enabled"_s, *change->enabledNow);
    } else if (const auto *command = std::get_if<CommandDetail>(&detail)) {
        object.insert(u"command"_s, command->id.text());
        object.insert(u"stage"_s, word(command->stage));
        if (command->wanted.enabled)
            object.insert(u"wanted"_s, *command->wanted.enabled);
        if (!command->reason.isEmpty())
            object.insert(u"reason"_s, command->reason);
    } else if (const auto *link = std::get_if<LinkDetail>(&detail)) {
        object.insert(u"state"_s, word(link->state));
    } else if (const auto *gap = std::get_if<GapDetail>(&detail)) {
        object.insert(u"from"_s, toDateTime(gap->from).toString(Qt::ISODateWithMs));
        object.insert(u"until"_s, toDateTime(gap->until).toString(Qt::ISODateWithMs));
        object.insert(u"differing"_s, gap->differing);
        object.insert(u"reason"_s, word(gap->reason));
    } else if (const auto *clock = std::get_if<ClockDetail>(&detail)) {
        object.insert(u"clockSetByMs"_s, qint64(clock->by.count()));
    } else if (const auto *resync = std::get_if<ResyncDetail>(&detail)) {
        if (resync->difference.after)
            object.insert(u"enabled"_s, resync->difference.after->enabled);
    } else if (const auto *text = std::get_if<TextDetail>(&detail)) {
        object.insert(u"text"_s, text->text);
    }
}

} // namespace

QString factJsonLine(const Fact &fact, const QString &environment)
{
    QJsonObject object;
    object.insert(u"time"_s, toDateTime(fact.time).toString(Qt::ISODateWithMs));
    object.insert(u"kind"_s, word(fact.kind));
    object.insert(u"source"_s, word(fact.source));
    object.insert(u"environment"_s, environment);
    object.insert(u"what"_s, factText(fact));
    if (!fact.flag.isEmpty())
        object.insert(u"flag"_s, fact.flag.text());
    if (!fact.by.isEmpty())
        object.insert(u"by"_s, fact.by);
    if (fact.lag)
        object.insert(u"lagMs"_s, qint64(fact.lag->count()));
    if (fact.detail)
        addDetail(object, *fact.detail);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString filterValue(const QString &value)
{
    const bool plain =
        !value.isEmpty() && value.front() != u'/' && std::all_of(value.cbegin(), value.cend(), [](QChar c) {
            return c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.' || c == u'@' || c == u'/';
        });
    if (plain)
        return value;
    QString quoted = value;
    quoted.remove(u'"');
    return u'"' + quoted + u'"';
}

QString countText(qint64 count)
{
    return wordsLocale().toString(count);
}

QString rateText(double perMinute)
{
    return tr("%1 ev/min").arg(wordsLocale().toString(perMinute, 'f', perMinute < 99.95 ? 1 : 0));
}

} // namespace signalbox
