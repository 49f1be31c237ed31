// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionscanner.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

SessionStep::Kind stepKind(const SessionEntry &entry)
{
    const Fact *fact = std::get_if<Fact>(&entry);
    if (!fact)
        return SessionStep::Kind::Other;
    if (fact->kind == FactKind::Command)
        return SessionStep::Kind::CommandRow;
    return fact->kind == FactKind::Gap ? SessionStep::Kind::GapRow : SessionStep::Kind::Row;
}

} // namespace

bool SessionScanner::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_scan.damage) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView piece = end < 0 ? bytes : bytes.first(end);
        if (m_line.size() + piece.size() > limits::sessionLineBytes) {
            damage(u"the line is too long"_s);
            break;
        }
        m_line.append(piece);
        if (end < 0)
            break;
        const QByteArray line = std::exchange(m_line, {});
        takeLine(line);
        m_taken += line.size() + 1;
        bytes = bytes.sliced(end + 1);
    }
    return !m_scan.damage;
}

void SessionScanner::finish()
{
    if (m_scan.damage || (m_ended && m_line.isEmpty()))
        return;
    damage(m_line.isEmpty() ? u"the recording ends without its last line"_s : u"the line is cut off"_s);
}

void SessionScanner::takeLine(const QByteArray &line)
{
    if (!m_scan.header) {
        takeHeader(line);
        return;
    }
    if (m_ended) {
        damage(u"something follows the last line"_s);
        return;
    }
    const Result<SessionLine> parsed = parseSessionLine(line);
    if (!parsed) {
        damage(parsed.error().detail);
        return;
    }
    if (parsed->at < m_scan.length) {
        damage(u"its time lies before that of the line above"_s);
        return;
    }
    ++m_lines;
    if (const auto *end = std::get_if<RecordedEnd>(&parsed->entry)) {
        m_ended = true;
        m_scan.skipped = end->skipped;
        return;
    }
    if (qint64(m_scan.steps.size()) >= limits::sessionLines) {
        damage(u"the file has too many lines"_s);
        return;
    }
    const SessionStep step{m_scan.goodBytes, qint32(line.size()), stepKind(parsed->entry), parsed->at};
    if (step.kind != SessionStep::Kind::Other)
        ++m_scan.rows;
    m_scan.steps.push_back(step);
    m_scan.length = parsed->at;
    m_scan.goodBytes += line.size() + 1;
}

void SessionScanner::takeHeader(const QByteArray &line)
{
    Result<SessionHeader> header = parseSessionHeader(line);
    if (!header) {
        damage(header.error().detail);
        return;
    }
    m_scan.header = std::move(*header);
    m_scan.goodBytes = line.size() + 1;
    m_lines = 1;
}

void SessionScanner::damage(const QString &reason)
{
    m_scan.damage = SessionDamage{m_lines + 1, m_taken, reason};
    m_line.clear();
}

SessionScan scanSession(QByteArrayView bytes)
{
    SessionScanner scanner;
    scanner.feed(bytes);
    scanner.finish();
    return scanner.take();
}

} // namespace signalbox
