// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/flagservice.h"
#include "server/service/projectreach.h"
#include "server/service/wholeedit.h"

namespace signalbox {

/// One flag of a project: what is stored for its key in each environment that has it. FlagDash's view; the
/// store, like Togul, knows a flag per environment only.
struct ProjectFlag
{
    QString id;                          ///< follows from project and key
    QVector<FlagWithRules> environments; ///< the oldest environment first, never empty

    /// Tells the name and whatever else a flag has once for all environments in FlagDash.
    [[nodiscard]] const FlagRecord &leading() const { return environments.first().flag; }
};

struct NewProjectFlag
{
    QString key;
    QString name;
    std::optional<QString> description;
    QString type; ///< boolean, string, number or json
    QStringList tags;
    std::optional<FlagValue> defaultValue; ///< absent: the type's empty value
};

/// Use cases on flags by project and key. What is said of the flag as a whole is written in every environment
/// the caller reaches; a key reaches its own only, and sees no other. Each change, its audit entries and its
/// stream events (one per environment) are one transaction.
class ProjectFlagService final
{
public:
    ProjectFlagService(Database &database, ChangeLog &changes);

    [[nodiscard]] static QString flagId(const QString &projectId, const QString &key);

    /// By key.
    [[nodiscard]] Outcome<QVector<ProjectFlag>> flags(const Caller &caller, const QString &projectId);
    [[nodiscard]] Outcome<ProjectFlag> flag(const Caller &caller, const QString &projectId,
                                            const QString &key);
    /// Off everywhere, with a rollout to everybody that serves true, of other types the default.
    [[nodiscard]] Outcome<ProjectFlag> create(const Caller &caller, const QString &projectId,
                                              const NewProjectFlag &wanted);
    [[nodiscard]] Outcome<ProjectFlag> edit(const Caller &caller, const QString &projectId,
                                            const QString &key, const WholeEdit &edit);
    [[nodiscard]] Outcome<void> remove(const Caller &caller, const QString &projectId, const QString &key);

    /// On becomes off and off becomes on.
    [[nodiscard]] Outcome<FlagWithRules> toggle(const Caller &caller, const FlagPlace &place);
    [[nodiscard]] Outcome<FlagWithRules> setRollout(const Caller &caller, const FlagPlace &place,
                                                    int percentage);
    /// Replaces what Targeting calls the rules. One whose id is known keeps its id and its side of the
    /// rollout, so that what was read can be written back; others come before the rollout, in order. What is
    /// unsaid comes last.
    [[nodiscard]] Outcome<FlagWithRules> setRules(const Caller &caller, const FlagPlace &place,
                                                  const QVector<RuleRecord> &wanted);

    /// Replaces the values between which the rollout divides its users; their weights are 100 together. One
    /// whose key is known keeps its id. None: the rollout serves its own value again.
    [[nodiscard]] Outcome<FlagWithRules> setVariations(const Caller &caller, const FlagPlace &place,
                                                       const QVector<VariationRecord> &wanted);

    /// All flags of the key's environment, for evaluating them.
    [[nodiscard]] Outcome<QVector<FlagWithRules>> flagsFor(const Caller &key);
    [[nodiscard]] Outcome<FlagWithRules> flagFor(const Caller &key, const QString &flagKey);
    /// Flags handed out by these two so far.
    [[nodiscard]] quint64 evaluations() const { return m_evaluations; }

private:
    [[nodiscard]] Outcome<FlagWithRules> reachFlag(const Caller &caller, const FlagPlace &place);
    [[nodiscard]] Outcome<QVector<FlagRecord>> reachRecords(const Caller &caller, const QString &projectId,
                                                            const QString &key);
    [[nodiscard]] Outcome<ProjectFlag> withRules(const QString &projectId, const QString &key,
                                                 const QVector<FlagRecord> &records);
    [[nodiscard]] Outcome<void> insert(const Caller &caller, const QString &projectId,
                                       const FlagRecord &flag);
    [[nodiscard]] Outcome<void> update(const Caller &caller, const QString &projectId,
                                       const FlagRecord &before, const FlagRecord &after,
                                       const QString &aspect = {});
    [[nodiscard]] Outcome<void> replaceRules(const FlagWithRules &before, const QVector<RuleRecord> &after);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectReach m_reach;
    FlagRepository m_flags;
    quint64 m_evaluations = 0;
};

} // namespace signalbox
