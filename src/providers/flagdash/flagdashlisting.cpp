// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashlisting.h"

#include "providers/common/snapshotof.h"
#include "providers/flagdash/flagdashconfigjson.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace signalbox::flagdash {

namespace {

constexpr std::array kinds{FlagKind::Flag, FlagKind::Config, FlagKind::AiConfig};

/// Failures that say something about one kind of records, and nothing about the server or the connection.
bool isOfTheKindAlone(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Forbidden:
    case ErrorKind::NotFound:
    case ErrorKind::Rejected:
    case ErrorKind::BadAnswer:
    case ErrorKind::TooLarge: return true;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Timeout:
    case ErrorKind::SignInNeeded:
    case ErrorKind::Protected:
    case ErrorKind::Conflict:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    return false;
}

/// The lists under way; the last to arrive answers for all. None is cut off because another one failed: each
/// has its own time limit, and they mostly fail together.
class Listing final : public std::enable_shared_from_this<Listing>
{
public:
    Listing(Place place, Callback<Snapshot> done) : m_place(std::move(place)), m_done(std::move(done)) {}

    void begin(Requests &requests)
    {
        for (const FlagKind kind : kinds) {
            m_pending[std::size_t(kind)] =
                requests.send({.path = listPath(m_place, kind)},
                              [held = weak_from_this(), kind](const Result<QByteArray> &body) {
                                  if (const auto self = held.lock())
                                      self->arrived(kind, body);
                              });
        }
    }
    void cancel()
    {
        m_done = nullptr;
        for (Pending &pending : m_pending)
            pending.cancel();
    }

private:
    void arrived(FlagKind kind, const Result<QByteArray> &body)
    {
        Result<QVector<Flag>> records = body ? readList(m_place, kind, *body) : tl::unexpected(body.error());
        if (records)
            m_records[std::size_t(kind)] = std::move(*records);
        else if (kind != FlagKind::Flag && isOfTheKindAlone(records.error()))
            m_unread.append({kind, records.error()});
        else if (!m_failure || kind == FlagKind::Flag)
            m_failure = records.error();
        if (++m_arrived < kinds.size())
            return;
        const auto alive = shared_from_this(); // the handle may be dropped in the callback
        const Callback<Snapshot> done = std::exchange(m_done, nullptr);
        if (m_failure)
            done(tl::unexpected(*m_failure));
        else
            done(together());
    }
    [[nodiscard]] Snapshot together()
    {
        QVector<Flag> all;
        for (QVector<Flag> &some : m_records)
            all += std::move(some);
        Snapshot snapshot;
        if (m_place.onlyReads)
            snapshot.flags = std::move(all); // the key tells of its own environment
        else
            snapshot = api::snapshotOf(std::move(all), m_place.environment);
        std::sort(m_unread.begin(), m_unread.end(),
                  [](const UnreadKind &a, const UnreadKind &b) { return a.kind < b.kind; });
        snapshot.unread = std::move(m_unread);
        return snapshot;
    }

    const Place m_place;
    Callback<Snapshot> m_done;
    std::array<Pending, kinds.size()> m_pending;
    std::array<QVector<Flag>, kinds.size()> m_records;
    QVector<UnreadKind> m_unread;
    std::optional<Error> m_failure;
    std::size_t m_arrived = 0;
};

/// A command may be waiting for the record: its schedules must not hold it up.
constexpr auto schedulePatience = std::chrono::seconds(1);

struct Reading
{
    std::optional<Result<Flag>> flag;
    std::optional<QVector<Schedule>> schedules;
    bool schedulesAnswered = false;
    Callback<Flag> done;
    Pending flagRequest;
    Pending scheduleRequest;
    std::unique_ptr<Timer> patience;

    void cancel()
    {
        done = nullptr;
        flagRequest.cancel();
        scheduleRequest.cancel();
        patience->stop();
    }
    void finishIfWhole()
    {
        if (!flag || !done)
            return;
        if (*flag && !schedulesAnswered) {
            patience->start(schedulePatience);
            return;
        }
        patience->stop();
        if (*flag)
            (*flag)->schedules = std::move(schedules);
        const Callback<Flag> answered = std::exchange(done, nullptr);
        scheduleRequest.cancel(); // nobody waits for those of a flag that cannot be read
        answered(std::move(*flag));
    }
};

} // namespace

Pending readAll(Requests &requests, const Place &place, Callback<Snapshot> done)
{
    const auto listing = std::make_shared<Listing>(place, std::move(done));
    listing->begin(requests);
    return Pending([listing] { listing->cancel(); });
}

Pending readWithSchedules(Requests &requests, const Clock &clock, const Place &place, const FlagRef &flag,
                          const api::Call &call, std::function<void()> refused, Callback<Flag> done)
{
    const auto reading = std::make_shared<Reading>();
    reading->done = std::move(done);
    const std::weak_ptr<Reading> held = reading;
    reading->patience = clock.createTimer([held] {
        if (const auto alive = held.lock()) {
            alive->schedulesAnswered = true;
            alive->finishIfWhole();
        }
    });
    reading->flagRequest = requests.send(call, [held, place, flag](const Result<QByteArray> &body) {
        if (const auto alive = held.lock()) {
            alive->flag = body ? readRecord(place, flag, *body) : tl::unexpected(body.error());
            alive->finishIfWhole();
        }
    });
    reading->scheduleRequest =
        requests.send({.path = actionPath(place, flag.key, "/schedules")},
                      [held, refused = std::move(refused)](const Result<QByteArray> &body) {
                          const auto alive = held.lock();
                          if (!alive)
                              return;
                          if (auto open = body ? readSchedules(*body) : tl::unexpected(body.error()))
                              alive->schedules = std::move(*open);
                          else if (open.error().kind == ErrorKind::Forbidden && refused)
                              refused();
                          alive->schedulesAnswered = true;
                          alive->finishIfWhole();
                      });
    return Pending([reading] { reading->cancel(); });
}

} // namespace signalbox::flagdash
