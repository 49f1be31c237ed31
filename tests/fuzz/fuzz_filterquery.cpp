// SPDX-License-Identifier: GPL-3.0-or-later
// What a person types into a filter field. A wrong filter is marked inside the text; a right one can be
// asked.
#include "fuzz/check.h"
#include "model/filterquery.h"

#include <cstdint>

using namespace signalbox;
using namespace Qt::StringLiterals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto query =
        FilterQuery::parse(text, {u"flag"_s, u"type"_s, u"env"_s, u"by"_s, u"source"_s, u"latency"_s});
    if (!query) {
        FUZZ_CHECK(query.error().position >= 0 && query.error().length >= 0);
        FUZZ_CHECK(query.error().position + query.error().length <= text.size());
        return 0;
    }
    for (const FilterQuery::Term &term : query->terms())
        FUZZ_CHECK(!term.isComparison() || term.field == u"latency");
    const auto answers = [&](const QString &value) {
        return query->matches([&value](const QString &) { return value; });
    };
    (void)answers({});
    (void)answers(text);
    (void)answers(u"checkout-v2 mia@example.org 14:02:09"_s);
    return 0;
}
