// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded session from anywhere. However the bytes are cut, the same lines are good and the same place is
// named; the first byte of the input is the size of the cuts.
#include "fuzz/check.h"
#include "operations/sessionscanner.h"

#include <cstdint>

using namespace signalbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const qsizetype step = 1 + data[0];
    const QByteArrayView bytes(data + 1, qsizetype(size - 1));
    const SessionScan whole = scanSession(bytes);
    FUZZ_CHECK(whole.goodBytes >= 0 && whole.goodBytes <= bytes.size() + 1);
    qint64 end = 0;
    for (const SessionStep &one : whole.steps) {
        FUZZ_CHECK(one.offset >= end && one.length >= 0);
        end = one.offset + one.length;
        FUZZ_CHECK(end <= bytes.size());
    }

    SessionScanner cut;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        if (!cut.feed(bytes.sliced(at, qMin(step, bytes.size() - at))))
            break;
    }
    cut.finish();
    const SessionScan &pieces = cut.scan();
    FUZZ_CHECK(pieces.header.has_value() == whole.header.has_value());
    FUZZ_CHECK(pieces.steps.size() == whole.steps.size());
    FUZZ_CHECK(pieces.goodBytes == whole.goodBytes && pieces.rows == whole.rows);
    FUZZ_CHECK(pieces.damage == whole.damage);
    return 0;
}
