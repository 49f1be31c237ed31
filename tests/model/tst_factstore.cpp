// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/factstore.h"
#include "model/samples.h"

#include <QTest>

#include <deque>
#include <random>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

FlagDelta switched(bool before, bool after)
{
    FlagDelta delta;
    delta.enabled = FlagDelta::Change<bool>{before, after};
    return delta;
}

Fact detailed(FactDetail detail, FactKind kind = FactKind::FlagUpdated)
{
    Fact made = fact(1, kind);
    made.detail = makeDetail(std::move(detail));
    return made;
}

CommandDetail command(const QString &reason)
{
    CommandDetail detail;
    detail.id = CommandId(u"c1"_s);
    detail.stage = CommandStage::Disagrees;
    detail.wanted.enabled = false;
    detail.reason = reason;
    return detail;
}

} // namespace

class TestFactStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void factsComeBackAsTheyWere_data()
    {
        QTest::addColumn<Fact>("kept");
        QTest::addColumn<int>("held"); // details that need room of their own
        QTest::newRow("empty") << Fact() << 0;
        QTest::newRow("plain") << fact(7) << 0;
        Fact full = fact(1ULL << 40U, FactKind::Unknown, u"ключ"_s);
        full.source = FactSource::Person;
        full.by = u"mia@northwind"_s;
        full.lag = -7ms;
        full.time = WallTime(-5ms);
        full.raw = QByteArray("{\"a\":\0}", 7);
        QTest::newRow("everything") << full << 0;
        QTest::newRow("no change known") << detailed(ChangeDetail{}) << 0;
        QTest::newRow("read back on") << detailed(ChangeDetail{{}, true, true, {}}) << 0;
        QTest::newRow("off, elsewhere") << detailed(ChangeDetail{{}, false, false, u"staging"_s}) << 0;
        QTest::newRow("switched on") << detailed(ChangeDetail{switched(false, true), true, true, {}}) << 0;
        QTest::newRow("switched off")
            << detailed(ChangeDetail{switched(true, false), {}, false, u"x"_s}) << 0;
        QTest::newRow("an odd switch") << detailed(ChangeDetail{switched(true, true), {}, false, {}}) << 1;
        FlagDelta named;
        named.name = FlagDelta::Change<QString>{u"a"_s, u"b"_s};
        QTest::newRow("renamed") << detailed(ChangeDetail{named, {}, true, {}}) << 1;
        FlagDelta described;
        described.description = true;
        QTest::newRow("described") << detailed(ChangeDetail{described, {}, true, {}}) << 1;
        FlagDelta defaulted;
        defaulted.defaultValue = FlagDelta::Change<FlagValue>{1.0, 2.0};
        QTest::newRow("another default") << detailed(ChangeDetail{defaulted, {}, true, {}}) << 1;
        FlagDelta ruled;
        ruled.rules = FlagDelta::Change<QVector<Rule>>{{}, {Rule()}};
        QTest::newRow("another rule") << detailed(ChangeDetail{ruled, {}, true, {}}) << 1;
        QTest::newRow("text") << detailed(TextDetail{u"called Jo"_s}, FactKind::Note) << 0;
        QTest::newRow("no text") << detailed(TextDetail{}, FactKind::Note) << 0;
        QTest::newRow("command") << detailed(command(u"queue"_s), FactKind::Command) << 1;
        QTest::newRow("gap") << detailed(GapDetail{WallTime(1ms), WallTime(9ms), 2}, FactKind::Gap) << 1;
        QTest::newRow("link") << detailed(LinkDetail{LinkState::Live, {}}, FactKind::Link) << 1;
    }

    void factsComeBackAsTheyWere()
    {
        QFETCH(Fact, kept);
        QFETCH(int, held);
        FactStore store;
        store.append(fact(0));
        store.append(kept);
        QVERIFY(store.factAt(1) == kept);
        QCOMPARE(int(store.details().heldCount()), held);
        QCOMPARE(store.at(1).serial, kept.serial);
        store.dropFront(2);
        QCOMPARE(int(store.details().heldCount()), 0);
        QCOMPARE(store.strings().count(), std::size_t(1)); // the empty one
    }

    void aFrameLongerThanTheLimitIsCut()
    {
        FactStore store;
        Fact large = fact(1);
        large.raw = QByteArray(limits::rawEventBytes + 1, 'x');
        store.append(large);
        QCOMPARE(store.factAt(0).raw, large.raw.left(limits::rawEventBytes));
    }

    void theOldestFramesLeaveFirstWhereAllArePastTheLimit()
    {
        FactStore store(100'000);
        for (quint64 serial = 1; serial <= 5'000; ++serial) {
            Fact one = fact(serial);
            one.raw = QByteArray(60, 'a' + char(serial % 26));
            store.append(one);
            QVERIFY(store.rawBytes() <= 100'000 + 1'024 * 60); // what is being filled stays
        }
        QVERIFY(store.factAt(0).raw.isEmpty());
        QCOMPARE(store.factAt(0).flag, fact(1).flag);
        QCOMPARE(store.factAt(4'999).raw, QByteArray(60, 'a' + char(5'000 % 26)));
        store.dropFront(4'990);
        QCOMPARE(store.factAt(9).raw, QByteArray(60, 'a' + char(5'000 % 26)));
        store.clear();
        QCOMPARE(store.rawBytes(), qsizetype(0));
    }

    /// A server with long values does not fill the memory of a console that is left open.
    void theOldestLongValuesAreCutWhereAllArePastTheLimit()
    {
        constexpr qsizetype most = 1'000'000;
        FactStore store(limits::logRawBytes, most);
        const auto changed = [](quint64 serial) {
            FlagDelta delta;
            delta.defaultValue =
                FlagDelta::Change<FlagValue>{JsonText{u"[\"%1\"]"_s.arg(QString(20'000, u'a'))},
                                             FlagValue(QString::number(serial) + QString(20'000, u'b'))};
            return detailed(ChangeDetail{delta, true, true, {}});
        };
        const auto valuesAt = [&store](int row) {
            return *std::get<ChangeDetail>(*store.factAt(row).detail).delta.defaultValue;
        };
        for (quint64 serial = 1; serial <= 100; ++serial) {
            store.append(changed(serial));
            QVERIFY(store.details().valueBytes() <= most);
        }
        QCOMPARE(valuesAt(99).after, FlagValue(u"100"_s + QString(20'000, u'b')));
        QCOMPARE(valuesAt(0).after,
                 FlagValue(u"1"_s + QString(199, u'b') + u"… (the rest has left the log)"_s));
        QVERIFY(std::holds_alternative<QString>(valuesAt(0).before)); // a part of JSON is no JSON

        // What is learned later about a row that was cut is cut too; of the others it is kept.
        const ChangeDetail later = std::get<ChangeDetail>(*changed(7).detail);
        store.amend(0, {1, later, {}});
        QVERIFY(textLength(valuesAt(0).after) < 300);
        store.amend(99, {100, later, {}});
        QCOMPARE(valuesAt(99).after, FlagValue(u"7"_s + QString(20'000, u'b')));
        QVERIFY(store.details().valueBytes() <= most);

        store.dropFront(95);
        for (quint64 serial = 101; serial <= 105; ++serial)
            store.append(changed(serial));
        QCOMPARE(valuesAt(9).after, FlagValue(u"105"_s + QString(20'000, u'b')));
        QCOMPARE(valuesAt(0).after, FlagValue(u"96"_s + QString(20'000, u'b')));
        store.clear();
        QCOMPARE(store.details().valueBytes(), qsizetype(0));
    }

    void amendmentsReplaceDetailAndLag()
    {
        FactStore store;
        store.append(detailed(command(u"before"_s), FactKind::Command));
        store.amend(0, {1, command(u"after"_s), 5ms});
        QCOMPARE(std::get<CommandDetail>(*store.factAt(0).detail).reason, u"after"_s);
        QCOMPARE(store.factAt(0).lag, std::optional(std::chrono::milliseconds(5)));
        QCOMPARE(int(store.details().heldCount()), 1);
        store.amend(0, {1, TextDetail{u"x"_s}, {}});
        QCOMPARE(store.factAt(0).lag, std::optional(std::chrono::milliseconds(5)));
        QCOMPARE(int(store.details().heldCount()), 0);
    }

    /// A reading that answers a thousand rows at once costs one detail, not a thousand.
    void theSameDetailManyTimesIsHeldOnce()
    {
        FactStore store;
        FlagDelta ruled;
        ruled.rules = FlagDelta::Change<QVector<Rule>>{{}, {Rule()}};
        const auto shared = makeDetail(command(u"shared"_s));
        for (quint64 serial = 1; serial <= 1'000; ++serial) {
            Fact one = fact(serial);
            one.detail = shared;
            store.append(one);
        }
        QCOMPARE(int(store.details().heldCount()), 1);
        for (int row = 0; row < 1'000; ++row)
            store.amend(row, {quint64(row) + 1, ChangeDetail{ruled, true, true, {}}, {}});
        QCOMPARE(int(store.details().heldCount()), 1);
        QVERIFY(std::get<ChangeDetail>(*store.factAt(500).detail).delta == ruled);
    }

    void idsAreUsedAgainWithAnotherGeneration()
    {
        StringTable table;
        const auto first = table.take(u"one"_s);
        QCOMPARE(table.take(QString(u"on"_s + u"e"_s)), first);
        table.release(first);
        QCOMPARE(table.at(first), u"one"_s);
        const quint32 generation = table.generation(first);
        table.release(first);
        QCOMPARE(table.take(u"two"_s), first);
        QVERIFY(table.generation(first) != generation);
        QCOMPARE(table.take(QString()), StringTable::emptyText);
        QCOMPARE(table.count(), std::size_t(2));
    }

    /// Against a plain list of facts.
    void randomHistories()
    {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            std::minstd_rand random(seed);
            FactStore store(200'000);
            std::deque<Fact> plain;
            quint64 next = 1;
            for (int step = 0; step < 60; ++step) {
                for (unsigned i = random() % 900; i > 0; --i) {
                    Fact one = fact(next++, FactKind(random() % 15), u"flag-%1"_s.arg(random() % 50));
                    one.by = random() % 2 == 0 ? QString() : u"by-%1"_s.arg(random() % 300);
                    if (random() % 3 == 0)
                        one.lag = std::chrono::milliseconds(random() % 1'000);
                    if (random() % 4 == 0)
                        one.detail = makeDetail(command(u"reason %1"_s.arg(random() % 5)));
                    store.append(one);
                    plain.push_back(one);
                }
                for (unsigned i = random() % 5; i > 0 && !plain.empty(); --i) {
                    const auto row = random() % plain.size();
                    const ChangeDetail detail{{}, random() % 2 == 0, true, u"env-%1"_s.arg(random() % 3)};
                    store.amend(int(row), {plain[row].serial, detail, {}});
                    plain[row].detail = makeDetail(detail);
                }
                const auto drop = std::min<std::size_t>(random() % 1'000, plain.size());
                store.dropFront(int(drop));
                plain.erase(plain.begin(), plain.begin() + std::ptrdiff_t(drop));
                QCOMPARE(store.size(), int(plain.size()));
                for (std::size_t row = 0; row < plain.size(); row += 37)
                    QVERIFY(store.factAt(int(row)) == plain[row]);
            }
            store.clear();
            QCOMPARE(store.strings().count(), std::size_t(1));
            QCOMPARE(int(store.details().heldCount()), 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestFactStore)
#include "tst_factstore.moc"
