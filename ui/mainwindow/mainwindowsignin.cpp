// SPDX-License-Identifier: GPL-3.0-or-later
// What MainWindow says while a connection is being made: on the start page, the form and the sign-in dialog.
#include "mainwindow/mainwindow.h"

#include "connect/connectform.h"
#include "connect/doctordialog.h"
#include "connect/signindialog.h"
#include "connect/welcomepage.h"

#include <QStackedWidget>

namespace signalbox {

void MainWindow::showConnecting(const QString &what)
{
    if (m_form && m_stack->currentWidget() == m_form)
        m_form->showBusy(what);
    else
        m_welcome->showBusy(what);
}

void MainWindow::showConnectError(const QString &sentence)
{
    if (m_signIn)
        m_signIn->showError(sentence);
    else if (m_form && m_stack->currentWidget() == m_form)
        m_form->showError(sentence);
    else
        m_welcome->showError(sentence);
}

void MainWindow::showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode)
{
    if (m_signIn)
        m_signIn->showDeviceCode(code, page, pageWithCode);
    else
        form().showDeviceCode(code, page, pageWithCode);
}

void MainWindow::showNetworkProblem(const NetworkProblem &problem)
{
    if (m_form && m_stack->currentWidget() == m_form)
        m_form->showNetworkProblem(problem);
    else
        showConnectError(problem.sentence);
}

void MainWindow::showDoctor(std::shared_ptr<Doctor> doctor)
{
    delete m_doctor;
    m_doctor = new DoctorDialog(std::move(doctor), m_theme, this);
    if (m_workspace)
        m_doctor->setConnection(m_connection);
    m_doctor->setAttribute(Qt::WA_DeleteOnClose);
    m_doctor->show();
    m_doctor->start();
}

void MainWindow::showProjects(const QVector<ProjectEntry> &projects)
{
    form().showProjects(projects);
    if (!m_workspace)
        showStart(m_form);
}

void MainWindow::openSignIn()
{
    if (!m_signIn) {
        m_signIn = new SignInDialog(m_connection, m_theme, this);
        m_signIn->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_signIn, &SignInDialog::signInRequested, this, &MainWindow::signInRequested);
        connect(m_signIn, &SignInDialog::browserRequested, this, &MainWindow::browserRenewalRequested);
        connect(m_signIn, &SignInDialog::pageRequested, this, &MainWindow::pageRequested);
        connect(m_signIn, &SignInDialog::rejected, this, &MainWindow::browserRenewalCancelled);
    }
    m_signIn->open();
}

} // namespace signalbox
