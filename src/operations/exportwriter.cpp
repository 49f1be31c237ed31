// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/exportwriter.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <utility>

namespace signalbox {

using namespace std::chrono_literals;

namespace {

constexpr auto sliceTime = 6ms;      ///< leaves room for a frame of 16 ms
constexpr int sliceRows = 4'096;     ///< where the clock says nothing
constexpr int rowsBetweenLooks = 32; ///< at the clock

} // namespace

ExportWriter::ExportWriter(const Clock &clock, std::unique_ptr<ExportRows> rows, const ExportOptions &options,
                           const QString &path, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_rows(std::move(rows))
    , m_formatter(options)
    , m_file(std::make_shared<QSaveFile>(path))
    , m_timer(clock.createTimer([this] { writeSlice(); }))
{}

ExportWriter::~ExportWriter() = default;

void ExportWriter::start()
{
    m_timer->start(0ms);
}

void ExportWriter::cancel()
{
    if (m_closing)
        return;
    m_timer->stop();
    m_file.reset(); // a file that was not committed goes with it
}

bool ExportWriter::isClosing() const
{
    return m_closing;
}

void ExportWriter::writeSlice()
{
    QByteArray slice;
    if (!m_file->isOpen()) {
        const QFileInfo target(m_file->fileName());
        if (target.exists() && !target.isFile()) { // a device would be replaced by a file
            fail(tr("not a file"));
            return;
        }
        if (!m_file->open(QIODevice::WriteOnly)) {
            fail(m_file->errorString());
            return;
        }
        slice = m_formatter.head();
    }
    const MonotonicTime until = m_clock.now() + sliceTime;
    for (int row = 0; row < sliceRows && !m_rows->atEnd(); ++row) {
        if (row % rowsBetweenLooks == rowsBetweenLooks - 1 && m_clock.now() >= until)
            break;
        if (const std::optional<Fact> fact = m_rows->next()) {
            slice += m_formatter.line(*fact);
            ++m_result.rows;
        }
    }
    if (m_file->write(slice) != slice.size()) {
        fail(m_file->errorString());
        return;
    }
    m_result.bytes += slice.size();
    const bool atEnd = m_rows->atEnd();
    if (atEnd)
        close();
    else
        m_timer->start(0ms);
    emit progressed(m_rows->stepsDone(), m_rows->steps());
}

void ExportWriter::fail(const QString &detail)
{
    m_file.reset();
    emit failed(Error{ErrorKind::Storage, detail, {}, {}});
}

/// Committing waits for the disk, which may take seconds.
void ExportWriter::close()
{
    m_closing = true;
    m_result.lost = m_rows->lost();
    auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    // A watcher, not a continuation: one of those must not outlive its context in Qt 6.4.
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        const QString problem = watcher->result();
        watcher->deleteLater();
        if (problem.isNull())
            emit finished(m_result);
        else
            fail(problem);
    });
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([file = m_file, promise] {
        const bool done = file->commit();
        promise->addResult(done ? QString() : file->errorString());
        promise->finish();
    });
}

} // namespace signalbox
