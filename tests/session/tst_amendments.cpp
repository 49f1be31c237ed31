// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/amendments.h"
#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestAmendments final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_clock = std::make_unique<ManualClock>();
        m_told.clear();
        m_cost = {};
    }

    void aFewAreToldAtOnce()
    {
        Amendments amendments(*m_clock, sink());
        const MonotonicTime arrived = m_clock->now();
        m_clock->advance(40ms);
        amendments.add({{1, arrived, false}, {2, arrived + 10ms, true}}, TextDetail{u"so"_s});
        QCOMPARE(amendments.count(), 0U);
        QCOMPARE(m_told.size(), 2);
        QCOMPARE(m_told.at(0).serial, 1U);
        QVERIFY(m_told.at(0).detail == FactDetail(TextDetail{u"so"_s}));
        QCOMPARE(m_told.at(0).lag, std::optional(40ms));
        QCOMPARE(m_told.at(1).lag, std::optional(30ms));
    }

    void manyAreToldInSlicesAndInOrder()
    {
        Amendments amendments(*m_clock, sink());
        m_cost = 1ms; // so that a slice is over at the first look
        const MonotonicTime arrived = m_clock->now();
        amendments.add(rows(1, 1'000, arrived), TextDetail{u"first"_s});
        const auto afterOne = m_told.size();
        QVERIFY(afterOne >= 3 && afterOne < 200);
        amendments.add(rows(1'001, 10, arrived), TextDetail{u"second"_s}); // never before the first
        QCOMPARE(m_told.size(), afterOne);
        QCOMPARE(amendments.count(), 1'010U - std::size_t(afterOne));
        int slices = 1;
        while (amendments.count() > 0) {
            const auto before = m_told.size();
            m_clock->fireDue();
            QVERIFY(m_told.size() > before && m_told.size() - before < 200);
            ++slices;
        }
        QVERIFY(slices >= 5);
        QVERIFY(!m_clock->nextTimer());
        for (qsizetype i = 0; i < m_told.size(); ++i)
            QCOMPARE(m_told.at(i).serial, quint64(i + 1));
        QVERIFY(m_told.constLast().detail == FactDetail(TextDetail{u"second"_s}));
        // Known when it was read, not when it was told.
        QCOMPARE(m_told.at(999).lag, std::optional(0ms));
    }

private:
    Amendments::Sink sink()
    {
        return [this](const FactAmendment &amendment) {
            m_told.append(amendment);
            m_clock->pass(m_cost);
        };
    }
    static std::vector<WaitingRow> rows(quint64 first, int count, MonotonicTime arrived)
    {
        std::vector<WaitingRow> rows;
        for (int i = 0; i < count; ++i)
            rows.push_back({first + quint64(i), arrived, false});
        return rows;
    }

    std::unique_ptr<ManualClock> m_clock;
    QVector<FactAmendment> m_told;
    std::chrono::milliseconds m_cost{0};
};

QTEST_GUILESS_MAIN(TestAmendments)
#include "tst_amendments.moc"
