// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"

#include <QString>
#include <QVector>

#include <optional>

namespace signalbox {

struct DemoEnvironment
{
    QString key;
    QString name;
};

/// Of the practice shop, the oldest first.
[[nodiscard]] const QVector<DemoEnvironment> &demoEnvironments();

struct DemoRule
{
    QString type;
    QString attribute;
    QString comparison;
    QString operandJson;
    std::optional<int> percentage;
    FlagValue value = true;
    bool active = true;
};

/// One flag of the practice shop, the same in all environments but for its switch.
struct DemoFlag
{
    QString key;
    QString name;
    QString description;
    bool production = true;
    bool staging = true;
    bool development = true;
    FlagValue defaultValue = false;
    QVector<DemoRule> rules = {};
    /// Simulated colleagues may change it. Kill switches and the trap are left alone: people practise on
    /// them.
    bool lively = true;
};

[[nodiscard]] const QVector<DemoFlag> &demoFlags();

} // namespace signalbox
