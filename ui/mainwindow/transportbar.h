// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pending.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QToolButton;

namespace signalbox {

class Replay;
struct Settings;
class Theme;

/// Drives a replay: play and pause, where it stands, speed, the next row, command and gap. Says where a
/// damaged file breaks off, and offers to save what is good.
class TransportBar final : public QFrame
{
    Q_OBJECT

public:
    /// References must outlive this.
    TransportBar(Replay &replay, const Theme &theme, const Settings &settings, QWidget *parent = nullptr);
    ~TransportBar() override;

    void togglePlaying();
    /// The passing of time: position and digits.
    void refresh(Qt::TimeSpec zone);

signals:
    void closeRequested();

private:
    [[nodiscard]] QWidget *createControls();
    [[nodiscard]] QWidget *createDamageRow();
    [[nodiscard]] QToolButton *addButton(const QString &name, const QString &text, const QString &tip);
    void connectParts();
    void showState();
    void showSpoken(const QString &sentence);
    void jumped(bool found, const QString &nothing);
    void chooseGoodPart();
    void saveGoodPartTo(const QString &path);

    Replay &m_replay;
    const Theme &m_theme;
    const Settings &m_settings;
    QToolButton *m_play;
    QSlider *m_slider;
    QLabel *m_times;
    QComboBox *m_speed;
    QToolButton *m_row;
    QToolButton *m_command;
    QToolButton *m_gap;
    QToolButton *m_close;
    QLabel *m_notice;
    QPushButton *m_save;
    Qt::TimeSpec m_zone = Qt::UTC;
    Pending m_saving;
};

} // namespace signalbox
