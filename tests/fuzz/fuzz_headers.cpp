// SPDX-License-Identifier: GPL-3.0-or-later
// Values of header fields that a server chooses.
#include "fuzz/check.h"
#include "protocol/httpdate.h"
#include "protocol/mediatype.h"

#include "core/limits.h"

#include <cstdint>

using namespace signalbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray value(reinterpret_cast<const char *>(data), qsizetype(size));
    const WallTime now(std::chrono::milliseconds(1'781'187'600'000));

    const QByteArray type = extractMediaType(value);
    FUZZ_CHECK(type.isEmpty() || type.count('/') == 1);
    FUZZ_CHECK(type == type.toLower() && !type.contains(' ') && !type.contains(';'));
    FUZZ_CHECK(extractMediaType(type) == type);
    FUZZ_CHECK(extractMediaType(value + ", text/event-stream") == "text/event-stream"
               || value.contains('"')); // a quote that is open swallows it

    if (const auto wait = parseRetryAfter(value, now))
        FUZZ_CHECK(wait->count() >= 0 && *wait <= limits::serverRetryCap);
    if (const auto date = parseHttpDate(value, now))
        FUZZ_CHECK(date->isValid());
    return 0;
}
