// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"

#include <QHash>
#include <QString>
#include <QStringList>
#include <QVector>

namespace signalbox {

/// One config of the practice shop.
struct DemoConfig
{
    QString key;
    QString name;
    QString description;
    QString type;
    FlagValue defaultValue;
    QStringList tags;
    QHash<QString, FlagValue> values = {}; ///< by environment; elsewhere it is the default
};

[[nodiscard]] const QVector<DemoConfig> &demoConfigs();

/// One file of the practice shop's assistant, the same in all environments.
struct DemoAiFile
{
    QString name;
    QString type;
    QString folder;
    QString content;
};

[[nodiscard]] const QVector<DemoAiFile> &demoAiFiles();

} // namespace signalbox
