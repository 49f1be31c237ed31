// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/percentcoding.h"

namespace signalbox {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

QString percentDecoded(QByteArrayView text)
{
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool room = text.at(i) == '%' && i + 2 < text.size();
        const int high = room ? hexDigit(text.at(i + 1)) : -1;
        const int low = room ? hexDigit(text.at(i + 2)) : -1;
        if (high >= 0 && low >= 0) {
            decoded += char(high * 16 + low);
            i += 2;
        } else {
            decoded += text.at(i);
        }
    }
    return QString::fromUtf8(decoded);
}

} // namespace signalbox
