// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/limits.h"
#include "core/provider.h"

#include <chrono>
#include <string>
#include <string_view>

namespace signalbox {

/// Receives what a parser finds. All views are valid only during the call; all text is valid UTF-8.
class SseSink
{
public:
    SseSink() = default;
    virtual ~SseSink() = default;
    SseSink(const SseSink &) = delete;
    SseSink &operator=(const SseSink &) = delete;

    /// One dispatched event: it had at least one data line (HTML standard 9.2.6).
    virtual void sseEvent(const StreamEvent &event) = 0;
    /// A comment line without its colon; a heartbeat is a fact here.
    virtual void sseComment(std::string_view) {}
    /// A retry field of digits only; capped at limits::sseRetryCap.
    virtual void sseRetry(std::chrono::milliseconds) {}
};

struct SseLimits
{
    std::size_t lineBytes = limits::sseLineBytes;
    std::size_t eventBytes = limits::sseEventBytes;
};

/// The event-stream format of the HTML standard, section 9.2.6, for any cut of the bytes: BOM, LF, CR and CR
/// LF in any mix and split over reads, comments, fields without colon, one leading space, id with NUL
/// ignored, empty id resets, retry of digits only, nothing dispatched at the end of the stream. Invalid UTF-8
/// is repaired by replacement (Encoding standard). Holds no socket and knows no vendor.
class SseParser final
{
public:
    explicit SseParser(SseLimits limits = {});

    /// Takes the next bytes of the stream and calls @p sink for what they complete, in order. Fails with
    /// TooLarge when a line or an event exceeds its limit; the parser then ignores all further bytes until
    /// reset().
    /// @p sink must not feed this parser.
    Result<void> feed(std::string_view bytes, SseSink &sink);

    /// Ready for a new connection: what was not dispatched is discarded; the last event id is kept, and
    /// events of the new connection carry it until the server sends another one (as browsers do it).
    void reset();

    /// What a new connection sends as Last-Event-ID; empty when there is none.
    [[nodiscard]] const std::string &lastEventId() const;
    void setLastEventId(std::string id);

private:
    /// A field of the event in the making: a view of the bytes being fed as long as that is possible, else a
    /// copy in a buffer that keeps its capacity.
    class Field
    {
    public:
        [[nodiscard]] std::string_view text() const { return m_view; }
        void set(std::string_view text, bool borrowed);
        void appendLine(std::string_view text);
        void keep();
        void clear();

    private:
        std::string_view m_view;
        std::string m_own;
        bool m_borrowed = false;
    };

    const char *skipByteOrderMark(const char *at, const char *end);
    bool takeLine(std::string_view line, bool borrowed, SseSink &sink);
    bool takeField(std::string_view name, std::string_view value, bool borrowed, SseSink &sink);
    bool addData(std::string_view value, bool borrowed);
    void takeId(std::string_view value);
    void dispatch(SseSink &sink);
    void discardEvent();
    [[nodiscard]] std::string_view valid(std::string_view text, std::string &buffer) const;

    SseLimits m_limits;
    Field m_data;
    Field m_type;
    std::size_t m_dataLines = 0;
    std::string m_idBuffer; ///< the id of the event in the making; becomes the last event id at its dispatch
    bool m_idChanged = false;
    std::string m_lastEventId;
    std::string m_line;            ///< the start of a line that goes on in the next bytes
    std::size_t m_markMatched = 0; ///< bytes of a byte order mark seen; past the start of the stream: 3
    bool m_atStart = true;
    bool m_swallowLineFeed = false; ///< the last byte was a CR: an LF that follows belongs to it
    bool m_failed = false;
    std::string m_repairedData;
    std::string m_repairedType;
};

} // namespace signalbox
