// SPDX-License-Identifier: GPL-3.0-or-later
// The parser against any bytes in any cut: the same bytes whole, cut where the input says and cut everywhere
// mean the same, and the same as the standard's own algorithm written down naively.
#include "fuzz/check.h"
#include "protocol/sseparser.h"
#include "protocol/utf8.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace signalbox;

namespace {

/// Writes down what it is told, each thing with its length so that no text can look like another.
class Recorder final : public SseSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        m_record += 'e';
        for (const std::string_view text : {event.type, event.data, event.lastEventId})
            add(text);
    }
    void sseComment(std::string_view text) override
    {
        m_record += 'c';
        add(text);
    }
    void sseRetry(std::chrono::milliseconds time) override
    {
        m_record += 'r';
        add(std::to_string(time.count()));
    }

    [[nodiscard]] const std::string &record() const { return m_record; }

private:
    void add(std::string_view text)
    {
        FUZZ_CHECK(isValidUtf8(text));
        m_record += std::to_string(text.size());
        m_record += ':';
        m_record += text;
    }

    std::string m_record;
};

struct Outcome
{
    std::string record;
    std::string lastEventId;
    bool fits = true;
};

/// @p cuts in rising order.
Outcome parsed(const std::string &bytes, const std::vector<std::size_t> &cuts, SseLimits limits)
{
    SseParser parser(limits);
    Recorder recorder;
    Outcome outcome;
    std::size_t from = 0;
    const auto feed = [&](std::size_t until) {
        // A block of its own, which is gone afterwards: a view that was kept would be found out.
        const std::vector<char> piece(bytes.begin() + std::ptrdiff_t(from),
                                      bytes.begin() + std::ptrdiff_t(until));
        if (!parser.feed({piece.data(), piece.size()}, recorder))
            outcome.fits = false;
        from = until;
    };
    for (const std::size_t cut : cuts)
        feed(cut);
    feed(bytes.size());
    outcome.record = recorder.record();
    outcome.lastEventId = parser.lastEventId();
    return outcome;
}

std::string repaired(std::string_view text)
{
    std::string result;
    repairUtf8(text, result);
    return result;
}

/// HTML standard 9.2.6, step by step, with neither limits nor haste.
Outcome standard(std::string bytes)
{
    Recorder recorder;
    Outcome outcome;
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.erase(0, 3);
    std::string data;
    std::string type;
    std::string idBuffer;
    std::string lastId;
    std::size_t at = 0;
    while (true) {
        const std::size_t end = bytes.find_first_of("\r\n", at);
        if (end == std::string::npos)
            break; // an unfinished line at the end of the file is not a line
        const std::string line = bytes.substr(at, end - at);
        at = end + (bytes.compare(end, 2, "\r\n") == 0 ? 2 : 1);
        if (line.empty()) {
            lastId = idBuffer;
            if (!data.empty()) {
                data.pop_back(); // the trailing line feed
                recorder.sseEvent(
                    {type.empty() ? "message" : repaired(type), repaired(data), repaired(lastId)});
            }
            data.clear();
            type.clear();
            continue;
        }
        const std::size_t colon = line.find(':');
        if (colon == 0) {
            recorder.sseComment(repaired(line.substr(1)));
            continue;
        }
        const std::string name = line.substr(0, colon);
        std::string value = colon == std::string::npos ? std::string() : line.substr(colon + 1);
        if (value.starts_with(' '))
            value.erase(0, 1);
        if (name == "data")
            data += value + '\n';
        else if (name == "event")
            type = value;
        else if (name == "id" && value.find('\0') == std::string::npos)
            idBuffer = value;
        else if (name == "retry" && !value.empty()
                 && value.find_first_not_of("0123456789") == std::string::npos) {
            value.erase(0, std::min(value.find_first_not_of('0'), value.size() - 1));
            constexpr std::chrono::milliseconds cap = limits::sseRetryCap;
            recorder.sseRetry(
                value.size() > 18 ? cap : std::min(cap, std::chrono::milliseconds(std::stoll(value))));
        }
    }
    outcome.record = recorder.record();
    outcome.lastEventId = repaired(lastId);
    return outcome;
}

void checkSame(const Outcome &a, const Outcome &b)
{
    FUZZ_CHECK(a.record == b.record);
    FUZZ_CHECK(a.lastEventId == b.lastEventId);
    FUZZ_CHECK(a.fits == b.fits);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    FuzzedDataProvider provider(data, size);
    std::vector<std::size_t> cuts(provider.ConsumeIntegralInRange<std::size_t>(0, 8));
    for (std::size_t &cut : cuts)
        cut = provider.ConsumeIntegral<std::uint16_t>();
    const bool tight = provider.ConsumeProbability<float>() < 0.25F;
    const std::string bytes = provider.ConsumeRemainingBytesAsString();
    for (std::size_t &cut : cuts)
        cut %= bytes.size() + 1;
    std::sort(cuts.begin(), cuts.end());

    const SseLimits limits = tight ? SseLimits{.lineBytes = 24, .eventBytes = 32} : SseLimits{};
    const Outcome whole = parsed(bytes, {}, limits);
    checkSame(whole, parsed(bytes, cuts, limits));
    std::vector<std::size_t> everywhere(bytes.size());
    for (std::size_t at = 0; at < everywhere.size(); ++at)
        everywhere[at] = at;
    checkSame(whole, parsed(bytes, everywhere, limits));
    if (whole.fits)
        checkSame(whole, standard(bytes));
    return 0;
}
