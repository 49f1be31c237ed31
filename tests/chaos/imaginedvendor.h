// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chaos/agenda.h"
#include "chaos/truth.h"
#include "core/connection.h"
#include "core/provider.h"
#include "faults/faultplan.h"
#include "operations/command.h"

#include <QRandomGenerator>

class QNetworkAccessManager;

namespace signalbox {

/// What a client asks of an imagined server.
struct ImaginedRequest
{
    FaultTarget target = FaultTarget::Reads;
    QByteArray method;
    QUrl url;
    QByteArray token; ///< of the Authorization header, without "Bearer"
    QByteArray body;
    MonotonicTime sentAt; ///< when it left the client
};

struct ImaginedAnswer
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    std::optional<std::chrono::seconds> retryAfter;
};

/// What a vendor made of a request.
struct ImaginedOutcome
{
    ImaginedAnswer answer;
    std::optional<FlagRef> changed; ///< the record that really was written, if to what it was before
    FlagPatch madeSo;               ///< what was written there
};

/// All that one vendor is to the imagined world: its truth and its API, which nothing ever befalls (faults
/// are the server's matter), the people who work on it, and the console's own end of it.
class ImaginedVendor
{
public:
    /// Asked once for each change that would be made: absent, or how the server lies about it.
    using DrawLie = std::function<std::optional<LieKind>()>;

    ImaginedVendor() = default;
    virtual ~ImaginedVendor() = default;
    ImaginedVendor(const ImaginedVendor &) = delete;
    ImaginedVendor &operator=(const ImaginedVendor &) = delete;

    [[nodiscard]] virtual Truth &truth() = 0;
    [[nodiscard]] const Truth &truth() const { return const_cast<ImaginedVendor *>(this)->truth(); }

    // The server's end.

    [[nodiscard]] virtual FaultTarget targetOf(const ImaginedRequest &request) const = 0;
    [[nodiscard]] virtual bool isKnown(const ImaginedRequest &request) const = 0;
    /// The body of an answer that refuses.
    [[nodiscard]] virtual QByteArray refusal(const QString &code, const QString &message) const;
    [[nodiscard]] virtual ImaginedOutcome carryOut(const ImaginedRequest &request, const DrawLie &lie) = 0;
    /// What a stream says of a change, dated @p stamp by the server's clock. Empty: it does not tell of that.
    [[nodiscard]] virtual QByteArray frameOf(const Truth::Change &change, WallTime stamp) = 0;
    /// What a stream begins with.
    [[nodiscard]] virtual QByteArray greeting() const { return {}; }
    [[nodiscard]] virtual QByteArray heartbeat() const { return ": heartbeat\n\n"; }
    /// How much of @p frame has to arrive for anybody to notice that the rest is missing.
    [[nodiscard]] virtual qsizetype visibleCut(const QByteArray &frame) const = 0;

    // The people.

    /// The records that there are at first, of about @p size flags.
    virtual void populate(int size) = 0;
    /// All that there ever are.
    [[nodiscard]] virtual QVector<FlagKey> keys(int size) const = 0;
    /// One that the person may look at.
    [[nodiscard]] virtual FlagKey anyShown(QRandomGenerator &random, int size) const = 0;
    /// Somebody else changes something. Returns in a few words what.
    virtual QString colleagueActs(QRandomGenerator &random, int size) = 0;
    /// Somebody else reacts to the same alarm as the person who gave @p order.
    virtual void colleagueRivals(QRandomGenerator &random, Agenda &agenda, const CommandOrder &order);
    /// What the person wants of a record that is shown as @p shown.
    [[nodiscard]] virtual FlagPatch wish(QRandomGenerator &random, const Flag &shown) const = 0;

    // The console's end.

    [[nodiscard]] virtual ConnectionInfo connection() const = 0;
    /// With project and environment chosen.
    [[nodiscard]] virtual Provider &provider() = 0;
    /// As a person who is asked for it.
    [[nodiscard]] virtual Pending signIn(Callback<bool> done) = 0;
};

/// Where and what the console is connected to, whoever the vendor is.
[[nodiscard]] ConnectionInfo imaginedConnection(const QString &url);

} // namespace signalbox
