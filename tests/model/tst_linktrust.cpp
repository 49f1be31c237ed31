// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linktrust.h"

#include <QTest>

using namespace signalbox;

namespace {

LinkStatus status(LinkState state, int lastByte = 0)
{
    LinkStatus link;
    link.state = state;
    link.lastByte = MonotonicTime(MonotonicTime::duration(lastByte));
    return link;
}

} // namespace

class TestLinkTrust final : public QObject
{
    Q_OBJECT

private slots:
    void withoutALinkNothingIsDoubted()
    {
        const LinkTrust trust;
        QVERIFY(trust.isCurrent());
        QVERIFY(!trust.status());
        QVERIFY(!trust.vouchedUntil());
    }

    void whatIsLostIsVouchedForUntilTheLastByte()
    {
        LinkTrust trust;
        trust.take(status(LinkState::Live, 1));
        QVERIFY(trust.isCurrent());
        QVERIFY(!trust.take(status(LinkState::Live, 5)).matters); // only another byte
        const auto late = trust.take(status(LinkState::Late, 5));
        QVERIFY(late.matters && !late.loses);
        const auto stale = trust.take(status(LinkState::Stale, 7));
        QVERIFY(stale.matters && stale.loses);
        QVERIFY(!trust.isCurrent());
        QVERIFY(trust.vouchedUntil());
    }

    void eachStateWithoutAStreamLosesAnew()
    {
        LinkTrust trust;
        trust.take(status(LinkState::Live, 1));
        QVERIFY(trust.take(status(LinkState::Retrying, 2)).loses);
        QVERIFY(!trust.take(status(LinkState::Retrying, 2)).matters);
        QVERIFY(trust.take(status(LinkState::Connecting, 2)).loses);
        trust.reset();
        QVERIFY(trust.isCurrent());
    }
};

QTEST_GUILESS_MAIN(TestLinkTrust)
#include "tst_linktrust.moc"
