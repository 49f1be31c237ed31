// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/togulstream.h"

namespace signalbox::bench {

std::vector<std::string> togulFrames()
{
    std::vector<std::string> frames;
    for (int number = 0; number < 1'000; ++number) {
        const std::string key = "checkout-flag-" + std::to_string(10 + number % 40);
        const std::string environment =
            "9d1b7c34-6f7a-4b0a-8f58-4f9d8b7f0e" + std::to_string(11 + number % 3);
        const std::string time = std::to_string(1'781'187'000 + number);
        std::string frame = "data: {\"type\":\"flag.updated\",\"flag_key\":\"" + key
                            + "\",\"environment_id\":\"" + environment
                            + "\",\"version\":0,\"timestamp\":" + time;
        frame.append(154 - frame.size() - 3, ' '); // white space is allowed there
        frame += "}\n\n";
        frames.push_back(frame);
    }
    return frames;
}

} // namespace signalbox::bench
