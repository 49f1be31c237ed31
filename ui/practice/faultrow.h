// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/faultknobs.h"

#include <QObject>

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QSlider;

namespace signalbox {

class Theme;
class TickBox;

/// The widgets of one fault in the panel's grid. The tick says what the server reported, never what was
/// pressed; the slider is only an input until it is let go.
class FaultRow final : public QObject
{
    Q_OBJECT

public:
    /// Adds its widgets, which are children of @p parent, to two lines of @p grid from @p line on.
    FaultRow(const Theme &theme, FaultKnob knob, QGridLayout &grid, int line, QWidget &parent);

    /// Absent: the server has no such fault.
    void show(const std::optional<FaultReport> &report);
    void setEnabled(bool enabled);
    [[nodiscard]] const FaultKnob &knob() const { return m_knob; }

signals:
    /// A person wants this fault, or none of this kind.
    void wanted(const std::optional<signalbox::Fault> &fault);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setSubdued(bool subdued);
    void showStrength(int strength);
    void order();
    [[nodiscard]] Fault fault() const;

    const FaultKnob m_knob;
    TickBox *m_tick;
    QLabel *m_reported;
    QSlider *m_slider;
    QLabel *m_strength;
    QComboBox *m_choice = nullptr;
    bool m_isSet = false;
};

} // namespace signalbox
