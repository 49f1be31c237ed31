// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flagvalue.h"

#include <QLocale>

namespace signalbox {

namespace {

QString shortened(const QString &text, int maxLength)
{
    return text.size() > maxLength ? text.left(maxLength) + QChar(0x2026) : text;
}

} // namespace

QString displayText(const FlagValue &value, int maxLength)
{
    struct Visitor
    {
        int maxLength;
        QString operator()(std::nullptr_t) const { return QStringLiteral("null"); }
        QString operator()(bool held) const
        {
            return held ? QStringLiteral("true") : QStringLiteral("false");
        }
        QString operator()(double held) const
        {
            return QLocale::c().toString(held, 'g', QLocale::FloatingPointShortest);
        }
        QString operator()(const QString &held) const
        {
            return QChar(u'"') + shortened(held, maxLength) + QChar(u'"');
        }
        QString operator()(const JsonText &held) const { return shortened(held.text, maxLength); }
    };
    return std::visit(Visitor{maxLength}, value);
}

qsizetype textLength(const FlagValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return text->size();
    const auto *json = std::get_if<JsonText>(&value);
    return json ? json->text.size() : 0;
}

} // namespace signalbox
