// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"
#include "operations/guard.h"

#include <QWidget>

#include <memory>

namespace signalbox {

struct Console;
class Theme;

/// The central table with its filter row and footer. Space or a click on a state pill asks for the change
/// panel; in class lab it acts at once through the same closed loop.
class FlagsPanel final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    FlagsPanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent = nullptr);
    ~FlagsPanel() override;

    void focusFilter();
    void focusTable();
    /// Esc: clears the filter; false when there was none.
    bool clearFilter();
    void resort();
    /// Empty when no row is current.
    [[nodiscard]] FlagKey currentFlag() const;
    void selectFlag(const FlagKey &key);
    void togglePinned();
    void setGuardMode(GuardMode mode);
    [[nodiscard]] QByteArray headerState() const;
    /// Digits and marks move on; called once a second by the window.
    void tick();
    /// While a change panel is open the order stays as it is.
    void setOrderHeld(bool held);

signals:
    void flagSelected(const signalbox::FlagKey &key);
    void inspectRequested(const signalbox::FlagKey &key);
    /// @p anchor is the pill's rectangle in global coordinates.
    void changeRequested(const signalbox::FlagKey &key, const QRect &anchor);
    /// Lab class: act at once.
    void immediateChangeRequested(const signalbox::FlagKey &key, bool enabled);
    void rereadRequested(const signalbox::FlagKey &key);
    void marksChanged();

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace signalbox
