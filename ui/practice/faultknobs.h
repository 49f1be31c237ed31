// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/faultplan.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace signalbox {

/// One row of the faults panel: a switch, how strong, and for some a choice. Says how the row's values become
/// a fault and back; holds no state.
struct FaultKnob
{
    enum class Unit : quint8 { Milliseconds, Seconds, Percent, BytesPerSecond };

    QString name;
    QString tip;
    Fault shape; ///< what makes this row's faults different from another row's of the same kind
    Unit unit = Unit::Percent;
    int least = 1; ///< of the slider, in unit
    int most = 100;
    int usual = 100; ///< where the slider stands at first
    int step = 1;
    QStringList choices; ///< words of a choice; empty: none
    int usualChoice = 0;

    /// Whether @p fault belongs to this row, whatever its strength.
    [[nodiscard]] bool means(const Fault &fault) const;
    [[nodiscard]] Fault fault(int strength, int choice) const;
    [[nodiscard]] int strengthOf(const Fault &fault) const;
    [[nodiscard]] int choiceOf(const Fault &fault) const;
    /// "200 ms", "25 %"
    [[nodiscard]] QString strengthText(int strength) const;
};

struct FaultPreset
{
    QString name;
    QString tip;
    QVector<Fault> faults;
};

/// In the order of the panel.
[[nodiscard]] QVector<FaultKnob> faultKnobs();
[[nodiscard]] QVector<FaultPreset> faultPresets();

/// One line about a fault that no row can show: latency on reads in staging for 60 s.
[[nodiscard]] QString faultSentence(const Fault &fault);
/// "active · struck 12 times", "begins later" ...
[[nodiscard]] QString faultReportText(const FaultReport &report);
/// The line on top of the panel.
[[nodiscard]] QString faultStateText(const FaultState &state);

} // namespace signalbox
