// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/contentdecoder.h"

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t pieceBytes = 64 << 10;
constexpr int gzipOrZlib = 32 + 15; // zlib.h: both headers are recognised, the largest window

} // namespace

std::unique_ptr<ContentDecoder> ContentDecoder::create(const QByteArray &contentEncoding)
{
    const QByteArray coding = contentEncoding.trimmed().toLower();
    if (coding != "gzip" && coding != "x-gzip" && coding != "deflate")
        return nullptr;
    auto stream = std::make_unique<z_stream_s>();
    if (inflateInit2(stream.get(), gzipOrZlib) != Z_OK)
        return nullptr;
    return std::unique_ptr<ContentDecoder>(new ContentDecoder(std::move(stream)));
}

ContentDecoder::ContentDecoder(std::unique_ptr<z_stream_s> stream)
    : m_stream(std::move(stream)), m_piece(pieceBytes)
{}

ContentDecoder::~ContentDecoder()
{
    inflateEnd(m_stream.get());
}

Result<void> ContentDecoder::feed(std::string_view bytes, const std::function<bool(std::string_view)> &take)
{
    // zlib takes its input as mutable for historical reasons and only reads it.
    m_stream->next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    m_stream->avail_in = uInt(bytes.size());
    do {
        if (m_ended && m_stream->avail_in > 0) {
            inflateReset(m_stream.get());
            m_ended = false;
        }
        m_stream->next_out = reinterpret_cast<Bytef *>(m_piece.data());
        m_stream->avail_out = uInt(m_piece.size());
        const int result = inflate(m_stream.get(), Z_SYNC_FLUSH);
        const std::size_t decoded = m_piece.size() - m_stream->avail_out;
        if (decoded > 0 && !take(std::string_view(m_piece.data(), decoded)))
            return {};
        if (result == Z_STREAM_END)
            m_ended = true;
        else if (result != Z_OK && result != Z_BUF_ERROR) // the latter: nothing more can be done now
            return tl::unexpected(Error{ErrorKind::BadAnswer, u"the compressed stream is damaged"_s,
                                        std::nullopt, std::nullopt});
    } while (m_stream->avail_in > 0 || m_stream->avail_out == 0);
    return {};
}

} // namespace signalbox
