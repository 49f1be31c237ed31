// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/mediatype.h"

#include <QList>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

/// At commas, but for those inside quoted strings (Fetch, "get, decode, and split").
QList<QByteArray> splitValues(const QByteArray &text)
{
    QList<QByteArray> values(1);
    bool quoted = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char character = text.at(at);
        if (character == ',' && !quoted) {
            values.emplaceBack();
            continue;
        }
        values.last().append(character);
        if (character == '"')
            quoted = !quoted;
        else if (character == '\\' && quoted && at + 1 < text.size())
            values.last().append(text.at(++at));
    }
    return values;
}

/// RFC 9110 5.6.2.
bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c));
    });
}

} // namespace

QByteArray extractMediaType(const QByteArray &contentType)
{
    QByteArray found;
    for (const QByteArray &value : splitValues(contentType)) {
        const qsizetype semicolon = value.indexOf(';');
        const QByteArray essence = (semicolon < 0 ? value : value.left(semicolon)).trimmed();
        const qsizetype slash = essence.indexOf('/');
        if (slash < 0 || !isToken(essence.left(slash)) || !isToken(essence.mid(slash + 1))
            || essence == "*/*")
            continue;
        found = essence.toLower();
    }
    return found;
}

} // namespace signalbox
