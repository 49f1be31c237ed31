// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sseparser.h"

#include "protocol/utf8.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/// Finds line ends. Remembers where the next LF and the next CR are, so that each byte is searched at most
/// once for each of them, whichever line end a stream uses.
class LineEnds
{
public:
    LineEnds(const char *at, const char *end)
        : m_end(end), m_lineFeed(find(at, '\n')), m_return(find(at, '\r'))
    {}

    /// The first line end at or after @p at; the end of the bytes where there is none.
    [[nodiscard]] const char *next(const char *at)
    {
        if (m_lineFeed < at)
            m_lineFeed = find(at, '\n');
        if (m_return < at)
            m_return = find(at, '\r');
        return std::min(m_lineFeed, m_return);
    }

private:
    [[nodiscard]] const char *find(const char *at, char wanted) const
    {
        if (at == m_end)
            return m_end;
        const void *found = std::memchr(at, wanted, static_cast<std::size_t>(m_end - at));
        return found ? static_cast<const char *>(found) : m_end;
    }

    const char *m_end;
    const char *m_lineFeed;
    const char *m_return;
};

Error tooLarge(const QString &detail)
{
    return Error{ErrorKind::TooLarge, detail, std::nullopt, std::nullopt};
}

} // namespace

void SseParser::Field::set(std::string_view text, bool borrowed)
{
    m_borrowed = borrowed;
    if (borrowed) {
        m_view = text;
    } else {
        m_own.assign(text);
        m_view = m_own;
    }
}

void SseParser::Field::appendLine(std::string_view text)
{
    keep();
    m_own.push_back('\n');
    m_own.append(text);
    m_view = m_own;
}

void SseParser::Field::keep()
{
    if (m_borrowed)
        set(m_view, false);
}

void SseParser::Field::clear()
{
    m_view = {};
    m_own.clear();
    m_borrowed = false;
}

SseParser::SseParser(SseLimits limits) : m_limits(limits) {}

Result<void> SseParser::feed(std::string_view bytes, SseSink &sink)
{
    if (m_failed || bytes.empty())
        return {};
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    if (m_atStart)
        at = skipByteOrderMark(at, end);
    if (m_swallowLineFeed && at != end) {
        m_swallowLineFeed = false;
        if (*at == '\n')
            ++at;
    }

    LineEnds lineEnds(at, end);
    while (at != end) {
        const char *const lineEnd = lineEnds.next(at);
        const std::string_view part(at, static_cast<std::size_t>(lineEnd - at));
        if (m_line.size() + part.size() > m_limits.lineBytes) {
            m_failed = true;
            return tl::unexpected(
                tooLarge(u"a line of the stream is longer than %1 bytes (limit sseLineBytes)"_s.arg(
                    m_limits.lineBytes)));
        }
        if (lineEnd == end) {
            m_line.append(part);
            break;
        }
        at = lineEnd + 1;
        if (*lineEnd == '\r') {
            // A lone CR ends the line now; waiting for the next byte could hold an event back for half a
            // minute.
            if (at == end)
                m_swallowLineFeed = true;
            else if (*at == '\n')
                ++at;
        }
        bool fits = true;
        if (m_line.empty()) {
            fits = takeLine(part, true, sink);
        } else {
            m_line.append(part);
            fits = takeLine(m_line, false, sink);
            m_line.clear();
        }
        if (!fits) {
            m_failed = true;
            return tl::unexpected(
                tooLarge(u"the data of one event is longer than %1 bytes (limit sseEventBytes)"_s.arg(
                    m_limits.eventBytes)));
        }
    }
    m_data.keep();
    m_type.keep();
    return {};
}

void SseParser::reset()
{
    discardEvent();
    m_idBuffer.clear();
    m_idChanged = false;
    m_line.clear();
    m_markMatched = 0;
    m_atStart = true;
    m_swallowLineFeed = false;
    m_failed = false;
}

const std::string &SseParser::lastEventId() const
{
    return m_lastEventId;
}

void SseParser::setLastEventId(std::string id)
{
    m_lastEventId = std::move(id);
    m_idChanged = false;
}

const char *SseParser::skipByteOrderMark(const char *at, const char *end)
{
    while (at != end && m_markMatched < byteOrderMark.size()) {
        if (*at != byteOrderMark[m_markMatched]) {
            m_line.assign(byteOrderMark.substr(0, m_markMatched)); // it was the start of a line after all
            m_atStart = false;
            return at;
        }
        ++m_markMatched;
        ++at;
    }
    if (m_markMatched == byteOrderMark.size())
        m_atStart = false;
    return at;
}

/// False when the event has become too large.
bool SseParser::takeLine(std::string_view line, bool borrowed, SseSink &sink)
{
    if (line.empty()) {
        dispatch(sink);
        return true;
    }
    // The line nearly every line is.
    constexpr std::string_view dataPrefix = "data:";
    if (line.starts_with(dataPrefix)) {
        line.remove_prefix(dataPrefix.size());
        if (!line.empty() && line.front() == ' ')
            line.remove_prefix(1);
        return addData(line, borrowed);
    }
    const std::size_t colon = line.find(':');
    if (colon == 0) {
        sink.sseComment(valid(line.substr(1), m_repairedData));
        return true;
    }
    if (colon == std::string_view::npos)
        return takeField(line, {}, borrowed, sink);
    std::string_view value = line.substr(colon + 1);
    if (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
    return takeField(line.substr(0, colon), value, borrowed, sink);
}

bool SseParser::takeField(std::string_view name, std::string_view value, bool borrowed, SseSink &sink)
{
    if (name == "data")
        return addData(value, borrowed);
    if (name == "event") {
        m_type.set(value, borrowed);
    } else if (name == "id") {
        takeId(value);
    } else if (name == "retry") {
        const auto isDigit = [](char character) { return character >= '0' && character <= '9'; };
        if (!value.empty() && std::all_of(value.begin(), value.end(), isDigit)) {
            constexpr std::chrono::milliseconds cap = limits::sseRetryCap;
            qint64 milliseconds = 0;
            for (const char digit : value)
                milliseconds = std::min<qint64>(milliseconds * 10 + (digit - '0'), cap.count());
            sink.sseRetry(std::chrono::milliseconds(milliseconds));
        }
    }
    return true;
}

bool SseParser::addData(std::string_view value, bool borrowed)
{
    const std::size_t separators = m_dataLines > 0 ? 1 : 0;
    if (m_data.text().size() + separators + value.size() > m_limits.eventBytes)
        return false;
    if (m_dataLines == 0)
        m_data.set(value, borrowed);
    else
        m_data.appendLine(value);
    ++m_dataLines;
    return true;
}

void SseParser::takeId(std::string_view value)
{
    if (value.find('\0') != std::string_view::npos)
        return;
    m_idBuffer.assign(value);
    m_idChanged = true;
}

void SseParser::dispatch(SseSink &sink)
{
    if (m_idChanged) {
        m_lastEventId.assign(valid(m_idBuffer, m_repairedData));
        m_idChanged = false;
    }
    if (m_dataLines > 0) {
        StreamEvent event;
        event.type =
            m_type.text().empty() ? std::string_view("message") : valid(m_type.text(), m_repairedType);
        event.data = valid(m_data.text(), m_repairedData);
        event.lastEventId = m_lastEventId;
        sink.sseEvent(event);
    }
    discardEvent();
}

void SseParser::discardEvent()
{
    m_data.clear();
    m_type.clear();
    m_dataLines = 0;
}

std::string_view SseParser::valid(std::string_view text, std::string &buffer) const
{
    if (isValidUtf8(text))
        return text;
    repairUtf8(text, buffer);
    return buffer;
}

} // namespace signalbox
