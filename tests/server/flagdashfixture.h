// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/httpprobe.h"
#include "server/server.h"
#include "support/manualclock.h"

#include <QJsonArray>

namespace signalbox {

/// The practice shop behind a whole server, and a client that shows the demo account's token.
class FlagDashFixture final
{
public:
    explicit FlagDashFixture(ServerOptions options = {});

    [[nodiscard]] HttpProbe probeWith(const QString &credential) const;
    /// The key of an environment that may read and write flags.
    [[nodiscard]] QString key(const QString &environment) const;
    /// A new key, as a person makes one through the other dialect.
    [[nodiscard]] QString newKey(const QString &environment, const QString &scope);
    /// A person's session.
    [[nodiscard]] QString sessionOf(const QString &email) const;

    [[nodiscard]] static QString projectId() { return Seeder::demoProjectId(); }
    [[nodiscard]] static QString environmentId(const QString &key) { return Seeder::demoEnvironmentId(key); }
    /// "/api/v1/manage/flags/KEY/OPERATION?project_id=..&environment_id=.."
    [[nodiscard]] static QString path(const QString &flag, const QString &operation,
                                      const QString &environment = QStringLiteral("production"));
    /// "/api/v1/manage/flags/KEY?project_id=..", or the list.
    [[nodiscard]] static QString path(const QString &flag = {});

    /// "/api/v1/PATH?project_id=..&environment_id=.."
    [[nodiscard]] static QString placed(const QString &path,
                                        const QString &environment = QStringLiteral("production"));

    [[nodiscard]] QJsonObject flag(const QString &key);
    /// Of the flag in that environment; empty where it has none.
    [[nodiscard]] QJsonObject state(const QString &key,
                                    const QString &environment = QStringLiteral("production"));

    ManualClock clock;
    std::unique_ptr<Server> server;
    quint16 port = 0;
    std::unique_ptr<HttpProbe> probe;
};

} // namespace signalbox
