// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventwords.h"

#include "model/kindwords.h"

#include <QCoreApplication>
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

} // namespace

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

QString filterTermsFor(const FlagKey &key, const ProviderTraits &traits)
{
    const QString term = u"flag:"_s + filterValue(key.text());
    const bool onlyFlags = !traits.configs && !traits.aiConfigs && key.kind() == FlagKind::Flag;
    return onlyFlags ? term : term + u" kind:"_s + filterWord(key.kind());
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
