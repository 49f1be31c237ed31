// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/networksettings.h"
#include "core/provider.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace signalbox {

/// What the form asks for. The password lives only as long as the request.
struct ConnectRequest
{
    QUrl url;
    QString email;
    QString password;
    NetworkSettings network;
    NetworkSecrets networkSecrets; ///< live as long as the connection, in memory only
    ProjectId project;             ///< empty: the list of projects is wanted first
    EnvironmentId environment;
    EnvironmentClass environmentClass = EnvironmentClass::Production;
};

} // namespace signalbox
