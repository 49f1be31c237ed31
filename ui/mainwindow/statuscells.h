// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"
#include "operations/command.h"

#include <QStatusBar>

class QToolButton;

namespace signalbox {

struct Console;
class Theme;

/// The status bar: link, heartbeat, rate, flags, unseen changes, open commands, p95, skew, clock, journal.
/// Each cell says its thing in words, has a tool tip, and can be pressed.
class StatusCells final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusCells(const Theme &theme, QWidget *parent = nullptr);

    /// Reads everything anew; once a second and when something changed.
    void refresh(const Console &console, Qt::TimeSpec zone);

    /// The mark of a running recording, with the file behind it; empty: none runs.
    void showRecording(const QString &text, const QString &path);

signals:
    void linkPressed();
    void ratePressed();
    void flagsPressed();
    void blindPressed();
    void zonePressed();
    void commandChosen(const signalbox::CommandId &command);
    void stopRecordingChosen();

private:
    QToolButton *addCell(const char *name, const QString &tip);
    void showText(QToolButton *cell, const QString &text, const QString &spoken = {});
    void showHeartbeat(const Console &console);
    void showFlags(const Console &console);
    void showSkew(const Console &console);
    void showCommands();
    void showJournal();
    void showRecordingMenu();

    const Theme &m_theme;
    QToolButton *m_link;
    QToolButton *m_heartbeat;
    QToolButton *m_rate;
    QToolButton *m_flags;
    QToolButton *m_blind; ///< hidden while nothing is unseen
    QToolButton *m_commands;
    QToolButton *m_p95;
    QToolButton *m_skew;
    QToolButton *m_recording;
    QToolButton *m_clock;
    QToolButton *m_journal;
    LinkState m_linkState = LinkState::Idle;
    QVector<CommandView> m_known; ///< what the menu of the commands cell lists
    QString m_journalSentence;
    QString m_recordingPath;
};

} // namespace signalbox
