// SPDX-License-Identifier: GPL-3.0-or-later
// What FlagDash answers and what its stream says. The first byte chooses who reads.
#include "core/effect.h"
#include "core/limits.h"
#include "fuzz/check.h"
#include "providers/flagdash/flagdashevents.h"
#include "providers/flagdash/flagdashjson.h"

#include <string_view>

using namespace signalbox;

namespace {

void checkFlag(const Flag &flag)
{
    FUZZ_CHECK(!flag.key.isEmpty());
    FUZZ_CHECK(!flag.id.isEmpty());
    if (flag.rules)
        FUZZ_CHECK(flag.rules->constLast().kind == RuleKind::Percentage);
    static_cast<void>(effectOf(flag, true));
    static_cast<void>(effectOf(flag, false));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const EnvironmentId environment(QStringLiteral("env"));
    switch (data[0] % 6) {
    case 0:
        if (const auto read = flagdash::readFlags(body)) {
            for (const Flag &flag : *read) {
                checkFlag(flag);
                FUZZ_CHECK(!flag.environment.isEmpty());
            }
        }
        break;
    case 1:
        if (const auto flags = flagdash::readServerFlags(body, environment)) {
            for (const Flag &flag : *flags)
                checkFlag(flag);
        }
        break;
    case 2: static_cast<void>(flagdash::readChanged(body, environment)); break;
    case 3: FUZZ_CHECK(flagdash::readError(500, body).detail.size() <= limits::errorDetailLength); break;
    case 4: {
        const qsizetype cut = body.indexOf('\n');
        const std::string_view all(body.constData(), std::size_t(body.size()));
        const std::string_view type = cut < 0 ? "message" : all.substr(0, std::size_t(cut));
        const FlagChange change = flagdash::decodeEvent({type, all.substr(std::size_t(cut + 1)), {}});
        FUZZ_CHECK(change.text.size() <= limits::errorDetailLength);
        FUZZ_CHECK(!change.value);
        break;
    }
    default: static_cast<void>(flagdash::readRights(body));
    }
    return 0;
}
