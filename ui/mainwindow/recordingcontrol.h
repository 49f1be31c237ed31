// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/sessionrecorder.h"

#include <QObject>

#include <memory>

class QWidget;

namespace signalbox {

struct Console;
struct Settings;
class StatusCells;

/// Records the session on screen: asks for a file, shows in the status bar that it records and how much, and
/// says how it ended. Ends with the console.
class RecordingControl final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this; @p window is the parent of what opens.
    RecordingControl(Console &console, const Settings &settings, StatusCells &status, QWidget &window);
    ~RecordingControl() override;

    /// Asks for a file, or stops what runs.
    void toggle();
    void begin(const QString &path);
    void stop();
    [[nodiscard]] bool isRecording() const { return m_recorder && m_recorder->isRunning(); }
    /// Once a second: time and size.
    void tick();

signals:
    void recordingChanged(bool recording);
    /// A recording was written there.
    void folderUsed(const QString &folder);

private:
    void addFacts(const QVector<Fact> &facts);
    void addAmendment(const FactAmendment &amendment);
    void showEnd(SessionRecorder::Ending ending, const QString &problem);
    void warn(const QString &sentence);

    Console &m_console;
    const Settings &m_settings;
    StatusCells &m_status;
    QWidget &m_window;
    std::unique_ptr<SessionRecorder> m_recorder;
};

} // namespace signalbox
