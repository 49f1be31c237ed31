// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/sessionline.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace signalbox {

/// Where a line of a session file stands, and as much about it as finding one's way needs.
struct SessionStep
{
    enum class Kind : quint8 { Other, Row, CommandRow, GapRow };

    qint64 offset = 0; ///< of its first byte
    qint32 length = 0; ///< without the line feed
    Kind kind = Kind::Other;
    std::chrono::milliseconds at{0};
};

/// Where a file stops being a session file.
struct SessionDamage
{
    qint64 line = 0; ///< counted from 1
    qint64 byte = 0; ///< offset of the first byte that is not good
    QString reason;  ///< in English, for the sentence that names the place

    bool operator==(const SessionDamage &) const = default;
};

/// What a scan found: header and good lines up to the end or the damage.
struct SessionScan
{
    std::optional<SessionHeader> header; ///< absent: not a session file at all
    std::vector<SessionStep> steps;      ///< without the last line of a whole recording
    qint64 goodBytes = 0;                ///< header and steps
    qint64 rows = 0;                     ///< steps that bring a row of the log
    qint64 skipped = 0;                  ///< lines that the recorder left out
    std::optional<SessionDamage> damage;
    std::chrono::milliseconds length{0}; ///< time of the last good line
};

/// Reads a session file in any cut of bytes and checks every line, in every build. Holds no file and no more
/// of the bytes than the line that is under way. Once damaged it takes nothing more.
class SessionScanner final
{
public:
    /// False: damaged, nothing more will be taken.
    bool feed(QByteArrayView bytes);
    /// The bytes are over. A file that lacks its last line was cut.
    void finish();
    [[nodiscard]] const SessionScan &scan() const { return m_scan; }
    /// What was found; the scanner is not to be used afterwards.
    [[nodiscard]] SessionScan take() { return std::move(m_scan); }

private:
    void takeLine(const QByteArray &line);
    void takeHeader(const QByteArray &line);
    void damage(const QString &reason);

    SessionScan m_scan;
    QByteArray m_line; ///< begun, not ended
    qint64 m_lines = 0;
    qint64 m_taken = 0; ///< bytes of the lines so far
    bool m_ended = false;
};

/// All of a file at once: bytes in, result out.
[[nodiscard]] SessionScan scanSession(QByteArrayView bytes);

} // namespace signalbox
