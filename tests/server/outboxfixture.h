// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/stream/outboxhistory.h"
#include "server/stream/outboxpump.h"
#include "server/stream/streamwords.h"

namespace signalbox {

/// An outbox in memory and what reads it, without a service above.
class OutboxFixture final
{
public:
    OutboxFixture();

    /// Commits a change whose flag is @p text. The live feed hears of it with pump.pump().
    void commit(const QString &text, const QString &organization, const QString &environment);
    /// "id: 7", "data: TEXT"; ": connected"; "data: resync".
    [[nodiscard]] static StreamWords words();

    Database database;
    ChangeRepository changes;
    OutboxPump pump;
    OutboxHistory history;
};

} // namespace signalbox
