// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/utf8.h"

#include <simdjson.h>

#include <cstddef>

namespace signalbox {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct LeadByte
{
    int continuations;   ///< 0: cannot begin a sequence
    unsigned char lower; ///< bounds of the first continuation byte: they exclude overlong forms,
    unsigned char upper; ///< surrogates and what is beyond U+10FFFF
};

LeadByte leadByte(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF)
        return {1, 0x80, 0xBF};
    if (byte >= 0xE0 && byte <= 0xEF) {
        return {2, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return {3, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
                static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
    }
    return {0, 0, 0};
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

void repairUtf8(std::string_view text, std::string &result)
{
    result.clear();
    const auto byteAt = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t plain = at;
        while (plain < text.size() && byteAt(plain) < 0x80)
            ++plain;
        result.append(text.substr(at, plain - at));
        at = plain;
        if (at == text.size())
            break;
        LeadByte lead = leadByte(byteAt(at));
        std::size_t next = at + 1;
        int missing = lead.continuations;
        while (missing > 0 && next < text.size() && byteAt(next) >= lead.lower
               && byteAt(next) <= lead.upper) {
            lead.lower = 0x80;
            lead.upper = 0xBF;
            ++next;
            --missing;
        }
        if (lead.continuations > 0 && missing == 0)
            result.append(text.substr(at, next - at));
        else
            result.append(replacement);
        at = next;
    }
}

} // namespace signalbox
