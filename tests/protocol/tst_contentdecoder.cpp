// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/contentdecoder.h"

#include <QTest>

#include <zlib.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

/// @p windowBits 31: gzip, 15: zlib. Flushed after each part, as a server does that streams.
QByteArray compressed(const QByteArrayList &parts, int windowBits)
{
    z_stream_s stream = {};
    if (deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("deflateInit2");
    QByteArray result;
    std::vector<char> piece(1 << 16);
    for (qsizetype part = 0; part < parts.size(); ++part) {
        QByteArray input = parts.at(part);
        stream.next_in = reinterpret_cast<Bytef *>(input.data());
        stream.avail_in = uInt(input.size());
        do {
            stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            stream.avail_out = uInt(piece.size());
            deflate(&stream, part + 1 == parts.size() ? Z_FINISH : Z_SYNC_FLUSH);
            result.append(piece.data(), qsizetype(piece.size() - stream.avail_out));
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
    return result;
}

/// Fed in pieces of @p step bytes; null when it failed.
QByteArray decoded(const QByteArray &bytes, const QByteArray &coding, qsizetype step)
{
    const auto decoder = ContentDecoder::create(coding);
    if (!decoder)
        return {};
    QByteArray result("");
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const QByteArray piece = bytes.mid(at, step);
        const auto fed =
            decoder->feed({piece.data(), std::size_t(piece.size())}, [&result](std::string_view plain) {
                result.append(plain.data(), qsizetype(plain.size()));
                return true;
            });
        if (!fed)
            return {};
    }
    return result;
}

} // namespace

class TestContentDecoder final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void codings_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<bool>("understood");
        for (const char *coding : {"gzip", "GZip", " x-gzip ", "deflate"})
            QTest::newRow(coding) << QByteArray(coding) << true;
        for (const char *coding : {"br", "zstd", "compress", "gzip, gzip", "identity, gzip", "aes128gcm"})
            QTest::newRow(coding) << QByteArray(coding) << false;
    }
    void codings()
    {
        QFETCH(QByteArray, coding);
        QFETCH(bool, understood);
        QCOMPARE(ContentDecoder::create(coding) != nullptr, understood);
    }

    void decodesAnyCut_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("plain");
        const QByteArray large(300'000, 'x');
        QTest::newRow("gzip") << QByteArray("gzip") << compressed({"data: a\n\n", "data: b\n\n"}, 31)
                              << QByteArray("data: a\n\ndata: b\n\n");
        QTest::newRow("deflate") << QByteArray("deflate") << compressed({"data: a\n\n", "data: b\n\n"}, 15)
                                 << QByteArray("data: a\n\ndata: b\n\n");
        QTest::newRow("much from little") << QByteArray("gzip") << compressed({large}, 31) << large;
        QTest::newRow("two members") << QByteArray("gzip") << compressed({"a"}, 31) + compressed({"b"}, 31)
                                     << QByteArray("ab");
        QTest::newRow("empty") << QByteArray("gzip") << compressed({""}, 31) << QByteArray("");
    }
    void decodesAnyCut()
    {
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, plain);
        for (const qsizetype step : {qsizetype(1), qsizetype(7), bytes.size()})
            QCOMPARE(decoded(bytes, coding, step), plain);
    }

    void aFlushedPartIsThereAtOnce()
    {
        const QByteArray both = compressed({"data: a\n\n", "data: b\n\n"}, 31);
        const QByteArray first = compressed({"data: a\n\n"}, 31);
        QVERIFY(both.size() > first.size());
        // Without the end mark the first part decodes whole.
        QVERIFY(decoded(both.left(24), "gzip", 24).startsWith("data: a\n\n"));
    }

    void damageIsAnError()
    {
        QByteArray bytes = compressed({QByteArray(1000, 'x')}, 31);
        bytes[bytes.size() - 6] = char(~bytes.at(bytes.size() - 6)); // in the checksum
        QVERIFY(decoded(bytes, "gzip", bytes.size()).isNull());
        QVERIFY(decoded("data: a\n\n", "gzip", 9).isNull());
    }

    void stopsWhenTold()
    {
        const QByteArray bytes = compressed({QByteArray(300'000, 'x')}, 31);
        const auto decoder = ContentDecoder::create("gzip");
        int calls = 0;
        QVERIFY(decoder->feed({bytes.data(), std::size_t(bytes.size())}, [&calls](std::string_view plain) {
            ++calls;
            return plain.empty(); // false: it never is
        }));
        QCOMPARE(calls, 1);
    }
};

QTEST_GUILESS_MAIN(TestContentDecoder)
#include "tst_contentdecoder.moc"
