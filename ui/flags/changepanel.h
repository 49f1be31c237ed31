// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"
#include "operations/command.h"
#include "operations/guard.h"

#include <QFrame>

namespace signalbox {

struct Console;
class Theme;

/// The popover in which a change is made: where, what it is now (read again on opening), wanted, what users
/// will get, reason, guard; after sending it becomes the command strip. Anchored to a row, never in the
/// middle.
class ChangePanel final : public QFrame
{
    Q_OBJECT

public:
    ChangePanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent);

    /// @p wanted preselects a button; @p anchor in global coordinates.
    void openFor(const FlagKey &flag, std::optional<bool> wanted, const QRect &anchor);
    /// The way back of a confirmed command, to be looked at and pressed.
    void openUndo(const CommandOrder &order, const QRect &anchor);
    /// Orders at once (lab class); shows the strip only.
    void orderNow(const FlagKey &flag, bool enabled);
    void setGuardMode(GuardMode mode);
    /// Ctrl+Enter.
    void pressGuardedButton();

signals:
    void opened();
    void closed();
    void commandStarted(const signalbox::CommandId &id);
    void detailsRequested(const signalbox::CommandId &id);
    void eventsRequested(const signalbox::FlagKey &flag);
    void signInRequested();
    void linkDetailsRequested();
    void reasonUsed(const QString &reason);
};

} // namespace signalbox
