// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/doctorstep.h"

#include <QDialog>

#include <array>
#include <memory>

class QGridLayout;
class QLabel;
class QPushButton;

namespace signalbox {

class Doctor;
class EnvironmentBand;
class Theme;
struct ConnectionInfo;

/// The doctor at work: a row for each step with its verdict and time, then one sentence about what is wrong
/// and one thing to do. Not modal: it may stay open beside the work. Closing it ends the check.
class DoctorDialog final : public QDialog
{
    Q_OBJECT

public:
    DoctorDialog(std::shared_ptr<Doctor> doctor, const Theme &theme, QWidget *parent = nullptr);
    ~DoctorDialog() override;

    void start();
    /// The environment that is looked at. Without one there is only a server yet, and no band.
    void setConnection(const ConnectionInfo &connection);

private:
    struct Row
    {
        QLabel *mark = nullptr;
        QLabel *title = nullptr;
        QLabel *detail = nullptr;
        QLabel *time = nullptr;
    };

    void addRow(QGridLayout &grid, DoctorStep step);
    [[nodiscard]] Row &rowOf(DoctorStep step);
    void showRunning(DoctorStep step);
    void showWaiting(DoctorStep step, std::chrono::milliseconds elapsed, std::chrono::milliseconds atMost);
    void showFinding(const DoctorFinding &finding);
    void showDiagnosis();
    void adaptButtons();

    std::shared_ptr<Doctor> m_doctor;
    std::array<Row, doctorSteps.size()> m_rows;
    EnvironmentBand *m_band;
    QLabel *m_diagnosis;
    QLabel *m_next;
    QPushButton *m_skip;
    QPushButton *m_again;
    QPushButton *m_copy;
};

} // namespace signalbox
