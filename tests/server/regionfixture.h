// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/httpprobe.h"
#include "server/server.h"
#include "support/manualclock.h"
#include "support/relay.h"

#include <QTemporaryDir>

namespace signalbox {

/// A primary with the practice shop, a region that follows it through a line that can be cut, and what asks
/// both. One clock, moved by hand.
class RegionFixture final
{
public:
    explicit RegionFixture(const QByteArray &regionKey = key());

    [[nodiscard]] static QByteArray key() { return "a key of more than twenty-four bytes"; }

    /// Starts the region, on the database it had before.
    void startRegion();
    void stopRegion() { region.reset(); }
    /// Lets the region's wait for another try pass.
    void letTimePass();

    /// Flips flags at the primary, one after the other; returns the version of the last one.
    qint64 flip(int times, const QString &flag = QStringLiteral("dark-mode"));
    [[nodiscard]] RawStream streamOf(const Server &server, const QByteArray &lastEventId = {}) const;
    /// The ids of the changes a stream has told, in order.
    [[nodiscard]] static QVector<qint64> changesOf(RawStream &stream);
    /// Fails the test unless each id is there once and none is left out.
    static void compareConsecutive(const QVector<qint64> &ids);
    [[nodiscard]] HttpProbe probeOf(const Server &server) const;
    [[nodiscard]] ServerStatus::Primary link() const { return *region->status().primary; }
    [[nodiscard]] qint64 seeded() const { return clock.wallTime().time_since_epoch().count() - m_passed; }

    ManualClock clock;
    QTemporaryDir folder;
    std::unique_ptr<Server> primary;
    std::unique_ptr<Relay> relay;
    std::unique_ptr<Server> region;

private:
    QByteArray m_regionKey;
    qint64 m_passed = 0;
};

} // namespace signalbox
