// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/refusal.h"

#include <QVariantList>

namespace signalbox {

/// Hears of every statement that changes the database, in order, inside its transaction.
class StatementRecorder
{
public:
    StatementRecorder() = default;
    virtual ~StatementRecorder() = default;
    StatementRecorder(const StatementRecorder &) = delete;
    StatementRecorder &operator=(const StatementRecorder &) = delete;

    virtual void executed(const QString &sql, const QVariantList &values) = 0;
    /// The last thing of a transaction: what is written here belongs to it. A refusal rolls all of it back.
    [[nodiscard]] virtual Outcome<void> committing() = 0;
    /// The transaction is over, one way or the other.
    virtual void ended(bool committed) = 0;
};

} // namespace signalbox
