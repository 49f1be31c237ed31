// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"
#include "operations/command.h"
#include "operations/guard.h"

#include <QFrame>

#include <memory>
#include <optional>

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
    ~ChangePanel() override;

    /// @p wanted preselects a button; @p anchor in global coordinates.
    void openFor(const FlagKey &flag, std::optional<bool> wanted, const QRect &anchor);
    /// The way back of a confirmed command, to be looked at and pressed.
    void openUndo(const CommandOrder &order, const QRect &anchor);
    /// Orders at once (lab class); shows the strip only.
    void orderNow(const FlagKey &flag, bool enabled);
    void setGuardMode(GuardMode mode);
    /// Ctrl+Enter.
    void pressGuardedButton();

    /// The strip of a command goes to the foot of the window, away from what lies under it.
    void moveAside();
    /// Cancels what is not sent; a command that is under way goes on.
    void hidePanel();

signals:
    /// A decision is open: the rows should stay where they are.
    void opened();
    /// The decision was taken or dropped. The strip of a sent command may stay a while longer.
    void closed();
    void commandStarted(const signalbox::CommandId &id);
    void detailsRequested(const signalbox::CommandId &id);
    void eventsRequested(const signalbox::FlagKey &flag);
    void signInRequested();
    void linkDetailsRequested();
    void reasonUsed(const QString &reason);

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace signalbox
