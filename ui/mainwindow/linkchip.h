// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"

#include <QPushButton>

namespace signalbox {

class Theme;

/// The state of the stream as a pill: shape, word, age. A press asks for the details.
class LinkChip final : public QPushButton
{
    Q_OBJECT

public:
    explicit LinkChip(const Theme &theme, QWidget *parent = nullptr);

    /// Call it when the state changes and once a second.
    void showLink(const LinkStatus &status, MonotonicTime now, Qt::TimeSpec zone);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    LinkState m_state = LinkState::Idle;
};

/// The drawing and the colour of a state's shape, shared by the chip and the status bar.
[[nodiscard]] QString linkIconName(LinkState state);
[[nodiscard]] QColor linkColor(LinkState state, const Theme &theme);

} // namespace signalbox
