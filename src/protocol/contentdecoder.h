// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace signalbox {

/// Undoes one gzip or deflate coding (RFC 9110 8.4.1) while the bytes arrive. A stream asks for none, because
/// a compressing proxy holds events back; but a server that compresses all the same is understood.
class ContentDecoder final
{
public:
    /// For a Content-Encoding other than identity; null for one that is not understood, also for several.
    [[nodiscard]] static std::unique_ptr<ContentDecoder> create(const QByteArray &contentEncoding);
    ~ContentDecoder();

    /// Takes the next bytes as they came and hands over, in pieces of at most 64 KiB, what can be decoded so
    /// far. @p take answers false to stop. Fails with BadAnswer when the bytes are damaged.
    Result<void> feed(std::string_view bytes, const std::function<bool(std::string_view)> &take);

private:
    explicit ContentDecoder(std::unique_ptr<z_stream_s> stream);

    std::unique_ptr<z_stream_s> m_stream;
    std::vector<char> m_piece;
    bool m_ended = false; ///< a member is complete; another one may follow
};

} // namespace signalbox
