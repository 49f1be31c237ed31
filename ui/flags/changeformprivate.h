// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flags/changedraft.h"
#include "flags/changeform.h"
#include "flags/changeformlayout.h"
#include "mainwindow/console.h"
#include "session/feed.h"

#include <QComboBox>

namespace signalbox {

/// What the change form holds; changeform.cpp decides, changeformshow.cpp shows.
class ChangeForm::Private final
{
public:
    Private(ChangeForm &form, Console &c, const Theme &theme, const Settings &s)
        : q(form)
        , console(c)
        , settings(s)
        , ui(form, theme, c.clock)
        , patience(c.clock.createTimer([this] { patienceIsOver(); }))
    {}

    void connectAll();
    void readAgain();
    void answered(const Result<FlagReading> &reading);
    void patienceIsOver();
    void take(const Flag &flag, MonotonicTime at);
    void noticeGone();
    void choose(bool enabled);
    void chooseRollout(int percentage);
    void chooseValue();
    void keepWritten();
    void order();
    void fillReasons();

    void show();
    void showWanted();
    void showEffect();
    void showNotice();
    void showGuard();
    void showButton();
    [[nodiscard]] QString missing() const;
    [[nodiscard]] QString whyNothingIsChosen() const;
    [[nodiscard]] Settable settable() const;

    [[nodiscard]] std::optional<bool> safeState() const;
    [[nodiscard]] GuardDecision decide() const;
    [[nodiscard]] QString reason() const { return ui.reason->currentText().simplified(); }

    ChangeForm &q;
    Console &console;
    const Settings &settings;
    ChangeFormLayout ui;

    bool active = false;
    ChangeDraft draft;
    GuardMode mode = GuardMode::Guarded;
    GuardDecision decision;
    QString failure;
    Pending pendingRead;
    /// What was written last and not sent: closing the panel by accident loses nothing.
    std::optional<std::pair<FlagKey, QString>> kept;
    std::unique_ptr<Timer> patience;
};

} // namespace signalbox
