// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/pending.h"
#include "operations/sessionscanner.h"

#include <QFile>
#include <QObject>

#include <memory>

namespace signalbox {

/// A session file that was opened: the way through it, and its lines on demand. The file stays open; a line
/// that somebody changed meanwhile is found out when it is read.
class SessionFile final
{
public:
    SessionFile(std::unique_ptr<QFile> file, SessionScan scan);

    [[nodiscard]] const SessionHeader &header() const { return *m_scan.header; }
    [[nodiscard]] const SessionScan &scan() const { return m_scan; }
    [[nodiscard]] QString path() const { return m_file->fileName(); }
    [[nodiscard]] qsizetype stepCount() const { return qsizetype(m_scan.steps.size()); }
    [[nodiscard]] const SessionStep &step(qsizetype index) const { return m_scan.steps[std::size_t(index)]; }
    [[nodiscard]] Result<SessionLine> read(qsizetype index) const;

private:
    std::unique_ptr<QFile> m_file;
    SessionScan m_scan;
};

/// Opens a session file in slices from the event loop. Main thread only.
class SessionOpener final : public QObject
{
    Q_OBJECT

public:
    SessionOpener(const Clock &clock, const QString &path, QObject *parent = nullptr);
    ~SessionOpener() override;

    /// Once. Ends in opened() or failed(), later than this call; nothing is signalled after destruction.
    void start();

signals:
    void progressed(qint64 bytes, qint64 ofBytes);
    /// Also of a damaged file whose beginning is good: see SessionScan::damage.
    void opened(const std::shared_ptr<signalbox::SessionFile> &file);
    /// Storage: cannot be read. TooLarge: above limits::sessionFileBytes. BadAnswer: not a session file; the
    /// detail says why.
    void failed(const signalbox::Error &error);

private:
    void readSlice();
    void fail(ErrorKind kind, const QString &detail);

    const Clock &m_clock;
    std::unique_ptr<QFile> m_file;
    SessionScanner m_scanner;
    std::unique_ptr<Timer> m_timer;
    qint64 m_size = 0;
    qint64 m_read = 0;
};

/// Writes the good part of a damaged file to @p path, with a last line, so that it is whole. Reads and writes
/// beside the main thread; @p done is called on it, with Storage when that fails.
[[nodiscard]] Pending saveGoodPart(const SessionFile &file, const QString &path, Callback<qint64> done);

} // namespace signalbox
