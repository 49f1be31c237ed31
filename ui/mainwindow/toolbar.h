// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QMenu;

namespace signalbox {

class Actions;
class LinkChip;
class Theme;

/// The row under the band: link chip, follow, pause, re-read, search, layouts and the menu. Shows actions;
/// does nothing by itself.
class Toolbar final : public QFrame
{
    Q_OBJECT

public:
    Toolbar(const Theme &theme, const Actions &actions, QMenu &menu, QWidget *parent = nullptr);

    [[nodiscard]] LinkChip &linkChip() const { return *m_chip; }
    /// Without a connection only the menu is there.
    void setConnected(bool connected);

private:
    LinkChip *m_chip;
    QVector<QWidget *> m_connectedOnly;
};

} // namespace signalbox
