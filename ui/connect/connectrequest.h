// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/networksettings.h"
#include "core/provider.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace signalbox {

/// What the form asks for. Password, token and key live only as long as the request.
struct ConnectRequest
{
    Vendor vendor = Vendor::Togul;
    QUrl url;
    QString email; ///< with the password: Togul
    QString password;
    QByteArray token;     ///< FlagDash: what stands in their place
    QByteArray streamKey; ///< empty: the token serves for the stream too
    QString projectHint;  ///< ids typed by hand, where the token may not list what there is
    QString environmentHint;
    NetworkSettings network;
    NetworkSecrets networkSecrets; ///< live as long as the connection, in memory only
    ProjectId project;             ///< empty: the list of projects is wanted first
    EnvironmentId environment;
    EnvironmentClass environmentClass = EnvironmentClass::Production;
};

} // namespace signalbox
