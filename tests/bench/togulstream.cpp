// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/togulstream.h"

namespace signalbox::bench {

std::string flagKey(int number)
{
    return "checkout-flag-" + std::to_string(10 + number % flagCount);
}

std::string environmentId(int number)
{
    return "9d1b7c34-6f7a-4b0a-8f58-4f9d8b7f0e" + std::to_string(11 + number % 3);
}

std::vector<std::string> togulFrames()
{
    std::vector<std::string> frames;
    for (int number = 0; number < 1'000; ++number) {
        const std::string time = std::to_string(1'781'187'000 + number);
        std::string frame = "data: {\"type\":\"flag.updated\",\"flag_key\":\"" + flagKey(number)
                            + "\",\"environment_id\":\"" + environmentId(number)
                            + "\",\"version\":0,\"timestamp\":" + time;
        frame.append(frameBytes - frame.size() - 3, ' '); // white space is allowed there
        frame += "}\n\n";
        frames.push_back(frame);
    }
    return frames;
}

std::string_view dataOf(std::string_view frame)
{
    frame.remove_prefix(std::string_view("data: ").size());
    frame.remove_suffix(2);
    return frame;
}

std::uint64_t chained(std::uint64_t hash, std::string_view data)
{
    for (const char byte : data)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL; // FNV-1a
    return hash;
}

} // namespace signalbox::bench
