// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/seed/seeder.h"
#include "server/service/accountservice.h"
#include "server/service/apikeyservice.h"
#include "server/service/flagservice.h"
#include "server/service/projectservice.h"
#include "support/manualclock.h"

#include <memory>

namespace signalbox {

/// The practice shop in memory with all services, on a clock moved by hand; no network.
class StoreFixture final
{
public:
    StoreFixture();

    [[nodiscard]] Caller caller(const QString &role) const;
    [[nodiscard]] QString projectId() const { return Seeder::demoProjectId(); }
    [[nodiscard]] QString environmentId(const QString &key = QStringLiteral("production")) const;
    /// Of the seeded flag in production; an empty record where there is none.
    [[nodiscard]] FlagWithRules flag(const QString &key);
    /// type and flag key of every change after @p version, in order.
    [[nodiscard]] QStringList outboxAfter(qint64 version);

    ManualClock clock;
    Database database;
    std::unique_ptr<ChangeLog> changes;
    std::unique_ptr<PasswordChecker> passwords;
    std::unique_ptr<AccountService> accounts;
    std::unique_ptr<ProjectService> projects;
    std::unique_ptr<FlagService> flags;
    std::unique_ptr<ApiKeyService> keys;
    SeedResult seeded;
};

} // namespace signalbox
