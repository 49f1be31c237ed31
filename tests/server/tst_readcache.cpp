// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/readcache.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestReadCache final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(u":memory:"_s));
        m_now = WallTime(1'781'187'600'000ms);
    }

    void knowsWhatWasReadUntilSomethingIsWritten()
    {
        Cache cache(*m_database);
        QVERIFY(!cache.find(u"a"_s, m_now));
        cache.keep(u"a"_s, 1);
        QCOMPARE(*cache.find(u"a"_s, m_now), 1);
        QVERIFY(!cache.find(u"b"_s, m_now));
        write();
        QVERIFY(!cache.find(u"a"_s, m_now));
    }

    void whatIsReadBetweenAWriteAndItsEndIsForgottenWhereThatIsUndone()
    {
        Cache cache(*m_database);
        {
            const Transaction undone(*m_database);
            write();
            QVERIFY(!cache.find(u"a"_s, m_now));
            cache.keep(u"a"_s, 1);
            QVERIFY(cache.find(u"a"_s, m_now));
        }
        QVERIFY(!cache.find(u"a"_s, m_now));
    }

    void aWriteBetweenReadingAndKeepingCounts()
    {
        Cache cache(*m_database);
        QVERIFY(!cache.find(u"a"_s, m_now));
        write();
        cache.keep(u"a"_s, 1);
        QVERIFY(!cache.find(u"a"_s, m_now));
    }

    void nothingIsKeptForLong()
    {
        Cache cache(*m_database);
        QVERIFY(!cache.find(u"a"_s, m_now));
        cache.keep(u"a"_s, 1);
        QVERIFY(cache.find(u"a"_s, m_now + 999ms));
        QVERIFY(!cache.find(u"a"_s, m_now + 1'000ms));
        cache.keep(u"a"_s, 1);
        QVERIFY(!cache.find(u"a"_s, m_now)); // the clock was set back
    }

    void itIsBounded()
    {
        Cache cache(*m_database);
        QVERIFY(!cache.find(u"0"_s, m_now));
        for (int i = 0; i <= 10'000; ++i)
            cache.keep(QString::number(i), i);
        QVERIFY(!cache.find(u"0"_s, m_now));
        QVERIFY(cache.find(u"10000"_s, m_now));
    }

private:
    using Cache = ReadCache<QString, int>;

    void write() { QVERIFY(m_database->change(u"UPDATE flags SET name = name WHERE id = ?"_s, u"none"_s)); }

    std::unique_ptr<Database> m_database;
    WallTime m_now;
};

QTEST_GUILESS_MAIN(TestReadCache)
#include "tst_readcache.moc"
