// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

namespace signalbox::flagdash {

/// How the stream is asked for: providers/flagdash.md 9. The key goes into a header; where that is refused,
/// into the query; where there is no such path, to the other one.
class StreamWay final
{
public:
    /// @p query: what the address says besides, encoded.
    [[nodiscard]] StreamRequest request(const QUrl &baseUrl, const QByteArray &key,
                                        QByteArrayList query) const;
    /// Takes the next way. False where there is none: then it is all over again, should somebody ask anew.
    bool tryOther(int refusedWith, bool keyMayBeInAddress);

private:
    enum class Way { Header, Query, OtherPath };
    Way m_way = Way::Header;
};

} // namespace signalbox::flagdash
