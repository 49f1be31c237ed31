// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/recordingcontrol.h"

#include "core/plaintext.h"
#include "core/settings.h"
#include "mainwindow/console.h"
#include "mainwindow/statuscells.h"
#include "operations/notes.h"
#include "words/filewords.h"
#include "words/sentences.h"

#include <QFileDialog>
#include <QLocale>
#include <QMessageBox>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int noticeTime = 10'000; ///< milliseconds

QString sizeText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace

RecordingControl::RecordingControl(Console &console, const Settings &settings, StatusCells &status,
                                   QWidget &window)
    : QObject(&window), m_console(console), m_settings(settings), m_status(status), m_window(window)
{
    connect(&m_status, &StatusCells::stopRecordingChosen, this, &RecordingControl::stop);
    if (console.notes) {
        connect(console.notes, &Notes::factsAdded, this, &RecordingControl::addFacts);
        connect(console.notes, &Notes::factAmended, this, &RecordingControl::addAmendment);
    }
}

RecordingControl::~RecordingControl()
{
    if (m_recorder)
        m_recorder->disconnect(this);
    m_status.showRecording({}, {});
}

void RecordingControl::toggle()
{
    if (isRecording()) {
        stop();
        return;
    }
    emit recordingChanged(false); // until there is a file
    auto *chooser = new QFileDialog(&m_window, tr("Record the session to"));
    chooser->setObjectName(u"recordDialog"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(sessionFileSuffix());
    chooser->setNameFilter(sessionFileFilter());
    chooser->setDirectory(exportFolder(m_settings));
    chooser->selectFile(
        offeredFileName(m_console.connection, m_console.clock.wallTime(), sessionFileSuffix()));
    connect(chooser, &QFileDialog::fileSelected, this, &RecordingControl::begin);
    chooser->open();
}

void RecordingControl::begin(const QString &path)
{
    if (isRecording())
        return;
    m_recorder = std::make_unique<SessionRecorder>(m_console.session, m_console.flags, m_console.commands,
                                                   m_console.connection, m_console.clock);
    connect(m_recorder.get(), &SessionRecorder::ended, this, &RecordingControl::showEnd);
    if (const auto started = m_recorder->start(path); !started) {
        warn(tr("The recording could not be started: %1. Choose another place.")
                 .arg(plainLine(started.error().detail)));
        return;
    }
    if (!isRecording())
        return; // the disk was full at once, which has been said
    emit folderUsed(QFileInfo(path).absolutePath());
    emit recordingChanged(true);
    tick();
}

void RecordingControl::stop()
{
    if (m_recorder)
        m_recorder->stop();
}

void RecordingControl::addFacts(const QVector<Fact> &facts)
{
    if (isRecording())
        m_recorder->addFacts(facts);
}

void RecordingControl::addAmendment(const FactAmendment &amendment)
{
    if (isRecording())
        m_recorder->addAmendment(amendment);
}

void RecordingControl::tick()
{
    if (!isRecording())
        return;
    m_status.showRecording(
        tr("REC %1 · %2").arg(playTimeText(m_recorder->length()), sizeText(m_recorder->bytes())),
        m_recorder->path());
}

void RecordingControl::showEnd(SessionRecorder::Ending ending, const QString &problem)
{
    m_status.showRecording({}, {});
    emit recordingChanged(false);
    const QString place = plainLine(m_recorder->path());
    QString left;
    if (m_recorder->skippedLines() > 0) {
        left = u' '
               + tr("%1 lines were too long to be recorded and are missing.").arg(m_recorder->skippedLines());
    }
    switch (ending) {
    case SessionRecorder::Ending::Asked:
        m_status.showMessage(tr("Recorded %1 to %2.").arg(playTimeText(m_recorder->length()), place) + left,
                             noticeTime);
        break;
    case SessionRecorder::Ending::Full:
        warn(tr("The recording has reached %1 and was ended. It is whole and can be opened: %2. "
                "To go on, record to another file.")
                 .arg(sizeText(limits::sessionFileBytes), place)
             + left);
        break;
    case SessionRecorder::Ending::Failed:
        warn(tr("The recording was ended: %1. What was recorded until then can be opened: %2. "
                "Make room, or record to another place.")
                 .arg(plainLine(problem), place)
             + left);
        break;
    }
}

void RecordingControl::warn(const QString &sentence)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Recording"), sentence, QMessageBox::Ok, &m_window);
    box->setObjectName(u"recordingNotice"_s);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace signalbox
