// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace signalbox {

class Theme;

/// "37 new ↓ (End)", floating over the list while it is not followed. Pressing it follows again.
class FollowPill final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit FollowPill(const Theme &theme, QWidget *parent);

    void setCount(int count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace signalbox
