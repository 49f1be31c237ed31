// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagecauses.h"

#include <QFrame>

#include <array>

class QPushButton;

namespace signalbox {

class ElidedLabel;
class Theme;

/// One line for the worst thing that is wrong, with the buttons that help; lesser ones wait behind "+2".
/// Hidden while nothing is wrong. Never covers content.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(const Theme &theme, QWidget *parent = nullptr);

    /// Worst first. Announced to screen readers only when the first one is another cause than before.
    void showCauses(const QVector<MessageCause> &causes);
    [[nodiscard]] QString text() const;

signals:
    void actionRequested(signalbox::MessageAction action, const signalbox::CommandId &command);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *addButton(int place);
    void showButtons();
    void showLesser();
    [[nodiscard]] QString iconName() const;
    [[nodiscard]] QColor color() const;

    const Theme &m_theme;
    QVector<MessageCause> m_causes;
    ElidedLabel *m_sentence;
    std::array<QPushButton *, 3> m_buttons; ///< no cause has more; hidden where it has fewer
    QPushButton *m_lesser;
};

} // namespace signalbox
