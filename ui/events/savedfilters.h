// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QToolButton>

class QMenu;

namespace signalbox {

class Theme;

/// The button at the filter field with the filters that were given a name: choose one, keep the present one,
/// put them in order. Holds none itself: they are settings.
class SavedFilters final : public QToolButton
{
    Q_OBJECT

public:
    /// @p settings must outlive this.
    SavedFilters(const Settings &settings, const Theme &theme, QWidget *parent = nullptr);

    /// What the field holds now: what would be kept. Empty or wrong texts are not kept.
    void setPresent(const QString &text, bool right);

signals:
    void filterChosen(const QString &text);
    void settingsEdited(const signalbox::Settings &settings);

private:
    void fillMenu();
    void askName();
    void save(const QString &name);
    void openList();

    const Settings &m_settings;
    const Theme &m_theme;
    QMenu *m_menu;
    QString m_text;
    bool m_right = true;
};

} // namespace signalbox
