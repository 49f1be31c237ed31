// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/commandrunner.h"
#include "operations/follow.h"
#include "session/feed.h"
#include "support/fakeprovider.h"
#include "support/manualclock.h"

#include <QHash>

namespace signalbox {

/// A feed that says what the test says, and remembers it as a session would.
class SpokenFeed final : public Feed
{
public:
    explicit SpokenFeed(const Provider &provider) : m_provider(provider) {}

    void sayAll(const QVector<Flag> &flags)
    {
        m_everRead = true;
        m_flags.clear();
        for (const Flag &flag : flags)
            m_flags.insert(flag.key, flag);
        emit snapshotRead(flags);
    }
    void sayFlag(const Flag &flag, FactSource source = FactSource::ReadBack)
    {
        m_flags.insert(flag.key, flag);
        FlagReading reading;
        reading.flag = flag;
        reading.source = source;
        emit flagRead(reading);
    }
    void sayGone(const FlagKey &key)
    {
        m_flags.remove(key);
        emit flagGone(key);
    }
    void sayLink(const LinkStatus &status)
    {
        m_link = status;
        emit linkChanged(status);
    }
    void hear(MonotonicTime when)
    {
        m_link.lastByte = when;
        ++m_counters.comments;
    }

    void pause() override {}
    void retryNow() override {}
    Pending readFlag(const FlagKey &, Callback<FlagReading>) override { return {}; }
    void setPrompt(const FlagKey &, bool) override {}
    void rereadAll() override {}
    void preferDetails(const QVector<FlagKey> &) override {}
    void applyAnswer(const Flag &, MonotonicTime) override {}
    [[nodiscard]] const LinkStatus &link() const override { return m_link; }
    [[nodiscard]] const QVector<LinkStatus> &linkHistory() const override { return m_history; }
    [[nodiscard]] std::optional<Flag> reported(const FlagKey &key) const override
    {
        return m_flags.contains(key) ? std::optional(m_flags.value(key)) : std::nullopt;
    }
    [[nodiscard]] bool everRead() const override { return m_everRead; }
    [[nodiscard]] QVector<Flag> elsewhere(const FlagKey &) const override { return {}; }
    [[nodiscard]] const Provider &provider() const override { return m_provider; }
    [[nodiscard]] const Counters &counters() const override { return m_counters; }

private:
    const Provider &m_provider;
    QHash<FlagKey, Flag> m_flags;
    LinkStatus m_link;
    QVector<LinkStatus> m_history;
    Counters m_counters;
    bool m_everRead = false;
};

/// A feed with the store that follows it, as a window has them, on a clock that is moved by hand.
class SpokenSession final
{
public:
    SpokenSession()
        : feed(provider), store(clock), commands(provider, feed, nullptr, connection(), clock, serials, {})
    {
        followFlags(store, feed, ChangeOrigin::Elsewhere);
    }

    [[nodiscard]] static ConnectionInfo connection()
    {
        ConnectionInfo info;
        info.profileName = QStringLiteral("PROD-EU");
        info.url = QUrl(QStringLiteral("https://mia:secret@flags.example/v1?token=hidden#part"));
        info.project = ProjectId(QStringLiteral("p1"));
        info.projectName = QStringLiteral("shop");
        info.environment = FakeProvider::environment();
        info.environmentKey = EnvironmentKey(QStringLiteral("production"));
        info.environmentName = QStringLiteral("production");
        info.environmentClass = EnvironmentClass::Production;
        info.userName = QStringLiteral("mia@example.com");
        return info;
    }

    [[nodiscard]] static Flag flag(const QString &key, bool enabled = false)
    {
        Flag made;
        made.id = FlagId(QStringLiteral("id-") + key);
        made.environment = FakeProvider::environment();
        made.key = FlagKey(key);
        made.name = QStringLiteral("Name of ") + key;
        made.enabled = enabled;
        made.defaultValue = false;
        return made;
    }

    [[nodiscard]] Fact fact(FactKind kind, const QString &key, FactDetail detail = ChangeDetail{})
    {
        Fact made;
        made.serial = serials.next();
        made.time = clock.wallTime();
        made.kind = kind;
        made.flag = FlagKey(key);
        made.detail = makeDetail(std::move(detail));
        return made;
    }

    [[nodiscard]] LinkStatus link(LinkState state) const
    {
        LinkStatus status;
        status.state = state;
        status.since = clock.now();
        status.sinceWall = clock.wallTime();
        status.lastByte = clock.now();
        status.lastByteWall = clock.wallTime();
        return status;
    }

    ManualClock clock;
    FakeProvider provider;
    FactSerials serials;
    SpokenFeed feed;
    FlagStore store;
    CommandRunner commands;
};

/// The rows of a store as text, for comparing two of them.
[[nodiscard]] inline QStringList rowsOf(const FlagStore &store)
{
    QStringList rows;
    for (int row = 0; row < store.count(); ++row) {
        const FlagRow &held = store.at(row);
        QString text;
        QDebug(&text).nospace() << held.flag << " knowledge " << int(held.knowledge) << " marks "
                                << held.marks.pinned << " error " << held.readError.has_value();
        rows.append(text);
    }
    rows.sort();
    return rows;
}

} // namespace signalbox
