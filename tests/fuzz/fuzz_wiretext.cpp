// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes on screen and in an export: no control character and nothing that reorders text gets through.
#include "fuzz/check.h"
#include "model/wiretext.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdint>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

bool isHarmless(const QString &text, bool lineFeeds)
{
    return std::all_of(text.begin(), text.end(), [lineFeeds](QChar c) {
        if (c == u'\n')
            return lineFeeds;
        const bool reorders =
            (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
        return c >= QChar(0x20) && !(c >= QChar(0x7F) && c < QChar(0xA0)) && !reorders;
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    WirePiece piece;
    piece.bytes = QByteArray(reinterpret_cast<const char *>(data), qsizetype(size));
    piece.size = piece.bytes.size();
    for (const WireForm form : {WireForm::Text, WireForm::Hex}) {
        FUZZ_CHECK(isHarmless(wireLine(piece, form), false));
        FUZZ_CHECK(wireLine(piece, form).size() <= 700);
        FUZZ_CHECK(isHarmless(wireBlock(piece, form), true));
    }
    const QByteArray line = wireAsJsonLines({piece});
    FUZZ_CHECK(line.count('\n') == 1 && line.endsWith('\n'));
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    if (object.contains(u"text"_s))
        FUZZ_CHECK(object.value(u"text"_s).toString().toUtf8() == piece.bytes);
    else
        FUZZ_CHECK(QByteArray::fromBase64(object.value(u"base64"_s).toString().toLatin1()) == piece.bytes);
    return 0;
}
