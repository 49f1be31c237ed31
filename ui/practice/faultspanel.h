// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "practice/faultrow.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class Theme;

/// Makes the practice server behave badly: a switch and a slider for each fault, presets, and a way back.
/// Shows what the server reported; what is pressed is an order, and shown when the server says that it is so.
class FaultsPanel final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    FaultsPanel(const Theme &theme, const Clock &clock, QWidget *parent = nullptr);
    ~FaultsPanel() override;

    /// What the server does now.
    void showState(const FaultState &state);
    /// An order or a look at the state failed; what is shown may be old.
    void showError(const QString &sentence);

signals:
    void planWanted(const signalbox::FaultPlan &plan);
    void clearWanted();
    /// While it is on screen, every 2 s.
    void stateWanted();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addRows(QVBoxLayout &column);
    void addPresets(QVBoxLayout &column);
    void order(const FaultKnob &knob, const std::optional<Fault> &fault);
    void setPlan(const QVector<Fault> &faults);
    void look();

    const Theme &m_theme;
    QLabel *m_said;
    QLabel *m_error;
    QLabel *m_others;
    QPushButton *m_clear = nullptr;
    std::vector<FaultRow *> m_rows;
    std::optional<FaultState> m_state; ///< absent: not heard of yet
    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
