// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/options.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"
#include "protocol/eventstream.h"

namespace signalbox {

/// `stream`: one raw event stream, as it is.
class StreamTask final : public Task, private StreamSink
{
    Q_OBJECT

public:
    StreamTask(const StreamOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);

    void start() override;

private:
    void sseEvent(const StreamEvent &event) override;
    void sseComment(std::string_view comment) override;
    void streamBatchEnd() override;
    void showStatus(const StreamStatus &status);

    StreamOptions m_options;
    Output &m_output;
    bool m_plainHttpAgreed; ///< silences the warning
    EventStream m_stream;
    bool m_saidOpen = false;
};

} // namespace signalbox
