// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"
#include "protocol/httpclient.h"

namespace signalbox {

/// `server status`: one look at how a signalboxd is doing.
class ServerStatusTask final : public Task
{
    Q_OBJECT

public:
    ServerStatusTask(const ServerStatusOptions &options, const Surroundings &surroundings,
                     QObject *parent = nullptr);
    void start() override;

private:
    void show(const Result<HttpResponse> &response);
    void fail(const QString &text, ExitCode code);

    const ServerStatusOptions m_options;
    const Surroundings m_surroundings;
    HttpClient m_http;
    Pending m_pending;
};

} // namespace signalbox
