// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/truth.h"

#include <QJsonObject>

namespace signalbox {

/// What is really so on an imagined Togul. A flag belongs to one environment alone.
class TogulTruth final : public Truth
{
public:
    /// @p rulesTouchRecord: a changed rule is a new time on its flag.
    TogulTruth(const Clock &clock, bool rulesTouchRecord) : Truth(clock), m_rulesTouchRecord(rulesTouchRecord)
    {}

    void create(const FlagRef &flag, bool announced = true);
    void remove(const FlagRef &flag, bool announced = true);
    void edit(const FlagRef &flag, const FlagPatch &patch, bool announced = true);
    void rename(const FlagRef &flag, const QString &name);
    /// Another percentage in the flag's rule; its first one where there is none, none where @p percentage <
    /// 0.
    void setRule(const FlagRef &flag, int percentage);

    /// Record and rules are read apart, so each for itself was so as a whole.
    [[nodiscard]] bool everWas(const Flag &read) const override;

    [[nodiscard]] static QJsonObject toJson(const Flag &flag);
    [[nodiscard]] static QJsonObject toJson(const Rule &rule);

private:
    const bool m_rulesTouchRecord;
    int m_lastId = 0;
};

} // namespace signalbox
