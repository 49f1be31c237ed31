// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionfile.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

using namespace std::chrono_literals;

namespace {

constexpr auto sliceTime = 6ms; ///< leaves room for a frame of 16 ms
constexpr qint64 pieceBytes = 64 << 10;
constexpr int piecesPerSlice = 16; ///< where the clock says nothing

Error storageError(const QString &detail)
{
    return {ErrorKind::Storage, detail, {}, {}};
}

/// Runs on a thread of its own.
Result<qint64> copyGoodPart(const QString &from, qint64 bytes, const QByteArray &lastLine, const QString &to)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return tl::unexpected(storageError(source.errorString()));
    const QFileInfo place(to);
    if (place.exists() && !place.isFile()) // a device would be replaced by a file
        return tl::unexpected(storageError(u"not a file"_s));
    QSaveFile target(to);
    if (!target.open(QIODevice::WriteOnly))
        return tl::unexpected(storageError(target.errorString()));
    for (qint64 left = bytes; left > 0;) {
        const QByteArray piece = source.read(std::min(left, pieceBytes));
        if (piece.isEmpty())
            return tl::unexpected(storageError(source.errorString()));
        if (target.write(piece) != piece.size())
            return tl::unexpected(storageError(target.errorString()));
        left -= piece.size();
    }
    if (target.write(lastLine) != lastLine.size() || !target.commit())
        return tl::unexpected(storageError(target.errorString()));
    return bytes + lastLine.size();
}

} // namespace

SessionFile::SessionFile(std::unique_ptr<QFile> file, SessionScan scan)
    : m_file(std::move(file)), m_scan(std::move(scan))
{}

Result<SessionLine> SessionFile::read(qsizetype index) const
{
    const SessionStep &wanted = step(index);
    if (m_file->pos() != wanted.offset && !m_file->seek(wanted.offset))
        return tl::unexpected(storageError(m_file->errorString()));
    QByteArray line = m_file->read(wanted.length + 1);
    if (line.size() != wanted.length + 1)
        return tl::unexpected(storageError(u"the file has become shorter"_s));
    line.chop(1);
    Result<SessionLine> parsed = parseSessionLine(line);
    if (parsed && parsed->at != wanted.at)
        return tl::unexpected(storageError(u"the file was changed"_s));
    return parsed;
}

SessionOpener::SessionOpener(const Clock &clock, const QString &path, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_file(std::make_unique<QFile>(path))
    , m_timer(clock.createTimer([this] { readSlice(); }))
{}

SessionOpener::~SessionOpener() = default;

void SessionOpener::start()
{
    m_timer->start(0ms);
}

void SessionOpener::readSlice()
{
    if (!m_file->isOpen()) {
        const QFileInfo info(m_file->fileName());
        if (info.exists() && !info.isFile()) { // a pipe or a device never ends
            fail(ErrorKind::Storage, u"not a file"_s);
            return;
        }
        if (!m_file->open(QIODevice::ReadOnly)) {
            fail(ErrorKind::Storage, m_file->errorString());
            return;
        }
        m_size = m_file->size();
        if (m_size > limits::sessionFileBytes + limits::sessionLineBytes) { // the recorder ends within a line
            fail(ErrorKind::TooLarge, {});
            return;
        }
    }
    const MonotonicTime until = m_clock.now() + sliceTime;
    bool over = false;
    for (int piece = 0; piece < piecesPerSlice && !over; ++piece) {
        // No more than there was: a recording that still grows would have no end.
        const QByteArray bytes = m_file->read(std::min(pieceBytes, m_size - m_read));
        m_read += bytes.size();
        over = bytes.isEmpty() || !m_scanner.feed(bytes);
        if (m_clock.now() >= until)
            break;
    }
    emit progressed(m_read, m_size);
    if (!over) {
        m_timer->start(0ms);
        return;
    }
    if (m_file->error() != QFileDevice::NoError) {
        fail(ErrorKind::Storage, m_file->errorString());
        return;
    }
    m_scanner.finish();
    if (!m_scanner.scan().header) {
        fail(ErrorKind::BadAnswer, m_scanner.scan().damage->reason);
        return;
    }
    emit opened(std::make_shared<SessionFile>(std::move(m_file), m_scanner.take()));
}

void SessionOpener::fail(ErrorKind kind, const QString &detail)
{
    emit failed(Error{kind, detail, {}, {}});
}

Pending saveGoodPart(const SessionFile &file, const QString &path, Callback<qint64> done)
{
    using Watcher = QFutureWatcher<Result<qint64>>;
    auto *watcher = new Watcher; // goes with the handle, later: the handle may be dropped in the callback
    auto promise = std::make_shared<QPromise<Result<qint64>>>();
    promise->start();
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher,
                     [watcher, done = std::move(done)] { done(watcher->result()); });
    watcher->setFuture(promise->future());
    const QByteArray lastLine = toJsonLine(SessionLine{file.scan().length, RecordedEnd{file.scan().skipped}});
    QThreadPool::globalInstance()->start(
        [promise, lastLine, from = file.path(), bytes = file.scan().goodBytes, path] {
            promise->addResult(copyGoodPart(from, bytes, lastLine, path));
            promise->finish();
        });
    return Pending([watcher] {
        watcher->disconnect();
        watcher->deleteLater();
    });
}

} // namespace signalbox
