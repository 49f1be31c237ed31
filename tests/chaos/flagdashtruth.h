// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/truth.h"

namespace signalbox {

/// What is really so on an imagined FlagDash. A flag and a config are one definition with a state for each
/// environment, so they come, go and are renamed in all of them at once; an AI config belongs to one
/// environment alone. Only AI configs have a time of their own.
class FlagDashTruth final : public Truth
{
public:
    using Truth::Truth;

    /// A flag or a config. Some of the latter have no value of their own.
    void create(const FlagKey &key, bool announced = true);
    void createFile(const FlagRef &file, bool announced = true);
    void remove(const FlagKey &key);
    void removeFile(const FlagRef &file);
    /// Puts a flag or a config aside: no list has it any more, and it can be asked for all the same.
    void archive(const FlagKey &key);
    void restore(const FlagKey &key);

    /// The switch of a flag; a config or an AI config that is active or not.
    void flip(const FlagRef &ref, bool announced = true);
    void setRollout(const FlagRef &flag, int percentage, bool announced = true);
    /// Which country the flag's one targeting rule names; none where @p country is empty.
    void setTargeting(const FlagRef &flag, const QString &country);
    /// A config's own value; absent: it serves the project's default.
    void setValue(const FlagRef &config, const std::optional<FlagValue> &value, bool announced = true);
    void setProjectDefault(const FlagKey &config, const FlagValue &value);
    /// What @p patch says of an AI config.
    void editFile(const FlagRef &file, const FlagPatch &patch, bool announced = true);
    void rename(const FlagKey &key, const QString &name);

    /// A definition's states, those that are put aside among them; empty: there is none such.
    [[nodiscard]] std::vector<Flag> statesOf(const FlagKey &key) const;
    [[nodiscard]] bool isArchived(const FlagKey &key) const;
    [[nodiscard]] std::vector<FlagKey> definitions(FlagKind kind) const;

    [[nodiscard]] bool everWas(const Flag &read) const override;
    /// An answer to a flip or a new value is put together with what was read before it.
    [[nodiscard]] bool everWasInParts(const Flag &answered) const override;

    /// The words of a config's type in the order of their numbers.
    [[nodiscard]] static QString configType(const FlagKey &config);
    /// One of a few values that fit the type.
    [[nodiscard]] static FlagValue configValue(const FlagKey &config, int number);
    [[nodiscard]] static QString content(int number);

private:
    void forEachState(const FlagKey &key, const QByteArray &type, const std::function<void(Flag &)> &edit);

    std::map<FlagKey, std::vector<Flag>> m_archived;
    int m_lastId = 0;
};

} // namespace signalbox
