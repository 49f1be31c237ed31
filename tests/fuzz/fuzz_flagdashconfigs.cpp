// SPDX-License-Identifier: GPL-3.0-or-later
// What FlagDash answers about configs, AI configs and schedules. The first byte chooses who reads.
#include "core/limits.h"
#include "fuzz/check.h"
#include "providers/flagdash/flagdashconfigjson.h"

#include <algorithm>

using namespace signalbox;

namespace {

void checkRecord(const Flag &record, FlagKind kind)
{
    FUZZ_CHECK(!record.key.isEmpty());
    FUZZ_CHECK(!record.id.isEmpty());
    FUZZ_CHECK(!record.environment.isEmpty());
    FUZZ_CHECK(record.kind() == kind);
    FUZZ_CHECK(record.config);
    FUZZ_CHECK(!record.rules || record.rules->isEmpty());
    if (record.defaultValue)
        FUZZ_CHECK(displayText(*record.defaultValue).size() <= limits::configValueLength * 2);
}

void checkRecords(const Result<QVector<Flag>> &records, FlagKind kind)
{
    if (records) {
        for (const Flag &record : *records)
            checkRecord(record, kind);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const EnvironmentId environment(QStringLiteral("env"));
    switch (data[0] % 7) {
    case 0: checkRecords(flagdash::readConfigs(body, environment), FlagKind::Config); break;
    case 1: checkRecords(flagdash::readServerConfigs(body, environment), FlagKind::Config); break;
    case 2: checkRecords(flagdash::readAiConfigs(body, environment), FlagKind::AiConfig); break;
    case 3:
        if (const auto record = flagdash::readConfigIn(body, environment))
            checkRecord(*record, FlagKind::Config);
        break;
    case 4:
        if (const auto record = flagdash::readAiConfig(body, environment))
            checkRecord(*record, FlagKind::AiConfig);
        break;
    case 5:
        if (const auto value = flagdash::readConfigValue(body, environment); value && *value) {
            // What was read can be ordered again.
            const QByteArray order = flagdash::writeConfigValue(**value);
            FUZZ_CHECK(!order.isEmpty());
        }
        break;
    default:
        if (const auto open = flagdash::readSchedules(body)) {
            FUZZ_CHECK(std::is_sorted(open->cbegin(), open->cend(),
                                      [](const Schedule &a, const Schedule &b) { return a.at < b.at; }));
        }
    }
    return 0;
}
