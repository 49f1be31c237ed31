// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/journalowner.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString lockPath(const QString &journalPath, const QString &id)
{
    return u"%1.%2.lock"_s.arg(journalPath, id);
}

/// Takes and gives back the lock: works only, and then removes the file, when nobody holds it.
bool isAbandoned(const QString &path)
{
    QLockFile probe(path);
    probe.setStaleLockTime(0); // age proves nothing, only the process being gone does
    return probe.tryLock(0);
}

} // namespace

JournalOwner::JournalOwner(const QString &journalPath)
    : m_journalPath(journalPath)
    , m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_lock(std::make_unique<QLockFile>(lockPath(journalPath, m_id)))
{
    m_lock->setStaleLockTime(0);
    m_lock->tryLock(0);

    const QFileInfo journal(journalPath);
    const QStringList pattern = {u"%1.*.lock"_s.arg(journal.fileName())};
    const QFileInfoList locks = journal.dir().entryInfoList(pattern, QDir::Files);
    for (const QFileInfo &lock : locks)
        isAbandoned(lock.filePath());
}

JournalOwner::~JournalOwner() = default;

bool JournalOwner::isRunning(const QString &id) const
{
    return id == m_id || !isAbandoned(lockPath(m_journalPath, id));
}

} // namespace signalbox
