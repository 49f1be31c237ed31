// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/security/passwords.h"
#include "server/storage/database.h"

#include <QJsonObject>
#include <QVector>

namespace signalbox {

enum class Seed {
    None,
    Empty, ///< an organisation and its owner
    Demo,  ///< a shop: project, three environments, about 40 flags, configs, colleagues, keys
};

struct SeededLogin
{
    QString email;
    QString password;
    QString token = {}; ///< a personal access token of the same account
};

struct SeededKey
{
    QString environment;
    QString scope;
    QString secret;
};

struct SeedResult
{
    SeededLogin login;
    QVector<SeededKey> keys;
};

/// Fills a database once. A database that was seeded before keeps its flags and only gets its credentials set
/// to those of this start, so a practice server may be stopped and started.
class Seeder final
{
public:
    Seeder(Database &database, const Clock &clock, PasswordCost cost);

    /// @p password: of the seeded sign-ins; random when empty. Keys follow from it. Invalid when the database
    /// holds something else than this seed.
    [[nodiscard]] Outcome<SeedResult> run(Seed seed, const QString &password);

    /// Ids are the same in every seeded database: a client that comes back after a restart knows them.
    [[nodiscard]] static QString stableId(const QString &name);
    [[nodiscard]] static QString demoProjectId();
    [[nodiscard]] static QString demoEnvironmentId(const QString &key);
    /// People of the practice shop who change things.
    [[nodiscard]] static QStringList colleagueIds();
    [[nodiscard]] static QString organizationId();

private:
    struct Account
    {
        QString id;
        QString name;
        QString email;
        QString role;
        bool signsIn = false;
    };
    [[nodiscard]] static QVector<Account> accounts(Seed seed);

    [[nodiscard]] Outcome<void> fill(Seed seed);
    [[nodiscard]] Outcome<void> addPeople(Seed seed);
    [[nodiscard]] Outcome<void> addShop();
    [[nodiscard]] Outcome<void> addFlags(const QString &environmentId, int environmentIndex);
    [[nodiscard]] Outcome<void> addConfigs();
    [[nodiscard]] Outcome<void> addAiFiles(const QString &environmentId);
    [[nodiscard]] Outcome<void> addPlan();
    [[nodiscard]] Outcome<void> addHistory();
    [[nodiscard]] Outcome<void> setPasswords(Seed seed, const QString &password);
    [[nodiscard]] Outcome<QVector<SeededKey>> setKeys(const QString &password);
    [[nodiscard]] Outcome<QString> setToken(const Account &account, const QString &password);
    [[nodiscard]] WallTime ago(std::chrono::minutes minutes) const;

    struct PastChange
    {
        WallTime time;
        QString actorId;
        QString action;
        QString flagId;
        QString environmentId;
        QJsonObject before;
        QJsonObject after;
    };

    Database &m_database;
    const Clock &m_clock;
    const PasswordCost m_cost;
    QVector<PastChange> m_history;
};

} // namespace signalbox
