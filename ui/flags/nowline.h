// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/flag.h"
#include "flags/changedraft.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

class StatePill;
class Theme;
struct FlagRow;

/// What the flag is, and how we know: "ON · read 2 s ago · changed Nov 12, elsewhere".
class NowLine final : public QWidget
{
    Q_OBJECT

public:
    struct State
    {
        std::optional<Flag> flag; ///< absent: never read
        std::optional<MonotonicTime> knownAt;
        Reading reading = Reading::Running;
        std::optional<WallTime> changedAt;
        QString changedBy;                 ///< as it is shown, empty where nobody said
        std::optional<WallTime> deletedAt; ///< set: it is gone
    };
    /// What was reported last, also before the person has looked at the difference. @p row of the table: null
    /// where it has none.
    [[nodiscard]] static State stateOf(const ChangeDraft &draft, const FlagRow *row);

    NowLine(const Theme &theme, const Clock &clock, QWidget *parent = nullptr);

    void showState(const State &state);

signals:
    void readAgainRequested();

private:
    const Clock &m_clock;
    StatePill *m_pill;
    QLabel *m_read;
    QLabel *m_changed;
    QPushButton *m_again;
};

} // namespace signalbox
