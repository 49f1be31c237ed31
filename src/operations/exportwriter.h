// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "operations/exportformat.h"
#include "operations/exportrows.h"

#include <QObject>
#include <QSaveFile>

#include <memory>

namespace signalbox {

struct ExportResult
{
    qint64 rows = 0;
    qint64 bytes = 0;
    qint64 lost = 0; ///< rows that left the log before they were written

    bool operator==(const ExportResult &) const = default;
};

/// Writes rows to a file in slices from the event loop, so that the window stays alive however many there
/// are. The file appears whole or not at all: until the end nothing stands under its name, or what stood
/// there before. Main thread only; the last step, which waits for the disk, runs beside it.
class ExportWriter final : public QObject
{
    Q_OBJECT

public:
    /// @p clock and what @p rows stand on must outlive this.
    ExportWriter(const Clock &clock, std::unique_ptr<ExportRows> rows, const ExportOptions &options,
                 const QString &path, QObject *parent = nullptr);
    ~ExportWriter() override;

    /// Once. Ends in finished() or failed(), later than this call, unless cancelled or destroyed.
    void start();
    /// Leaves no file behind. Nothing is signalled afterwards. Too late once the file is being closed: then
    /// it is finished.
    void cancel();
    /// The rows are written and the disk is waited for.
    [[nodiscard]] bool isClosing() const;

signals:
    void progressed(qint64 steps, qint64 ofSteps);
    void finished(const signalbox::ExportResult &result);
    /// Storage; the detail is the system's own words.
    void failed(const signalbox::Error &error);

private:
    void writeSlice();
    void fail(const QString &detail);
    void close();

    const Clock &m_clock;
    std::unique_ptr<ExportRows> m_rows;
    ExportFormatter m_formatter;
    std::shared_ptr<QSaveFile> m_file; ///< shared with the thread that closes it
    std::unique_ptr<Timer> m_timer;
    ExportResult m_result;
    bool m_closing = false;
};

} // namespace signalbox
