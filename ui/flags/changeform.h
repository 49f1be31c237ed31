// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "operations/command.h"
#include "operations/guard.h"

#include <QWidget>

#include <memory>

namespace signalbox {

struct Console;
class Theme;

/// What a person decides before an order leaves: what the flag is now (read again on opening), what is
/// wanted, what users will get, why, and the guard. Gives an order, carries out nothing.
class ChangeForm final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    ChangeForm(Console &console, const Theme &theme, const Settings &settings, QWidget *parent = nullptr);
    ~ChangeForm() override;

    /// Starts anew, with a reading on its way. @p wanted is chosen already; @p undo fixes it.
    void start(const FlagKey &flag, const FlagPatch &wanted, const std::optional<CommandOrder> &undo);
    /// Lets go of readings and timers; nothing fires afterwards.
    void stop();
    void setGuardMode(GuardMode mode);
    void focusReason();
    void pressGuardedButton();
    /// Closes an open cover; false when there was none.
    bool closeCover();
    /// Why an order could not be taken.
    void showFailure(const QString &sentence);
    /// Once a second while open.
    void tick();
    /// Lines of a file or of JSON are shown: more than the usual width is welcome.
    [[nodiscard]] bool wantsWidth() const;
    /// Less room than naturalHeight(): what is above the buttons scrolls.
    void setScrolls(bool scrolls);
    /// What @p width needs, buttons included.
    [[nodiscard]] int naturalHeight(int width) const;

signals:
    void orderGiven(const signalbox::CommandOrder &order);
    void cancelled();
    /// Something appeared or went: the panel may have to grow.
    void contentChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace signalbox
