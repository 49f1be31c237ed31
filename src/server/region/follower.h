// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "protocol/backoff.h"
#include "protocol/httpclient.h"
#include "server/region/tablecopy.h"
#include "server/status/serverstatus.h"

#include <QJsonArray>
#include <QObject>

#include <vector>

namespace signalbox {

/// Whom a region follows, and as whom.
struct FollowerOptions
{
    QUrl primary;   ///< without a slash at the end
    QString region; ///< letters, digits, dots and dashes
    QByteArray key;
};

/// Keeps this region's copy of the primary's database up to date: asks for what came after its place in the
/// primary's log, applies it in the primary's own transactions and order, and asks again. What cannot be had
/// now is asked for later, from the same place; where the place is gone, a whole new copy takes its turn.
/// Main thread only.
class Follower final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds wait{20};            ///< for something new, at the primary
    static constexpr std::chrono::seconds patience{30};        ///< for an answer
    static constexpr std::chrono::seconds copyPatience{600};   ///< for a whole copy
    static constexpr qsizetype copyBytes = qsizetype(1) << 30; ///< a larger database is no use for this
    static constexpr std::chrono::seconds refreshPatience{2};

    /// References must outlive this. @p jitter as for Backoff.
    Follower(Database &database, QNetworkAccessManager &network, const Clock &clock, FollowerOptions options,
             std::function<double()> jitter, QObject *parent = nullptr);

    /// Reads where the copy stands and begins to follow.
    [[nodiscard]] Outcome<void> start();
    void stop();

    /// Whether there is anything to serve yet.
    [[nodiscard]] bool hasCopy() const { return !m_place.identity.isEmpty(); }
    [[nodiscard]] ServerStatus::Primary status() const;

    /// Calls @p done, later, when everything is here that the primary has committed by now, or after a moment
    /// where that cannot be had.
    void refresh(std::function<void()> done);

signals:
    /// Changes have been applied, each transaction of the primary whole.
    void applied();
    /// Another copy has taken the place of everything.
    void replaced();
    void credentialEnded(const QString &id);

private:
    using Link = ServerStatus::Primary::Link;

    void ask(std::chrono::milliseconds longest);
    void askForCopy();
    void askAgain();
    void onChanges(const Result<HttpResponse> &response);
    void onCopy(const Result<HttpResponse> &response);
    void onRefused(const HttpResponse &response);
    void fail(Link link, const QString &reason, std::chrono::milliseconds serverFloor = {});
    void reached(Link link);
    void releaseRefreshed();
    [[nodiscard]] bool apply(const QJsonArray &entries);
    [[nodiscard]] HttpRequest request(const QString &what) const;

    Database &m_database;
    const Clock &m_clock;
    const FollowerOptions m_options;
    HttpClient m_http;
    Backoff m_backoff;
    std::unique_ptr<Timer> m_retry;
    std::unique_ptr<Timer> m_impatience;
    Pending m_pending;
    CopyPlace m_place;
    bool m_wantsCopy = false; ///< what is here does not fit any more
    Link m_link = Link::Connecting;
    QString m_reason;
    qint64 m_head = 0;
    std::chrono::milliseconds m_delay{0}; ///< of the last change, from commit to here
    std::optional<MonotonicTime> m_lastContact;
    std::vector<std::function<void()>> m_refreshing; ///< by the question that is out
    std::vector<std::function<void()>> m_toRefresh;  ///< by the next one
    quint64 m_copies = 0;
};

} // namespace signalbox
