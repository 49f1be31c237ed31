// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/connector.h"
#include "apps/signalboxctl/exitcode.h"
#include "core/flag.h"
#include "core/networksettings.h"
#include "faults/faultplan.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVector>

#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

namespace signalbox {

struct StreamOptions
{
    QUrl url;
    QVector<std::pair<QByteArray, QByteArray>> headers;
    std::optional<std::chrono::milliseconds> idleTimeout; ///< absent: never
    std::optional<std::chrono::milliseconds> maximumRetryWait;
    QByteArray lastEventId;
    bool comments = false;
};

struct WatchOptions
{
    ConnectionOptions connection;
    std::optional<std::chrono::milliseconds> window = {}; ///< silence that is normal; absent: learned
};

struct ListOptions
{
    ConnectionOptions connection; ///< environment empty: all of them
};

struct SetOptions
{
    ConnectionOptions connection;
    FlagKey flag;
    FlagPatch wanted; ///< a rollout stands alone
    /// Of a config or an AI config: the value as it was given, which its type makes a value of.
    std::optional<QString> valueText;
    QString reason;
    QString confirm; ///< the environment, named once more
    std::chrono::milliseconds timeout{15'000};
};

struct DoctorOptions
{
    ConnectionOptions connection; ///< project and environment empty: the first
    bool skipHeartbeat = false;
};

struct DemoOptions
{
    int changes = 10;
    int clients = 5;
    FlagKey flag; ///< empty: the first plain one
};

/// How to get there. The secrets that belong to it come from the environment or these descriptors.
struct NetworkOptions
{
    NetworkSettings settings;
    std::optional<int> proxyPasswordFd;
    std::optional<int> keyPassphraseFd;

    /// For a server of our own on this machine.
    [[nodiscard]] static NetworkOptions direct();
};

struct FaultsOptions
{
    enum class Action { Show, Set, Clear, Add };

    QUrl url;
    std::optional<int> tokenFd; ///< absent: SIGNALBOX_CONTROL_TOKEN
    Action action = Action::Show;
    QString file; ///< Set: the plan; "-" is standard input
    Fault fault;  ///< Add
};

struct ServerStatusOptions
{
    QUrl url;
    std::optional<int> tokenFd; ///< absent: SIGNALBOX_MONITOR_TOKEN, where it is set
};

struct CtlOptions
{
    bool json = false;
    std::variant<StreamOptions, WatchOptions, ListOptions, SetOptions, DoctorOptions, DemoOptions,
                 FaultsOptions, ServerStatusOptions>
        command;
    NetworkOptions network;
};

/// Why the program ends before it does anything: text for standard output (help, version) or error.
struct OptionsExit
{
    ExitCode code = ExitCode::WrongUsage;
    QString text;
};

/// Reads the command line, the program's name first. There is no option for a credential.
[[nodiscard]] tl::expected<CtlOptions, OptionsExit> parseOptions(const QStringList &arguments);

/// "15s", "250ms", "2m", or a plain number of seconds; absent when it is none of them or negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(const QString &text);

} // namespace signalbox
