// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/service/evaluation.h"
#include "server/storage/flagrepository.h"
#include "server/storage/projectrepository.h"
#include "server/storage/readcache.h"

namespace signalbox {

struct NewFlag
{
    QString environmentId;
    QString key;
    QString name;
    std::optional<QString> description;
    bool enabled = true;
    FlagValue defaultValue = false;
};

/// Absent stays as it is; description may be set to nothing.
struct FlagEdit
{
    std::optional<QString> name;
    std::optional<std::optional<QString>> description;
    std::optional<bool> enabled;
    std::optional<FlagValue> defaultValue;
};

struct RuleEdit
{
    std::optional<int> priority;
    std::optional<std::optional<QString>> attribute;
    std::optional<std::optional<QString>> comparison;
    std::optional<std::optional<QString>> operandJson;
    std::optional<std::optional<int>> percentage;
    std::optional<QString> bucketBy;
    std::optional<FlagValue> value;
    std::optional<bool> active;
};

struct EvaluationAnswer
{
    FlagRecord flag;
    Evaluation evaluation;
};

/// Use cases on flags and rules. Each change, its audit entry and its stream event are one transaction.
class FlagService final
{
public:
    FlagService(Database &database, ChangeLog &changes);

    /// All environments of the project, by key.
    [[nodiscard]] Outcome<QVector<FlagRecord>> flags(const Caller &caller, const QString &projectId);
    [[nodiscard]] Outcome<FlagWithRules> flag(const Caller &caller, const QString &projectId,
                                              const QString &id);
    [[nodiscard]] Outcome<FlagRecord> createFlag(const Caller &caller, const QString &projectId,
                                                 const NewFlag &wanted);
    /// Also a change to what already is counts as a change: it gets a new time and an event.
    [[nodiscard]] Outcome<FlagRecord> editFlag(const Caller &caller, const QString &projectId,
                                               const QString &id, const FlagEdit &edit);
    [[nodiscard]] Outcome<void> removeFlag(const Caller &caller, const QString &projectId, const QString &id);

    /// @p wanted: flagId and everything a person sets; id and times are given here.
    [[nodiscard]] Outcome<RuleRecord> createRule(const Caller &caller, const QString &projectId,
                                                 const RuleRecord &wanted);
    [[nodiscard]] Outcome<RuleRecord> editRule(const Caller &caller, const QString &projectId,
                                               const QString &id, const RuleEdit &edit);
    [[nodiscard]] Outcome<void> removeRule(const Caller &caller, const QString &projectId, const QString &id);

    /// What the program behind @p caller's key gets. Needs scope server or sdk, and the key's own
    /// environment.
    [[nodiscard]] Outcome<EvaluationAnswer> evaluateFlag(const KeyCaller &caller, const QString &flagKey,
                                                         const QString &environmentKey,
                                                         const EvaluationContext &context);
    /// The same of the key's own environment, without a word about it.
    [[nodiscard]] Outcome<EvaluationAnswer> evaluateFlag(const KeyCaller &caller, const QString &flagKey,
                                                         const EvaluationContext &context);
    /// Of all flags there, by key.
    [[nodiscard]] Outcome<QVector<EvaluationAnswer>> evaluateAll(const KeyCaller &caller,
                                                                 const EvaluationContext &context);
    /// Values given so far.
    [[nodiscard]] quint64 evaluations() const { return m_evaluations; }

private:
    [[nodiscard]] Outcome<void> ownedProject(const Caller &caller, const QString &projectId);
    [[nodiscard]] Outcome<FlagRecord> ownedFlag(const Caller &caller, const QString &projectId,
                                                const QString &id);
    struct RuleInFlag
    {
        RuleRecord rule;
        FlagRecord flag;
    };
    [[nodiscard]] Outcome<RuleInFlag> ownedRule(const Caller &caller, const QString &projectId,
                                                const QString &id);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectRepository m_projects;
    FlagRepository m_flags;
    ReadCache<std::pair<QString, QString>, FlagWithRules> m_evaluated; ///< by environment and key
    quint64 m_evaluations = 0;
};

} // namespace signalbox
