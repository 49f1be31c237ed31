// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/bandmenus.h"

#include "core/plaintext.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QMenu>
#include <QToolButton>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int buttonTextLength = 40;

bool mayBeDirect(EnvironmentClass environmentClass)
{
    return environmentClass == EnvironmentClass::Lab || environmentClass == EnvironmentClass::Development;
}

QString classText(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Lab: return BandMenus::tr("Practice");
    case EnvironmentClass::Development: return BandMenus::tr("Development");
    case EnvironmentClass::Staging: return BandMenus::tr("Staging");
    case EnvironmentClass::Production: return BandMenus::tr("Production");
    }
    return {};
}

QString menuText(const QString &text)
{
    return plainLine(text, buttonTextLength).replace(u'&', u"&&"_s); // no mnemonics in a server's words
}

QAction *addChoice(QMenu &menu, QActionGroup &group, const QString &text, bool checked)
{
    QAction *action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(checked);
    group.addAction(action);
    return action;
}

QToolButton *bandButton(EnvironmentBand &band, const char *name, QMenu &menu)
{
    auto *button = new QToolButton(&band);
    button->setObjectName(QLatin1String(name));
    button->setProperty("kind", u"band"_s);
    button->setMenu(&menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    band.addControl(button);
    return button;
}

} // namespace

BandMenus::BandMenus(EnvironmentBand &band, const Theme &theme)
    : QObject(&band)
    , m_band(band)
    , m_theme(theme)
    , m_profileMenu(new QMenu(&band))
    , m_guardMenu(new QMenu(&band))
{
    m_profile = bandButton(band, "profileButton", *m_profileMenu);
    m_guard = bandButton(band, "guardButton", *m_guardMenu);
    m_profile->setToolTip(tr("Environment, its class, and leaving"));
    m_profile->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_guard->setToolTip(tr("How changes are guarded"));
    m_guard->setProperty("iconic", true);
    m_guard->setIconSize(QSize(12, 12));
    showMode();
}

void BandMenus::setConnection(const ConnectionInfo &connection)
{
    m_connection = connection;
    m_band.setConnection(connection);
    const QString name = connection.profileName.isEmpty() ? connection.url.host() : connection.profileName;
    m_profile->setText(tr("%1 ▾").arg(menuText(name)));
    m_profile->setAccessibleName(tr("Profile %1").arg(plainLine(name)));
    if (connection.replay)
        setMode(GuardMode::Replay);
    else if (m_mode == GuardMode::Replay)
        setMode(GuardMode::Guarded);
    if (m_mode == GuardMode::Direct && !mayBeDirect(connection.environmentClass))
        setMode(GuardMode::Guarded);
    remakeProfileMenu();
    remakeGuardMenu();
}

void BandMenus::setEnvironments(const QVector<EnvironmentEntry> &environments)
{
    m_environments = environments;
    remakeProfileMenu();
}

void BandMenus::setMode(GuardMode mode)
{
    if (mode == m_mode || (m_connection.replay && mode != GuardMode::Replay))
        return;
    m_mode = mode;
    showMode();
    remakeGuardMenu();
    emit modeChanged(mode);
}

void BandMenus::setWatchOnly(bool watchOnly)
{
    if (watchOnly == m_watchOnly)
        return;
    m_watchOnly = watchOnly;
    if (watchOnly && m_mode != GuardMode::ReadOnly)
        setMode(GuardMode::WatchOnly);
    else if (m_mode == GuardMode::WatchOnly)
        setMode(GuardMode::Guarded);
    remakeGuardMenu();
}

void BandMenus::remakeProfileMenu()
{
    m_profileMenu->clear();
    if (!m_environments.isEmpty()) {
        m_profileMenu->addSection(tr("Environment"));
        auto *group = new QActionGroup(m_profileMenu);
        for (const EnvironmentEntry &entry : std::as_const(m_environments)) {
            const bool present = entry.id == m_connection.environment;
            const QString name = entry.name.isEmpty() ? entry.key.text() : entry.name;
            QAction *action = addChoice(*m_profileMenu, *group, menuText(name), present);
            connect(action, &QAction::triggered, this, [this, id = entry.id] {
                if (id != m_connection.environment)
                    emit environmentChosen(id);
            });
        }
        m_profileMenu->addSeparator();
    }
    if (m_connection.replay) {
        connect(m_profileMenu->addAction(tr("&Close the session")), &QAction::triggered, this,
                &BandMenus::disconnectRequested);
        return;
    }
    QMenu *classes = m_profileMenu->addMenu(tr("&Treat as"));
    auto *group = new QActionGroup(classes);
    for (const EnvironmentClass one : {EnvironmentClass::Lab, EnvironmentClass::Development,
                                       EnvironmentClass::Staging, EnvironmentClass::Production}) {
        const bool present = one == m_connection.environmentClass;
        connect(addChoice(*classes, *group, classText(one), present), &QAction::triggered, this, [this, one] {
            if (one != m_connection.environmentClass)
                emit classChosen(one);
        });
    }
    m_profileMenu->addSeparator();
    connect(m_profileMenu->addAction(tr("&Disconnect")), &QAction::triggered, this,
            &BandMenus::disconnectRequested);
}

void BandMenus::remakeGuardMenu()
{
    m_guardMenu->clear();
    if (m_connection.replay) {
        m_guardMenu->addAction(tr("A replay can not be changed"))->setEnabled(false);
        return;
    }
    auto *group = new QActionGroup(m_guardMenu);
    QVector<GuardMode> modes{GuardMode::ReadOnly, GuardMode::Guarded};
    if (m_watchOnly)
        modes.prepend(GuardMode::WatchOnly);
    if (mayBeDirect(m_connection.environmentClass))
        modes.append(GuardMode::Direct);
    for (const GuardMode one : std::as_const(modes)) {
        connect(addChoice(*m_guardMenu, *group, guardModeText(one), one == m_mode), &QAction::triggered, this,
                [this, one] { setMode(one); });
    }
}

void BandMenus::showMode()
{
    const bool watches = m_mode != GuardMode::Guarded && m_mode != GuardMode::Direct;
    const QString icon = watches ? u"eye"_s : m_mode == GuardMode::Guarded ? u"lock"_s : u"unlock"_s;
    m_guard->setIcon(m_theme.icon(icon, Qt::white));
    m_guard->setText(tr("%1 ▾").arg(guardModeText(m_mode)));
    m_guard->setAccessibleName(tr("Guard: %1").arg(guardModeText(m_mode)));
}

QString guardModeText(GuardMode mode)
{
    switch (mode) {
    case GuardMode::Replay:
    case GuardMode::ReadOnly: return BandMenus::tr("Read-only");
    case GuardMode::WatchOnly: return BandMenus::tr("Watch only");
    case GuardMode::Guarded: return BandMenus::tr("Guarded");
    case GuardMode::Direct: return BandMenus::tr("Direct");
    }
    return {};
}

} // namespace signalbox
