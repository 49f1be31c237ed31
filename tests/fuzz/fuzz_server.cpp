// SPDX-License-Identifier: GPL-3.0-or-later
// What a server of ours takes from another one and from whoever asks it. The first byte chooses the reader.
#include "faults/faultjson.h"
#include "fuzz/check.h"
#include "server/dialects/jsonbody.h"
#include "server/http/percentcoding.h"
#include "server/region/logentry.h"

#include <QJsonDocument>

#include <cstdint>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

/// What is taken is run as SQL: it names one of our tables, is one statement, and survives being handed on.
void readEntry(const QByteArray &body)
{
    const auto entry = entryFromJson(QJsonDocument::fromJson(body).object());
    if (!entry)
        return;
    for (const LoggedStatement &statement : entry->statements) {
        FUZZ_CHECK(isReplicable(statement.sql));
        FUZZ_CHECK(!statement.sql.contains(u';'));
    }
    const QByteArray text = entryText(*entry);
    const auto again = entryFromJson(QJsonDocument::fromJson(text).object());
    FUZZ_CHECK(again);
    FUZZ_CHECK(entryText(*again) == text);
}

/// A body is one JSON object; after the first fault every reader gives something harmless.
void readBody(const QByteArray &body)
{
    JsonBody json = JsonBody::parse(body, true);
    const auto key = json.text(u"key"_s);
    const auto enabled = json.yesNo(u"enabled"_s);
    const auto percentage = json.integerOrNull(u"percentage"_s);
    const auto value = json.value(u"default_value"_s);
    const auto list = json.textList(u"values"_s);
    const auto when = json.timeOrNull(u"scheduled_at"_s);
    const auto context = json.texts(u"context"_s);
    const bool wasWrong = json.problem().has_value();
    FUZZ_CHECK(!json.isEmpty() || wasWrong || (!key && !enabled && !percentage && !value && !list && !when));
    FUZZ_CHECK(!json.isEmpty() || context.isEmpty());
    const QString required = json.requiredText(u"name"_s);
    FUZZ_CHECK(!json.isEmpty() || json.problem()); // what is required is missed
    if (wasWrong)
        FUZZ_CHECK(json.problem() && required.size() <= body.size());
}

/// A plan that is taken is written as one that is taken and says the same.
void readPlan(const QByteArray &body)
{
    const auto plan = readFaultPlan(body);
    if (!plan)
        return;
    const QByteArray text = writeFaultPlan(*plan);
    const auto again = readFaultPlan(text);
    FUZZ_CHECK(again);
    FUZZ_CHECK(writeFaultPlan(*again) == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    switch (data[0] % 4) {
    case 0: readEntry(body); break;
    case 1: readBody(body); break;
    case 2: readPlan(body); break;
    default: FUZZ_CHECK(percentDecoded(body).size() <= body.size()); break;
    }
    return 0;
}
