// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace signalbox {

/// One line of plain text that gives way: what does not fit ends in an ellipsis, and the tool tip then holds
/// all of it.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    explicit ElidedLabel(const QString &text, QWidget *parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QString shownText() const;
};

} // namespace signalbox
