// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;

namespace signalbox {

class Theme;

/// Chooses how many of all users a flag reaches while it is on. Moving it sends nothing: it says what is
/// wanted, and the order is given elsewhere.
class RolloutBox final : public QWidget
{
    Q_OBJECT

public:
    struct State
    {
        std::optional<int> now;    ///< absent: nobody said, so nothing can be chosen
        std::optional<int> wanted; ///< absent: nothing is chosen
        bool mayChoose = false;
        QString note; ///< what else there is to know; may be empty
    };

    explicit RolloutBox(const Theme &theme, QWidget *parent = nullptr);

    void showState(const State &state);

signals:
    void chosen(int percentage);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLabel *m_now;
    QWidget *m_controls;
    QSlider *m_slider;
    QSpinBox *m_percentage;
    QPushButton *m_none;
    QPushButton *m_all;
    QLabel *m_note;
};

} // namespace signalbox
