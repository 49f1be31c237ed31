// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QMetaType>
#include <QUrl>

#include <optional>

namespace signalbox {

/// How much friction an environment deserves. Set by a person, raised by us when unsure, never lowered by us.
enum class EnvironmentClass { Lab, Development, Staging, Production };

/// The class to offer for an environment of this name on this server: Production unless the name says
/// otherwise (prod|live and anything unknown are Production).
[[nodiscard]] EnvironmentClass suggestedClass(const QString &environmentName, const QUrl &url);

/// lab, development, staging, production: the word in files and on command lines.
[[nodiscard]] QString word(EnvironmentClass environmentClass);
[[nodiscard]] std::optional<EnvironmentClass> environmentClassFromWord(const QString &word);

/// What a server speaks.
enum class Vendor { Togul, FlagDash };

/// togul, flagdash: the word in files and on command lines.
[[nodiscard]] QString word(Vendor vendor);
[[nodiscard]] std::optional<Vendor> vendorFromWord(const QString &word);
/// As the vendor writes it: "FlagDash".
[[nodiscard]] QString vendorName(Vendor vendor);

/// What one window or one command line is connected to. Names are the server's own words (plain text).
struct ConnectionInfo
{
    QString profileName; ///< what the person calls it; the window title begins with it
    Vendor vendor = Vendor::Togul;
    QUrl url; ///< never holds user info, a query or a credential
    ProjectId project;
    QString projectName;
    EnvironmentId environment;
    EnvironmentKey environmentKey;
    QString environmentName;
    EnvironmentClass environmentClass = EnvironmentClass::Production;
    bool replay = false; ///< what is shown was recorded earlier: nothing in it can be changed
    QString userName;    ///< who is signed in; empty where the vendor does not say

    bool operator==(const ConnectionInfo &) const = default;
};

} // namespace signalbox
