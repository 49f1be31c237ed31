// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>

namespace signalbox {

class Theme;

/// A check box whose box can be seen on every tone of both themes.
class TickBox final : public QCheckBox
{
    Q_OBJECT

public:
    TickBox(const Theme &theme, const QString &text, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] bool hitButton(const QPoint &position) const override;

private:
    const Theme &m_theme;
};

} // namespace signalbox
