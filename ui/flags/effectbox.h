// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flags/effectwords.h"

#include <QFrame>

class QCheckBox;
class QLabel;

namespace signalbox {

class Theme;

/// Says what users will get, with the trap and its way out: the default value set in the same command.
class EffectBox final : public QFrame
{
    Q_OBJECT

public:
    explicit EffectBox(const Theme &theme, QWidget *parent = nullptr);

    /// @p canSetDefault: the vendor's API takes both in one request. @p warning, plain text, stands below.
    void showChange(const Flag &now, const FlagPatch &patch, bool canSetDefault, const QString &warning);
    void showNothing(const QString &text);
    /// What the person ticked; false while there is nothing to tick.
    [[nodiscard]] bool setsDefaultToFalse() const;
    void untick();

signals:
    void ticked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_text;
    QLabel *m_warning;
    QCheckBox *m_setDefault;
    bool m_trap = false;
};

} // namespace signalbox
