// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/wiretext.h"

#include "core/plaintext.h"
#include "protocol/utf8.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int lineLength = 300; ///< characters of a row; a screen is not wider
constexpr int lineHexBytes = 100;
constexpr int dumpBytes = 16; ///< a line of a hex dump

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::WireText", text);
}

bool isUtf8(const QByteArray &bytes)
{
    return isValidUtf8({bytes.constData(), std::size_t(bytes.size())});
}

/// UTF-8 read as it is; a byte that belongs to no character becomes \xNN.
QString decoded(const QByteArray &bytes)
{
    if (isUtf8(bytes))
        return QString::fromUtf8(bytes);
    QString text;
    for (qsizetype at = 0; at < bytes.size();) {
        qsizetype length = 0;
        for (qsizetype tried = 1; tried <= std::min<qsizetype>(4, bytes.size() - at) && length == 0;
             ++tried) {
            if (isUtf8(bytes.mid(at, tried)))
                length = tried;
        }
        if (length == 0) {
            text += u"\\x%1"_s.arg(QString::fromLatin1(bytes.mid(at, 1).toHex().toUpper()));
            ++at;
        } else {
            text += QString::fromUtf8(bytes.mid(at, length));
            at += length;
        }
    }
    return text;
}

/// Line ends and tabs as arrows, because few fonts have the symbols made for control characters; the others
/// by their number.
QString withArrows(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            shown += u'\u2193';
        else if (c == u'\r')
            shown += u'\u2190';
        else if (c == u'\t')
            shown += u'\u2192';
        else if (c < QChar(0x20) || c == QChar(0x7F))
            shown += u"\\x%1"_s.arg(QString::fromLatin1(QByteArray(1, char(c.unicode())).toHex().toUpper()));
        else
            shown += c;
    }
    return shown;
}

QString hexDump(const QByteArray &bytes)
{
    QString dump;
    for (qsizetype at = 0; at < bytes.size(); at += dumpBytes) {
        const QByteArray part = bytes.mid(at, dumpBytes);
        QString readable;
        for (const char byte : part)
            readable += byte >= 0x20 && byte < 0x7F ? QChar::fromLatin1(byte) : u'.';
        dump += u"%1  %2  %3\n"_s.arg(QString::number(at, 16).rightJustified(6, u'0'),
                                      QString::fromLatin1(part.toHex(' ')).leftJustified(dumpBytes * 3 - 1),
                                      readable);
    }
    return dump;
}

QString cutNote(const WirePiece &piece)
{
    return tr("[%1 more bytes were not kept]").arg(piece.size - piece.bytes.size());
}

} // namespace

QString wireLine(const WirePiece &piece, WireForm form)
{
    if (form == WireForm::Hex && piece.kind == WirePiece::Kind::Body) {
        const QString hex = QString::fromLatin1(piece.bytes.left(lineHexBytes).toHex(' '));
        return piece.bytes.size() > lineHexBytes ? QString(hex + u'\u2026') : hex;
    }
    // Four bytes are the most a character takes: enough for a full line, without decoding the rest.
    return plainLine(withArrows(decoded(piece.bytes.left(lineLength * 4))), lineLength);
}

QString wireBlock(const WirePiece &piece, WireForm form)
{
    QString block;
    if (form == WireForm::Hex && piece.kind == WirePiece::Kind::Body) {
        block = hexDump(piece.bytes);
    } else {
        const QStringList lines = decoded(piece.bytes).split(u'\n');
        for (qsizetype line = 0; line < lines.size(); ++line) {
            block += plainLine(withArrows(lines.at(line)), int(limits::wirePieceBytes) * 4);
            if (line + 1 < lines.size())
                block += u"\u2193\n"_s;
        }
    }
    if (piece.size > piece.bytes.size())
        block += QString((block.isEmpty() || block.endsWith(u'\n') ? u""_s : u"\n"_s) + cutNote(piece));
    return block;
}

QString word(WirePiece::Kind kind)
{
    switch (kind) {
    case WirePiece::Kind::Request: return tr("request");
    case WirePiece::Kind::Response: return tr("answer");
    case WirePiece::Kind::Body: return tr("body");
    case WirePiece::Kind::End: return tr("end");
    }
    return {};
}

QByteArray wireAsText(const QVector<WirePiece> &pieces)
{
    QByteArray text;
    for (const WirePiece &piece : pieces) {
        text += tr("--- %1  connection %2  %3  %4 bytes")
                    .arg(toDateTime(piece.wall).toString(Qt::ISODateWithMs))
                    .arg(piece.connection)
                    .arg(word(piece.kind))
                    .arg(piece.size)
                    .toUtf8();
        text += '\n' + wireBlock(piece, WireForm::Text).toUtf8() + '\n';
    }
    return text;
}

QByteArray wireAsJsonLines(const QVector<WirePiece> &pieces)
{
    QByteArray lines;
    for (const WirePiece &piece : pieces) {
        QJsonObject object{{u"time"_s, toDateTime(piece.wall).toString(Qt::ISODateWithMs)},
                           {u"connection"_s, piece.connection},
                           {u"kind"_s, word(piece.kind)},
                           {u"size"_s, qint64(piece.size)}};
        if (isUtf8(piece.bytes))
            object.insert(u"text"_s, QString::fromUtf8(piece.bytes));
        else
            object.insert(u"base64"_s, QString::fromLatin1(piece.bytes.toBase64()));
        lines += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    return lines;
}

} // namespace signalbox
