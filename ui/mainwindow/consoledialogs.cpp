// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/consoledialogs.h"

#include "compare/comparedialog.h"
#include "core/settings.h"
#include "mainwindow/blindlistdialog.h"
#include "mainwindow/console.h"
#include "mainwindow/linkdetails.h"
#include "session/feed.h"
#include "wire/wiredialog.h"

namespace signalbox {

namespace {

void bringUp(QWidget &dialog)
{
    dialog.show();
    dialog.raise();
    dialog.activateWindow();
}

Qt::TimeSpec zoneOf(const Settings &settings)
{
    return settings.showUtc ? Qt::UTC : Qt::LocalTime;
}

} // namespace

ConsoleDialogs::ConsoleDialogs(Console &console, const Theme &theme, const Settings &settings,
                               QWidget &window)
    : m_console(console), m_theme(theme), m_settings(settings), m_window(window)
{}

ConsoleDialogs::~ConsoleDialogs()
{
    delete m_details;
    delete m_wire;
    delete m_blindList;
    delete m_compare;
}

void ConsoleDialogs::showLinkDetails()
{
    if (!m_details) {
        m_details = new LinkDetails(m_console, m_theme, &m_window);
        m_details->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_details, &LinkDetails::retryRequested, &m_console.session, &Feed::retryNow);
        connect(m_details, &LinkDetails::rawWireRequested, this, &ConsoleDialogs::showWire);
        connect(m_details, &LinkDetails::doctorRequested, this, &ConsoleDialogs::doctorRequested);
        connect(m_details, &LinkDetails::windowChosen, this,
                [this](std::optional<std::chrono::milliseconds> window) {
                    m_console.session.fixWindow(window);
                    emit windowChosen(window);
                });
    }
    m_details->refresh(zoneOf(m_settings));
    bringUp(*m_details);
}

void ConsoleDialogs::showWire()
{
    if (!m_console.session.wire())
        return;
    if (!m_wire) {
        m_wire = new WireDialog(m_console, m_theme, &m_window);
        m_wire->setAttribute(Qt::WA_DeleteOnClose);
    }
    bringUp(*m_wire);
}

void ConsoleDialogs::showBlindList()
{
    if (!m_blindList) {
        m_blindList = new BlindListDialog(m_console, m_theme, &m_window);
        m_blindList->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_blindList, &BlindListDialog::factRequested, this, &ConsoleDialogs::factRequested);
    }
    bringUp(*m_blindList);
}

void ConsoleDialogs::showCompare(const FlagKey &flag)
{
    if (!m_compare) {
        m_compare = new CompareDialog(m_console, m_theme, m_settings, &m_window);
        m_compare->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_compare, &CompareDialog::flagChosen, this, &ConsoleDialogs::flagChosen);
        connect(m_compare, &CompareDialog::settingsEdited, this, &ConsoleDialogs::settingsEdited);
        m_compare->selectFlag(flag);
    }
    bringUp(*m_compare);
}

void ConsoleDialogs::keep(Settings &settings) const
{
    if (m_compare)
        m_compare->keep(settings);
}

void ConsoleDialogs::tick()
{
    linkChanged();
    if (m_compare)
        m_compare->tick();
}

void ConsoleDialogs::linkChanged()
{
    if (m_details)
        m_details->refresh(zoneOf(m_settings));
}

} // namespace signalbox
