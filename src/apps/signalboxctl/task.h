// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/exitcode.h"

#include <QObject>

namespace signalbox {

/// One sub-command while it runs.
class Task : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Called once, before the event loop runs. finished() follows, perhaps from inside this call.
    virtual void start() = 0;
    /// SIGINT or SIGTERM came: says, where it matters, what that leaves behind. The program ends next.
    virtual void interrupted() {}

signals:
    void finished(signalbox::ExitCode code);
};

} // namespace signalbox
