// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads of Togul's stream, several to one decoder: what it remembers of one must not change another.
#include "fuzz/check.h"
#include "providers/togul/togulevents.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <string>
#include <vector>

using namespace signalbox;

namespace {

/// A block of its own with nothing after it: reading past the end is found out.
FlagChange decoded(togul::EventDecoder &decoder, const std::string &text)
{
    const std::vector<char> exact(text.begin(), text.end());
    return decoder.decode({"message", {exact.data(), exact.size()}, {}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    FuzzedDataProvider provider(data, size);
    togul::EventDecoder shared;
    for (int count = 0; count < 8 && provider.remaining_bytes() > 0; ++count) {
        const std::string text = provider.ConsumeRandomLengthString();
        const FlagChange change = decoded(shared, text);
        FUZZ_CHECK(change.kind != FlagChange::Kind::Unreadable || !change.text.isEmpty());
        togul::EventDecoder fresh;
        const FlagChange again = decoded(fresh, text);
        FUZZ_CHECK(change.kind == again.kind);
        FUZZ_CHECK(change.flag == again.flag);
        FUZZ_CHECK(change.text == again.text);
        FUZZ_CHECK(change.version == again.version);
        FUZZ_CHECK(change.happenedAt == again.happenedAt);
    }
    return 0;
}
