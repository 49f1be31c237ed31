// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Flags and their rules.
class FlagRepository final
{
public:
    explicit FlagRepository(Database &database) : m_database(database) {}

    /// All environments of the project, by key and then by the age of the environment.
    [[nodiscard]] Outcome<QVector<FlagRecord>> flagsOfProject(const QString &projectId);
    [[nodiscard]] Outcome<QVector<FlagRecord>> flagsOfEnvironment(const QString &environmentId);
    [[nodiscard]] Outcome<std::optional<FlagRecord>> flag(const QString &projectId, const QString &id);
    [[nodiscard]] Outcome<std::optional<FlagRecord>> flagByKey(const QString &environmentId,
                                                               const QString &key);
    /// In the environments of the project that have it, the oldest environment first.
    [[nodiscard]] Outcome<QVector<FlagRecord>> flagsByKey(const QString &projectId, const QString &key);
    [[nodiscard]] Outcome<void> insert(const FlagRecord &flag);
    [[nodiscard]] Outcome<void> update(const FlagRecord &flag);
    [[nodiscard]] Outcome<void> removeFlag(const QString &id);

    /// In the order they run.
    [[nodiscard]] Outcome<QVector<RuleRecord>> rules(const QString &flagId);
    [[nodiscard]] Outcome<std::optional<RuleRecord>> rule(const QString &projectId, const QString &id);
    [[nodiscard]] Outcome<void> insert(const RuleRecord &rule);
    [[nodiscard]] Outcome<void> update(const RuleRecord &rule);
    [[nodiscard]] Outcome<void> removeRule(const QString &id);

    // Flags together with their rules, in the order of the flags.
    [[nodiscard]] Outcome<FlagWithRules> withRules(const FlagRecord &flag);
    [[nodiscard]] Outcome<QVector<FlagWithRules>> withRules(const QVector<FlagRecord> &flags);
    [[nodiscard]] Outcome<QVector<FlagWithRules>> withRulesOfProject(const QString &projectId);
    [[nodiscard]] Outcome<QVector<FlagWithRules>> withRulesOfEnvironment(const QString &environmentId);

private:
    Database &m_database;
};

} // namespace signalbox
