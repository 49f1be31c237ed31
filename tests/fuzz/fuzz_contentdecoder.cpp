// SPDX-License-Identifier: GPL-3.0-or-later
// Compressed bodies: damaged, cut anywhere, growing without bound.
#include "fuzz/check.h"
#include "protocol/contentdecoder.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <string>

using namespace signalbox;

namespace {

constexpr std::size_t enough = 1 << 20; ///< a few bytes can stand for very many

struct Outcome
{
    std::string plain;
    bool works = true;
};

Outcome decoded(const std::string &bytes, std::size_t step)
{
    const auto decoder = ContentDecoder::create("gzip");
    Outcome outcome;
    for (std::size_t at = 0; at < bytes.size() && outcome.works && outcome.plain.size() < enough;
         at += step) {
        const std::string piece = bytes.substr(at, step);
        outcome.works = decoder
                            ->feed(piece,
                                   [&outcome](std::string_view plain) {
                                       FUZZ_CHECK(!plain.empty() && plain.size() <= (64 << 10));
                                       outcome.plain += plain;
                                       return outcome.plain.size() < enough;
                                   })
                            .has_value();
    }
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    FuzzedDataProvider provider(data, size);
    const std::size_t step = provider.ConsumeIntegralInRange<std::size_t>(1, 64);
    const std::string bytes = provider.ConsumeRemainingBytesAsString();
    const Outcome whole = decoded(bytes, bytes.size() + 1);
    const Outcome cut = decoded(bytes, step);
    if (whole.plain.size() < enough && cut.plain.size() < enough) {
        FUZZ_CHECK(whole.works == cut.works);
        FUZZ_CHECK(whole.plain == cut.plain);
    }
    return 0;
}
