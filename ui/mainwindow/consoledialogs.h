// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <optional>

class QWidget;

namespace signalbox {

class BlindListDialog;
class CompareDialog;
struct Console;
class LinkDetails;
struct Settings;
class Theme;
class WireDialog;

/// The dialogs that stay open beside the work on one connection: link details, raw wire, what changed while
/// blind, the environments compared. One of each, made when it is first asked for.
class ConsoleDialogs final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    ConsoleDialogs(Console &console, const Theme &theme, const Settings &settings, QWidget &window);
    /// Closes what is open.
    ~ConsoleDialogs() override;

    void showLinkDetails();
    /// Nothing where no bytes are seen.
    void showWire();
    void showBlindList();
    /// @p flag is chosen where the dialog was not open.
    void showCompare(const FlagKey &flag);

    /// Writes down what open ones remember.
    void keep(Settings &settings) const;
    /// Ages on screen have moved.
    void tick();
    void linkChanged();

signals:
    void doctorRequested();
    /// Counts already; to be remembered for the environment.
    void windowChosen(std::optional<std::chrono::milliseconds> window);
    void factRequested(quint64 serial);
    /// Among the compared ones.
    void flagChosen(const signalbox::FlagKey &key);
    void settingsEdited(const signalbox::Settings &settings);

private:
    Console &m_console;
    const Theme &m_theme;
    const Settings &m_settings;
    QWidget &m_window;
    QPointer<LinkDetails> m_details;
    QPointer<WireDialog> m_wire;
    QPointer<BlindListDialog> m_blindList;
    QPointer<CompareDialog> m_compare;
};

} // namespace signalbox
