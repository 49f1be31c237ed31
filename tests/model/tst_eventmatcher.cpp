// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventmatcher.h"
#include "model/samples.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

struct Log
{
    EventLog log{10};
    EventMatcher matcher{log};

    Log() { matcher.setShownEnvironment(u"production"_s); }
    void query(const QString &text)
    {
        auto query = FilterQuery::parse(text, EventMatcher::fields());
        QVERIFY(query.has_value());
        matcher.setQuery(std::move(*query));
    }
    [[nodiscard]] QString accepted()
    {
        QStringList serials;
        for (int row = 0; row < log.count(); ++row) {
            if (matcher.accepts(row))
                serials += QString::number(log.recordAt(row).serial);
        }
        return serials.join(u' ');
    }
    void addSamples()
    {
        Fact event = fact(1, FactKind::FlagUpdated, u"checkout"_s);
        event.by = u"mia@northwind"_s;
        event.lag = 150ms;
        Fact elsewhere = fact(2, FactKind::RuleUpdated, u"search"_s);
        elsewhere.detail = makeDetail(ChangeDetail{{}, {}, false, u"staging"_s});
        elsewhere.lag = 1500ms;
        Fact command = fact(3, FactKind::Command, u"checkout"_s);
        command.source = FactSource::Command;
        CommandDetail order;
        order.stage = CommandStage::Disagrees;
        order.wanted.enabled = false;
        order.reason = u"queue depth"_s;
        command.detail = makeDetail(order);
        Fact gap = fact(4, FactKind::Gap, {});
        gap.source = FactSource::Link;
        gap.detail = makeDetail(GapDetail{gap.time - 35s, gap.time, 2});
        Fact broken = fact(5, FactKind::Unreadable, {});
        broken.raw = "{broken";
        broken.detail = makeDetail(TextDetail{u"not JSON"_s});
        log.add({event, elsewhere, command, gap, broken});
    }
};

} // namespace

class TestEventMatcher : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void accepts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("looksAtDetails");
        QTest::newRow("all") << QString() << u"1 2 3 4 5"_s << false;
        QTest::newRow("flag") << u"flag:check*"_s << u"1 3"_s << false;
        QTest::newRow("no flag") << u"flag:\"\""_s << u"4 5"_s << false;
        QTest::newRow("type") << u"type:flag.updated|gap"_s << u"1 4"_s << true;
        QTest::newRow("type by pattern") << u"type:/\\.upd/"_s << u"1 2"_s << true;
        QTest::newRow("a command by its kind") << u"type:command"_s << u"3"_s << true;
        QTest::newRow("a command by its stage") << u"type:disagrees"_s << u"3"_s << true;
        QTest::newRow("source") << u"source:link"_s << u"4"_s << false;
        QTest::newRow("by") << u"by:mia*"_s << u"1"_s << false;
        QTest::newRow("by you") << u"by:you"_s << u"3"_s << false;
        QTest::newRow("by nobody") << u"by:\"\""_s << u"2 3 4 5"_s << false;
        QTest::newRow("by the stream") << u"by:stream"_s << u"2 5"_s << false;
        QTest::newRow("environment") << u"env:staging"_s << u"2"_s << true;
        QTest::newRow("environment shown") << u"env:this"_s << u"1 3 4 5"_s << true;
        QTest::newRow("environment shown by its name") << u"env:prod*"_s << u"1 3 4 5"_s << true;
        QTest::newRow("slower") << u"latency>150ms"_s << u"2"_s << true;
        QTest::newRow("as slow or slower") << u"latency>=150"_s << u"1 2"_s << true;
        QTest::newRow("faster") << u"latency<1.5s"_s << u"1"_s << true;
        QTest::newRow("as fast or faster") << u"latency<=1.5s"_s << u"1 2"_s << true;
        QTest::newRow("not faster, or unknown") << u"-latency<=1.5s"_s << u"3 4 5"_s << true;
        QTest::newRow("word in the flag") << u"heck"_s << u"1 3"_s << true;
        QTest::newRow("word in the kind") << u"rule."_s << u"2"_s << true;
        QTest::newRow("word in the stage") << u"disagrees"_s << u"3"_s << true;
        QTest::newRow("a stage hides its kind") << u"command"_s << QString() << true;
        QTest::newRow("word in what changed") << u"\"2 flags differ\""_s << u"4"_s << true;
        QTest::newRow("word in the environment's name") << u"staging"_s << u"2"_s << true;
        QTest::newRow("word in the reason") << u"queue"_s << u"3"_s << true;
        QTest::newRow("word in what is unreadable") << u"\"(7 bytes)\""_s << u"5"_s << true;
        QTest::newRow("word in the author") << u"northwind"_s << u"1"_s << true;
        QTest::newRow("word in the source") << u"stream"_s << u"1 2 4 5"_s << true;
        QTest::newRow("either") << u"flag:search or type:gap"_s << u"2 4"_s << true;
        QTest::newRow("and binds closer") << u"flag:search or flag:checkout by:you"_s << u"2 3"_s << false;
        QTest::newRow("grouped") << u"(flag:search or flag:checkout) by:you"_s << u"3"_s << false;
        QTest::newRow("not a group") << u"not (flag:checkout or type:gap)"_s << u"2 5"_s << true;
        QTest::newRow("a pattern on a text") << u"/^flag\\b/"_s << u"1"_s << true;
    }

    void accepts()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QFETCH(bool, looksAtDetails);
        Log l;
        l.addSamples();
        l.query(text);
        QCOMPARE(l.accepted(), expected);
        QCOMPARE(l.accepted(), expected); // what was remembered says the same
        QCOMPARE(l.matcher.looksAtDetails(), looksAtDetails);
    }

    /// Ids of texts and details are used again: what was found out about the old one must not be believed.
    void whatIsRememberedGoesWithWhatItWasAbout()
    {
        Log l;
        const auto one = [](quint64 serial, const QString &flag, const QString &elsewhere) {
            Fact made = fact(serial, FactKind::FlagUpdated, flag);
            made.by = u"by-"_s + flag;
            FlagDelta delta;
            delta.description = elsewhere == u"described"; // held outside of the bits
            made.detail = makeDetail(ChangeDetail{delta, {}, true, elsewhere});
            return made;
        };
        for (const QString &text : {u"flag:a"_s, u"by:by-a"_s, u"env:described"_s, u"description"_s}) {
            l.log.clear();
            l.query(text);
            l.log.add({one(1, u"a"_s, u"described"_s)});
            QCOMPARE(l.accepted(), u"1"_s);
            l.log.clear();
            l.log.add({one(2, u"b"_s, u"x"_s)});
            QCOMPARE(l.accepted(), QString());
            l.log.clear();
            l.log.add({one(3, u"a"_s, u"described"_s)});
            QCOMPARE(l.accepted(), u"3"_s);
        }
    }

    void amendedRowsAreSeenAsTheyAre()
    {
        Log l;
        l.log.add(facts(1, 2));
        l.query(u"\"read back ON\""_s);
        QCOMPARE(l.accepted(), QString());
        l.log.amend({2, ChangeDetail{{}, true, true, {}}, 10ms});
        QCOMPARE(l.accepted(), u"2"_s);
        l.query(u"latency<11ms"_s);
        QCOMPARE(l.accepted(), u"2"_s);
    }

    void anotherNameOfTheEnvironmentIsTaken()
    {
        Log l;
        l.log.add(facts(1, 1));
        l.query(u"env:staging"_s);
        QCOMPARE(l.accepted(), QString());
        l.matcher.setShownEnvironment(u"staging"_s);
        QCOMPARE(l.accepted(), u"1"_s);
    }
};

QTEST_GUILESS_MAIN(TestEventMatcher)
#include "tst_eventmatcher.moc"
