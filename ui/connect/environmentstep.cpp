// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/environmentstep.h"

#include "connect/connectlayout.h"
#include "core/plaintext.h"
#include "theme/paragraph.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

QComboBox *addChoice(QVBoxLayout &column, QWidget &parent, const char *name, const QString &title)
{
    auto *label = new QLabel(title, &parent);
    label->setProperty("kind", u"muted"_s);
    auto *choice = new QComboBox(&parent);
    choice->setObjectName(QLatin1String(name));
    choice->setAccessibleName(title);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    label->setBuddy(choice);
    column.addWidget(label);
    column.addWidget(choice);
    column.addSpacing(6);
    return choice;
}

} // namespace

EnvironmentStep::EnvironmentStep(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_project = addChoice(*column, *this, "projectChoice", tr("Project"));
    m_environment = addChoice(*column, *this, "environmentChoice", tr("Environment"));
    m_class = addChoice(*column, *this, "classChoice", tr("Treat it as"));
    m_class->addItem(tr("Production"), int(EnvironmentClass::Production));
    m_class->addItem(tr("Staging"), int(EnvironmentClass::Staging));
    m_class->addItem(tr("Development"), int(EnvironmentClass::Development));
    m_class->addItem(tr("Practice"), int(EnvironmentClass::Lab));
    auto *note =
        new Paragraph(tr("This decides how carefully changes are guarded. Anything unclear counts as "
                         "production; only you can lower it."),
                      connectcard::textWidth, this);
    note->setProperty("kind", u"muted"_s);
    column->addWidget(note);
    connect(m_project, &QComboBox::currentIndexChanged, this, &EnvironmentStep::showEnvironments);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &EnvironmentStep::suggestClass);
    setFocusProxy(m_environment);
}

void EnvironmentStep::setProjects(const QVector<ProjectEntry> &projects, const QUrl &url)
{
    m_projects.clear(); // so that the rows below do not show environments of the earlier list
    m_project->clear();
    m_url = url;
    m_projects = projects;
    for (const ProjectEntry &project : projects)
        m_project->addItem(plainLine(project.name.isEmpty() ? project.id.text() : project.name));
    showEnvironments();
}

void EnvironmentStep::showEnvironments()
{
    m_environment->clear();
    const int row = m_project->currentIndex();
    if (row < 0 || row >= m_projects.size())
        return;
    for (const EnvironmentEntry &entry : m_projects.at(row).environments)
        m_environment->addItem(plainLine(entry.name.isEmpty() ? entry.key.text() : entry.name));
    suggestClass();
}

void EnvironmentStep::suggestClass()
{
    const EnvironmentClass suggested = m_environment->currentIndex() < 0
                                           ? EnvironmentClass::Production
                                           : suggestedClass(m_environment->currentText(), m_url);
    m_class->setCurrentIndex(m_class->findData(int(suggested)));
}

ProjectId EnvironmentStep::project() const
{
    const int row = m_project->currentIndex();
    return row >= 0 && row < m_projects.size() ? m_projects.at(row).id : ProjectId();
}

EnvironmentId EnvironmentStep::environment() const
{
    const int row = m_project->currentIndex();
    if (row < 0 || row >= m_projects.size())
        return {};
    const QVector<EnvironmentEntry> &entries = m_projects.at(row).environments;
    const int entry = m_environment->currentIndex();
    return entry >= 0 && entry < entries.size() ? entries.at(entry).id : EnvironmentId();
}

EnvironmentClass EnvironmentStep::environmentClass() const
{
    return EnvironmentClass(m_class->currentData().toInt());
}

} // namespace signalbox
