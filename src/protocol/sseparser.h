// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/limits.h"
#include "core/provider.h"

#include <chrono>
#include <string>
#include <string_view>

namespace signalbox {

/// Receives what a parser finds. All views are valid only during the call.
class SseSink
{
public:
    SseSink() = default;
    virtual ~SseSink() = default;
    SseSink(const SseSink &) = delete;
    SseSink &operator=(const SseSink &) = delete;

    /// One dispatched event: its data was not empty (HTML standard 9.2.6). Text is valid UTF-8.
    virtual void sseEvent(const StreamEvent &event) = 0;
    /// A comment line without its colon; a heartbeat is a fact here.
    virtual void sseComment(std::string_view) {}
    /// A retry field of digits only; capped at limits::serverRetryCap.
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

    /// Ready for a new connection: what was not dispatched is discarded; the last event id is kept.
    void reset();

    /// What a new connection sends as Last-Event-ID; empty when there is none.
    [[nodiscard]] const std::string &lastEventId() const;
    void setLastEventId(std::string id);
};

} // namespace signalbox
