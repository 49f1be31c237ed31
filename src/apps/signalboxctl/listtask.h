// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/connectedtask.h"
#include "apps/signalboxctl/options.h"

#include <QVector>

namespace signalbox {

/// `list`: the flags of a project, one environment after the other.
class ListTask final : public ConnectedTask
{
    Q_OBJECT

public:
    ListTask(const ListOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);

private:
    void connected(const ProjectEntry &project) override;
    void readNext();
    void show(const EnvironmentEntry &environment, const Snapshot &snapshot);

    ProjectEntry m_project;
    QVector<EnvironmentEntry> m_waiting;
    Pending m_pending;
};

} // namespace signalbox
