// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of Togul's management interface.
#include "core/limits.h"
#include "fuzz/check.h"
#include "providers/common/projecttree.h"
#include "providers/togul/toguljson.h"

#include <cstdint>

using namespace signalbox;

namespace {

template <typename T>
void checkError(const Result<T> &result)
{
    if (!result) {
        FUZZ_CHECK(result.error().kind == ErrorKind::BadAnswer || result.error().kind == ErrorKind::TooLarge);
        FUZZ_CHECK(!result.error().detail.isEmpty());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray body(reinterpret_cast<const char *>(data), qsizetype(size));
    checkError(togul::readSession(body));
    checkError(api::readProjects(body));
    checkError(togul::readEnvironments(body));
    const auto flags = togul::readFlags(body);
    checkError(flags);
    if (flags) {
        FUZZ_CHECK(flags->size() <= limits::flagsPerEnvironment);
        for (const Flag &flag : *flags)
            FUZZ_CHECK(!flag.key.isEmpty());
    }
    checkError(togul::readFlag(body));
    for (const int status : {400, 401, 403, 404, 409, 429, 503}) {
        const Error error = togul::readError(status, body);
        FUZZ_CHECK(error.detail.size() <= limits::errorDetailLength);
    }
    return 0;
}
