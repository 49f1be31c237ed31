// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/provider.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace signalbox {

/// Second step of connecting: project, environment, and how much friction it deserves. The class is preset
/// from the environment's name, to production when unsure; lowering it is for the person to do.
class EnvironmentStep final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentStep(QWidget *parent = nullptr);

    void setProjects(const QVector<ProjectEntry> &projects, const QUrl &url);
    [[nodiscard]] ProjectId project() const;
    /// Empty when the project has none.
    [[nodiscard]] EnvironmentId environment() const;
    [[nodiscard]] EnvironmentClass environmentClass() const;

private:
    void showEnvironments();
    void suggestClass();

    QComboBox *m_project;
    QComboBox *m_environment;
    QComboBox *m_class;
    QVector<ProjectEntry> m_projects;
    QUrl m_url;
};

} // namespace signalbox
