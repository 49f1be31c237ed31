// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "core/limits.h"

#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Call = FakeProvider::Call;

const WallTime longAgo{std::chrono::milliseconds(1'781'000'000'000)};
const Error down{ErrorKind::Network, u"down"_s, {}, {}};
const Error signInNeeded{ErrorKind::SignInNeeded, u"session ended"_s, 401, {}};

QByteArray change(const QByteArray &type, const QByteArray &key, const QByteArray &environment = "prod",
                  const QByteArray &more = {})
{
    return "data: {\"type\":\"" + type + "\",\"flag_key\":\"" + key + "\",\"environment_id\":\"" + environment
           + '"' + more + "}\n\n";
}

QByteArray at(WallTime time)
{
    return ",\"timestamp\":"
           + QByteArray::number(
               std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// A session on a scripted stream and a provider that answers when told to, with everything it said.
struct Bench
{
    ManualClock clock;
    FakeProvider provider;
    ScriptedServer server;
    QNetworkAccessManager network;
    FactSerials serials;
    SessionOptions options;
    std::unique_ptr<Session> session;

    QStringList said;   ///< signals about flags, as words
    QStringList states; ///< link states as they were entered
    QVector<Fact> facts;
    int factBatches = 0;
    QVector<FactAmendment> amendments;
    QVector<FlagReading> readings;
    QVector<Flag> snapshot;

    explicit Bench(SessionOptions chosen = {std::nullopt, false}) : options(chosen)
    {
        provider.stream.url = server.url(u"/stream"_s);
        server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        session = std::make_unique<Session>(provider, network, clock, serials, options, [] { return 0.0; });
        listen();
    }

    void listen()
    {
        Session *const s = session.get();
        QObject::connect(s, &Session::linkChanged, s, [this](const LinkStatus &status) {
            if (states.isEmpty() || states.last() != word(status.state))
                states.append(word(status.state));
        });
        QObject::connect(s, &Session::snapshotRead, s, [this](const QVector<Flag> &flags) {
            snapshot = flags;
            said.append(u"snapshot %1"_s.arg(flags.size()));
        });
        QObject::connect(s, &Session::flagRead, s, [this](const FlagReading &reading) {
            readings.append(reading);
            said.append(
                u"read %1 %2"_s.arg(reading.flag.key.text(), reading.flag.enabled ? u"on"_s : u"off"_s));
        });
        QObject::connect(s, &Session::flagGone, s,
                         [this](const FlagKey &key) { said.append(u"gone %1"_s.arg(key.text())); });
        QObject::connect(s, &Session::flagInvalidated, s,
                         [this](const FlagKey &key) { said.append(u"invalidated %1"_s.arg(key.text())); });
        QObject::connect(s, &Session::flagReadFailed, s, [this](const FlagKey &key, const Error &error) {
            said.append(u"failed %1 %2"_s.arg(key.text(), word(error.kind)));
        });
        QObject::connect(s, &Session::streamMentioned, s, [this](const FlagKey &key, MonotonicTime) {
            said.append(u"mentioned %1"_s.arg(key.text()));
        });
        QObject::connect(s, &Session::elsewhereChanged, s,
                         [this](const FlagKey &key) { said.append(u"elsewhere %1"_s.arg(key.text())); });
        QObject::connect(s, &Session::factsAdded, s, [this](const QVector<Fact> &added) {
            ++factBatches;
            facts += added;
        });
        QObject::connect(s, &Session::factAmended, s, [this](const FactAmendment &amendment) {
            // A row has to be announced before it is amended.
            QVERIFY(std::any_of(facts.cbegin(), facts.cend(),
                                [&amendment](const Fact &fact) { return fact.serial == amendment.serial; }));
            amendments.append(amendment);
        });
    }

    /// A flag of the imagined server in its other environment, "staging".
    Flag &putElsewhere(const QString &key, bool enabled)
    {
        Flag flag;
        flag.environment = EnvironmentId(u"staging"_s);
        flag.key = FlagKey(key);
        flag.enabled = enabled;
        flag.updatedAt = longAgo;
        Flag &kept = provider.world[FlagRef{flag.environment, flag.key}];
        kept = flag;
        return kept;
    }

    [[nodiscard]] QString state() const { return word(session->link().state); }
    [[nodiscard]] Exchange &stream() const { return *server.lastExchange(); }
    void forget()
    {
        said.clear();
        states.clear();
        facts.clear();
        amendments.clear();
        readings.clear();
        factBatches = 0;
    }

    /// The facts as "kind flag", those of one kind only where one is named.
    [[nodiscard]] QStringList factWords() const
    {
        QStringList words;
        for (const Fact &fact : facts) {
            QString text = word(fact.kind);
            if (!fact.flag.isEmpty())
                text.append(u' ').append(fact.flag.text());
            if (fact.detail && std::holds_alternative<LinkDetail>(*fact.detail))
                text.append(u' ').append(word(std::get<LinkDetail>(*fact.detail).state));
            words.append(text);
        }
        return words;
    }
    [[nodiscard]] int countOf(FactKind kind) const
    {
        return int(std::count_if(facts.cbegin(), facts.cend(),
                                 [kind](const Fact &fact) { return fact.kind == kind; }));
    }
    [[nodiscard]] std::optional<Fact> firstOf(FactKind kind) const
    {
        for (const Fact &fact : facts) {
            if (fact.kind == kind)
                return fact;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<bool> reportedOn(const QString &key) const
    {
        const auto flag = session->reported(FlagKey(key));
        return flag ? std::optional(flag->enabled) : std::nullopt;
    }
};

template <typename Detail>
Detail detailOf(const FactDetail &detail)
{
    const Detail *held = std::get_if<Detail>(&detail);
    return held ? *held : Detail();
}

} // namespace

// The steps below are macros of a kind: QTest's own macros return from the function they stand in.
#define START_READING(bench)                                                                                 \
    (bench).session->start();                                                                                \
    QTRY_COMPARE((bench).provider.waitingCount(Call::Flags), 1)
#define GO_LIVE(bench)                                                                                       \
    START_READING(bench);                                                                                    \
    (bench).provider.answerAll();                                                                            \
    (bench).stream().write(": hello\n\n");                                                                   \
    QTRY_COMPARE((bench).state(), u"live"_s);                                                                \
    (bench).forget()
#define SEND(bench, bytes, count)                                                                            \
    do {                                                                                                     \
        const quint64 expected = (bench).session->counters().events + quint64(count);                        \
        const qsizetype rows = (bench).facts.size() + (count);                                               \
        (bench).stream().write(bytes);                                                                       \
        QTRY_COMPARE((bench).session->counters().events, expected);                                          \
        QTRY_COMPARE((bench).facts.size(), rows);                                                            \
    } while (false)

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    // --- connecting ---

    void firstConnectionReadsEverythingAndWaitsForAByte()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        QCOMPARE(bench.state(), u"idle"_s);
        bench.session->start();
        bench.session->start();
        QCOMPARE(bench.state(), u"connecting"_s);

        QTRY_COMPARE(bench.state(), u"syncing"_s);
        QVERIFY(!bench.session->everRead());
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.state(), u"syncing"_s);
        QVERIFY(bench.session->link().snapshotRead);
        QVERIFY(bench.session->everRead());
        QCOMPARE(bench.said, QStringList{u"snapshot 1"_s});
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        // The first reading is no news: neither gap nor differences.
        QCOMPARE(bench.factWords(), (QStringList{u"link connecting"_s, u"link live"_s}));
        QCOMPARE(bench.states, (QStringList{u"connecting"_s, u"syncing"_s, u"live"_s}));
        QCOMPARE(bench.session->linkHistory().size(), 3);
        QCOMPARE(bench.session->counters().connections, 1U);
        QCOMPARE(bench.session->counters().comments, 1U);
        QCOMPARE(bench.session->counters().bytes, 3U);
        QCOMPARE(bench.server.requests().size(), 1);
        QCOMPARE(bench.provider.calls(Call::Flags), 1);
    }

    void theWindowComesFromTheHeartbeatUnlessFixed()
    {
        Bench bench;
        QCOMPARE(bench.session->link().window, 75'000ms);
        Bench fixed({{10s}, false});
        QCOMPARE(fixed.session->link().window, 10'000ms);
    }

    // --- merging without a hole ---

    void anEventWhileTheListIsReadIsReadBackAfterwards()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        START_READING(bench);
        Snapshot old = bench.provider.snapshotOfWorld();
        bench.provider.put(u"a"_s, false);
        SEND(bench, change("flag.updated", "a"), 1);
        QCOMPARE(bench.said, (QStringList{u"mentioned a"_s, u"invalidated a"_s}));
        QVERIFY(bench.provider.flagReads().empty());
        bench.provider.answerFlags(old); // as it was before the change
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        QCOMPARE(bench.said.mid(2).value(0), u"snapshot 1"_s);
        QVERIFY(bench.said.mid(3).contains(u"invalidated a"_s)); // the list made it look fresh
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        bench.provider.answerAll();
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.amendments.size(), 1);
        const auto detail = detailOf<ChangeDetail>(bench.amendments.first().detail);
        QVERIFY(detail.readBack);
        QVERIFY(detail.delta.enabled && detail.delta.enabled->before && !detail.delta.enabled->after);
        QCOMPARE(bench.countOf(FactKind::ReadBack), 0); // the event explains it
    }

    void aListThatIsProvenNewerNeedsNoReadBack()
    {
        Bench bench;
        const WallTime changed = longAgo + 1h;
        bench.provider.put(u"a"_s, false, changed + 1s);
        START_READING(bench);
        SEND(bench, change("flag.updated", "a", "prod", at(changed)), 1);
        bench.provider.answer(Call::Flags);
        QVERIFY(bench.provider.flagReads().empty());
        QCOMPARE(detailOf<ChangeDetail>(bench.amendments.value(0).detail).enabledNow, std::optional(false));
    }

    void aDeletionWhileTheListIsReadIsApplied()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        START_READING(bench);
        SEND(bench, change("flag.deleted", "a"), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.said.last(), u"gone a"_s);
        QVERIFY(!bench.session->reported(FlagKey(u"a"_s)));
        const auto detail = detailOf<ResyncDetail>(bench.amendments.value(0).detail);
        QVERIFY(detail.difference.before && !detail.difference.after);
    }

    void moreThanTheBufferHoldsIsReadAgain()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.provider.put(u"b"_s, true);
        START_READING(bench);
        Snapshot old = bench.provider.snapshotOfWorld();
        bench.provider.world.remove(FakeProvider::ref(u"b"_s));
        bench.provider.put(u"a"_s, false);
        const int count = limits::bufferedChanges + 1;
        SEND(bench, change("flag.deleted", "b") + change("flag.updated", "a").repeated(count - 1), count);
        bench.provider.answerFlags(old);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        bench.clock.advance(250ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QVERIFY(!bench.session->reported(FlagKey(u"b"_s)));
        bench.clock.advance(10s);
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), count); // no row is forgotten
        QVERIFY(bench.provider.calls(Call::Flags) <= 3);
    }

    // --- events while live ---

    void anEventInvalidatesAndItsReadBackEnrichesTheRow()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        SEND(bench, change("flag.updated", "a"), 1);
        QCOMPARE(bench.said, (QStringList{u"mentioned a"_s, u"invalidated a"_s}));
        QCOMPARE(bench.factWords(), QStringList{u"flag.updated a"_s});
        const Fact row = bench.facts.first();
        QVERIFY(row.raw.startsWith("{\"type\":\"flag.updated\""));
        QVERIFY(!row.lag); // whole seconds, or none: no latency
        QVERIFY(row.detail && !detailOf<ChangeDetail>(*row.detail).readBack);
        bench.clock.advance(40ms);
        bench.provider.answerAll();
        QCOMPARE(bench.said.mid(2), QStringList{u"read a off"_s});
        QCOMPARE(bench.readings.value(0).source, FactSource::ReadBack);
        QCOMPARE(bench.amendments.size(), 1);
        QCOMPARE(bench.amendments.first().serial, row.serial);
        QVERIFY(bench.amendments.first().lag && *bench.amendments.first().lag >= 39ms);
        const auto detail = detailOf<ChangeDetail>(bench.amendments.first().detail);
        QVERIFY(detail.readBack && detail.delta.enabled);
        QCOMPARE(detail.enabledNow, std::optional(false));
        QCOMPARE(bench.facts.size(), 1);
    }

    void aBurstOnOneFlagIsTwoReadsAndOneBatchOfRows()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        SEND(bench, change("flag.updated", "a").repeated(500), 500);
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        QVERIFY(bench.factBatches < 20);
        bench.provider.answerAll();
        bench.clock.advance(250ms);
        QCOMPARE(bench.provider.flagReads().size(), 2U);
        bench.provider.answerAll();
        bench.clock.advance(1min);
        QCOMPARE(bench.provider.flagReads().size(), 2U);
        QCOMPARE(bench.amendments.size(), 500);
        QCOMPARE(bench.provider.calls(Call::Flags), 1);
    }

    void anEventWhileItsReadIsInFlightIsOnlyAnsweredByTheNextRead()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a"), 1);
        const quint64 first = bench.facts.first().serial;
        SEND(bench, change("flag.updated", "a"), 1);
        bench.provider.answer(Call::Flag); // asked before the second event
        QCOMPARE(bench.amendments.size(), 1);
        QCOMPARE(bench.amendments.first().serial, first);
        QCOMPARE(bench.said.last(), u"invalidated a"_s); // still not proven
        bench.provider.put(u"a"_s, false);
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), 2);
        QVERIFY(detailOf<ChangeDetail>(bench.amendments.last().detail).delta.enabled);
    }

    void thousandsOfChangedFlagsAreOneList()
    {
        Bench bench;
        const int count = 5'000;
        QByteArray events;
        for (int i = 0; i < count; ++i) {
            bench.provider.put(u"flag-%1"_s.arg(i), true);
            events += change("flag.updated", "flag-" + QByteArray::number(i));
        }
        GO_LIVE(bench);
        for (Flag &flag : bench.provider.world)
            flag.enabled = false;
        SEND(bench, events, count);
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        for (int i = 0; i < 20 && bench.amendments.size() < count; ++i) {
            bench.clock.advance(250ms);
            bench.provider.answerAll();
        }
        QCOMPARE(bench.amendments.size(), count);
        QVERIFY(std::all_of(bench.amendments.cbegin(), bench.amendments.cend(), [](const FactAmendment &one) {
            return detailOf<ChangeDetail>(one.detail).delta.enabled.has_value();
        }));
        QVERIFY2(bench.provider.flagReads().size() < 40,
                 qPrintable(QString::number(bench.provider.flagReads().size())));
        QVERIFY(bench.provider.calls(Call::Flags) <= 4);
        QCOMPARE(bench.countOf(FactKind::ReadBack), 0);
        QCOMPARE(bench.reportedOn(u"flag-4999"_s), std::optional(false));
    }

    /// Once a list is due for a burst, the rest of the burst waits for it; only a command's flag does not.
    void aBurstOverManyFlagsReadsNoMoreOfThemAlone()
    {
        Bench bench;
        QByteArray events;
        for (int i = 0; i < 20; ++i) {
            bench.provider.put(u"flag-%1"_s.arg(i), true);
            events += change("flag.updated", "flag-" + QByteArray::number(i));
        }
        bench.provider.put(u"wanted"_s, true);
        events += change("flag.updated", "wanted");
        GO_LIVE(bench);
        bench.session->setPrompt(FlagKey(u"wanted"_s), true);
        SEND(bench, events, 21);
        bench.provider.answerAll();
        QCOMPARE(bench.provider.flagReads().size(), std::size_t(limits::readsInFlight) + 1);
        QCOMPARE(bench.provider.flagReads().back().key, FlagKey(u"wanted"_s));
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), 21);
        QCOMPARE(bench.provider.calls(Call::Flags), 2);
        SEND(bench, change("flag.updated", "flag-19"), 1); // the burst is over
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 1);
    }

    void aDeletedFlagIsGoneAndItsLastStateKept()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a"), 1); // a read is in flight
        bench.provider.world.clear();
        SEND(bench, change("flag.deleted", "a"), 1);
        QCOMPARE(bench.said.last(), u"gone a"_s);
        QVERIFY(bench.provider.waiting().empty());
        const auto detail = detailOf<ResyncDetail>(*bench.firstOf(FactKind::FlagDeleted)->detail);
        QVERIFY(detail.difference.before && detail.difference.before->enabled);
        // Once more, late: the state is still known, and nothing else happens.
        bench.forget();
        SEND(bench, change("flag.deleted", "a"), 1);
        QCOMPARE(bench.said, QStringList{u"mentioned a"_s});
    }

    void aLateDeletionOfARecordThatCameBackIsChecked()
    {
        Bench bench;
        Flag &flag = bench.provider.put(u"a"_s, true, longAgo + 1h);
        flag.createdAt = longAgo + 1h;
        GO_LIVE(bench);
        SEND(bench, change("flag.deleted", "a", "prod", at(longAgo)), 1);
        bench.provider.answerAll();
        QVERIFY(!bench.said.contains(u"gone a"_s));
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
    }

    void aFlagOfUnknownKeyIsFoundByTheList()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.provider.put(u"new"_s, true);
        SEND(bench, change("flag.created", "new"), 1);
        QVERIFY(bench.provider.flagReads().empty());
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.said.last(), u"snapshot 1"_s);
        QCOMPARE(bench.countOf(FactKind::ReadBack), 0);
        QCOMPARE(detailOf<ChangeDetail>(bench.amendments.value(0).detail).enabledNow, std::optional(true));
    }

    void aWideChangeReadsEverythingAndSaysWhatDiffers()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.provider.put(u"b"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"b"_s, false);
        SEND(bench, change("all", ""), 1);
        QCOMPARE(bench.said.size(), 2); // both flags are unproven now
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.factWords(), (QStringList{u"all.changed"_s, u"read-back b"_s}));
        QVERIFY(detailOf<ChangeDetail>(bench.amendments.value(0).detail).readBack);
        QCOMPARE(bench.said.last(), u"snapshot 2"_s);
    }

    void anEventThatDoesNotSayWhichFlagIsAWideChange()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", ""), 1);
        QCOMPARE(bench.factWords(), QStringList{u"all.changed"_s});
        bench.clock.advance(250ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
    }

    void whatCannotBeReadIsKeptAndCounted()
    {
        Bench bench;
        GO_LIVE(bench);
        SEND(bench, QByteArray("data: <b>no json</b>\n\n") + change("billing.paid", "x"), 2);
        QCOMPARE(bench.factWords(), (QStringList{u"unreadable"_s, u"unknown"_s}));
        QCOMPARE(bench.facts.first().raw, QByteArray("<b>no json</b>"));
        QVERIFY(!detailOf<TextDetail>(*bench.facts.first().detail).text.isEmpty());
        QCOMPARE(detailOf<TextDetail>(*bench.facts.last().detail).text, u"billing.paid"_s);
        QCOMPARE(bench.session->counters().unreadable, 1U);
        QCOMPARE(bench.state(), u"live"_s);
    }

    // It may have been about any flag: a screen that goes on as if nothing had come would lie.
    void whatCannotBeReadMakesEverythingBeReadAgain_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::newRow("in pieces") << QByteArray("data: {\"type\":\"flag.upd\n\n");
        QTest::newRow("of a kind we do not know") << change("flag.archived", "a");
    }
    void whatCannotBeReadMakesEverythingBeReadAgain()
    {
        QFETCH(QByteArray, event);
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        SEND(bench, event, 1);
        QCOMPARE(bench.said, QStringList{u"invalidated a"_s});
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QVERIFY(bench.amendments.isEmpty()); // its row says what came, and that stays
        QCOMPARE(bench.session->backlog().rows, 0);
    }

    // Gone and back under the same name, and the events in the wrong order.
    void aLateDeletionDoesNotHideAFlagThatWasMadeAnew()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true).createdAt = longAgo;
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false).createdAt = bench.clock.wallTime();
        const QByteArray when = at(bench.clock.wallTime());
        SEND(bench, change("flag.created", "a", "prod", when) + change("flag.deleted", "a", "prod", when), 2);
        bench.clock.advance(2s);
        bench.provider.answerAll();
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.session->backlog().rows, 0);
    }

    // The times in events may be wrong by hours, so a deletion is believed at once and looked up all the
    // same.
    void aDeletionThatWasNoneIsTakenBack()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true).createdAt = longAgo;
        GO_LIVE(bench);
        SEND(bench, change("flag.deleted", "a"), 1);
        QVERIFY(bench.said.contains(u"gone a"_s));
        bench.clock.advance(2s);
        bench.provider.answerAll();
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
    }

    void aHugeEventIsKeptInPartAndNotCutInsideACharacter()
    {
        Bench bench;
        GO_LIVE(bench);
        const QByteArray text = "x" + QByteArray("\xC3\xA4").repeated(5000);
        SEND(bench, "data: " + text + "\n\n", 1);
        QCOMPARE(bench.facts.first().raw, text.left(limits::rawEventBytes - 1));
    }

    void anEventThatCarriesTheValueNeedsNoRead()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a", "prod", ",\"enabled\":false"), 1);
        QCOMPARE(bench.said, (QStringList{u"mentioned a"_s, u"read a off"_s}));
        QCOMPARE(bench.readings.first().source, FactSource::Stream);
        QVERIFY(detailOf<ChangeDetail>(*bench.facts.first().detail).delta.enabled);
        QVERIFY(bench.provider.waiting().empty());
    }

    void lagIsOnlySaidWhereTheVendorsClockAllowsIt()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        const auto millis = [&bench](std::chrono::milliseconds ago) {
            const auto time = (bench.clock.wallTime() - ago).time_since_epoch().count();
            return QByteArray(",\"timestamp\":" + QByteArray::number(double(time) / 1000.0, 'f', 3));
        };
        SEND(bench,
             change("flag.updated", "a", "prod", millis(123ms))
                 + change("flag.updated", "a", "prod", millis(2000ms))
                 + change("flag.updated", "a", "prod", millis(-77ms))
                 + change("flag.updated", "a", "prod", millis(11min + 1ms)),
             4);
        QCOMPARE(bench.facts.at(0).lag, std::optional(123ms));
        QVERIFY(!bench.facts.at(1).lag);
        QVERIFY(!bench.facts.at(2).lag);
        QVERIFY(!bench.facts.at(3).lag);
    }

    void aReadingThatLooksTooOldIsReadOnceMore()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a", "prod", at(longAgo + 1h)), 1);
        bench.provider.answerAll(); // from a place that has not heard of it
        QVERIFY(bench.amendments.isEmpty());
        QCOMPARE(bench.said.last(), u"invalidated a"_s);
        bench.provider.put(u"a"_s, false, longAgo + 1h);
        bench.clock.advance(2s);
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), 1);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.provider.flagReads().size(), 2U);
    }

    void aReadingThatStaysOldIsBelievedTheSecondTime()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a", "prod", at(longAgo + 1h)), 1);
        for (int i = 0; i < 10; ++i) {
            bench.provider.answerAll();
            bench.clock.advance(2s);
        }
        QCOMPARE(bench.provider.flagReads().size(), 2U);
        QCOMPARE(bench.amendments.size(), 1);
    }

    // --- gaps ---

    void afterAGapWhatDiffersIsSaid()
    {
        Bench bench;
        for (const auto &key : {u"changed"_s, u"deleted"_s, u"same"_s})
            bench.provider.put(key, true);
        GO_LIVE(bench);
        const WallTime lost = bench.clock.wallTime();
        bench.clock.advance(5s);
        bench.stream().close();
        QTRY_COMPARE(bench.state(), u"retrying"_s);
        QVERIFY(bench.session->link().retryAt);
        bench.provider.put(u"changed"_s, false);
        bench.provider.put(u"created"_s, true);
        bench.provider.world.remove(FakeProvider::ref(u"deleted"_s));
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.factWords(),
                 (QStringList{u"gap"_s, u"resync changed"_s, u"resync created"_s, u"resync deleted"_s}));
        const auto gap = detailOf<GapDetail>(*bench.facts.first().detail);
        QCOMPARE(gap.from, lost);
        QCOMPARE(gap.until, lost + 6s);
        QCOMPARE(gap.differing, 3);
        QCOMPARE(bench.said, QStringList{u"snapshot 3"_s});
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.session->counters().gaps, 1U);
        QCOMPARE(bench.session->counters().connections, 2U);
    }

    // A silent stream is not made good by a reading: what was there and back in between nobody has seen.
    void aGapBeginsWithTheLastByteAndNotWithALaterReading()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        const WallTime lost = bench.clock.wallTime();
        bench.clock.advance(20s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        bench.provider.answerAll();
        bench.clock.advance(5s);
        bench.stream().abort();
        QTRY_COMPARE(bench.state(), u"retrying"_s);
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(detailOf<GapDetail>(*bench.firstOf(FactKind::Gap)->detail).from, lost);
    }

    void aGapWithoutDifferencesIsStillAGap()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.stream().abort();
        QTRY_COMPARE(bench.state(), u"retrying"_s);
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.factWords(), QStringList{u"gap"_s});
        QCOMPARE(detailOf<GapDetail>(*bench.facts.first().detail).differing, 0);
    }

    void aServerThatStopsAndComesBack()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.server.shutDown();
        QTRY_COMPARE(bench.state(), u"retrying"_s);
        bench.clock.advance(500ms);
        QTRY_COMPARE(bench.session->link().attempt, 2);
        for (int attempt = 3; attempt < 5; ++attempt) {
            bench.clock.advance(*bench.session->link().retryAt - bench.clock.now() > 0s
                                    ? std::chrono::ceil<std::chrono::milliseconds>(
                                        *bench.session->link().retryAt - bench.clock.now())
                                    : 0ms);
            QTRY_COMPARE(bench.session->link().attempt, attempt);
        }
        QCOMPARE(bench.state(), u"stale"_s);
        QVERIFY(bench.session->link().retryAt);
        QVERIFY(bench.session->link().error);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true)); // drained, but readable
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);   // perhaps they can be read without a stream
        bench.provider.answerFlags(tl::unexpected(down));
        bench.server.listen();
        bench.session->retryNow();
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        QCOMPARE(bench.state(), u"stale"_s); // until the resync is complete
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.factWords(), (QStringList{u"link stale"_s, u"gap"_s, u"link live"_s}));
    }

    void aStreamThatStallsIsLateThenStaleThenReplaced()
    {
        Bench bench({{10s}, false});
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.clock.advance(10s);
        QCOMPARE(bench.state(), u"late"_s);
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        bench.clock.advance(10s);
        bench.clock.advance(10s);
        QCOMPARE(bench.state(), u"stale"_s);
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.server.requests().size(), 2);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.state(), u"syncing"_s);
        QVERIFY(bench.session->link().snapshotRead);
        QCOMPARE(bench.states, (QStringList{u"late"_s, u"live"_s, u"late"_s, u"stale"_s, u"syncing"_s}));
        QCOMPARE(bench.countOf(FactKind::Gap), 1);
    }

    void theWallClockSetBackChangesNoAge()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.clock.setWallTime(bench.clock.wallTime() - 24h);
        bench.clock.advance(74s);
        QCOMPARE(bench.state(), u"live"_s);
        bench.clock.advance(1s);
        QCOMPARE(bench.state(), u"late"_s);
        QVERIFY(bench.states.size() == 1);
    }

    // --- signing in and being refused ---

    void anExpiredTokenIsRefreshedOnce()
    {
        Bench bench;
        int requests = 0;
        bench.server.onRequest([&requests](const ReceivedRequest &, Exchange &exchange) {
            if (++requests == 1)
                exchange.respond(401, "{}");
            else
                exchange.startStream();
        });
        START_READING(bench);
        QCOMPARE(bench.provider.streamRequests, (std::vector<bool>{false, true}));
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QVERIFY(!bench.states.contains(u"sign-in-needed"_s));
    }

    void aRefusedStreamIsAskedForInAnotherWayFirst()
    {
        Bench bench;
        bench.provider.otherStreams = 2;
        int requests = 0;
        bench.server.onRequest([&requests](const ReceivedRequest &, Exchange &exchange) {
            ++requests;
            if (requests < 3)
                exchange.respond(requests == 1 ? 401 : 404, "{}");
            else
                exchange.startStream();
        });
        START_READING(bench);
        QCOMPARE(bench.provider.refusedStreams, (std::vector<int>{401, 404}));
        QCOMPARE(bench.provider.streamRequests, (std::vector<bool>{false, false, false}));
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QVERIFY(!bench.states.contains(u"sign-in-needed"_s));
        QVERIFY(!bench.states.contains(u"polling"_s));
    }

    void anEventThatOnlySaysThatTheStreamIsAliveIsNoRow()
    {
        Bench bench;
        GO_LIVE(bench);
        const auto rows = bench.facts.size();
        bench.clock.advance(70s);
        bench.stream().write("data: {\"type\":\"alive\"}\n\n");
        QTRY_VERIFY(bench.session->link().lastByte == bench.clock.now());
        bench.clock.advance(70s); // within its window only because the event counted as a sign of life
        QCOMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.facts.size(), rows);
        bench.stream().write("data: {\"type\":\"all\"}\n\n");
        QTRY_COMPARE(bench.facts.size(), rows + 1);
        QCOMPARE(bench.facts.last().kind, FactKind::WideChange);
    }

    void aSecondRefusalAsksForAPersonAndNothingElse()
    {
        Bench bench;
        bench.server.onRequest(
            [](const ReceivedRequest &, Exchange &exchange) { exchange.respond(401, "{}"); });
        bench.session->start();
        QTRY_COMPARE(bench.state(), u"sign-in-needed"_s);
        QCOMPARE(bench.session->link().error->httpStatus, std::optional(401));
        bench.clock.advance(1h);
        QCOMPARE(bench.server.requests().size(), 2);
        QCOMPARE(bench.provider.streamRequests.size(), 2U);
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        bench.session->signedIn();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        QCOMPARE(bench.provider.streamRequests.back(), false);
        bench.session->signedIn(); // not asked for: no effect
        QCOMPARE(bench.state(), u"syncing"_s);
    }

    void aRefusedRefreshIsNotTriedAgain()
    {
        Bench bench;
        bench.provider.streamFailure = signInNeeded;
        bench.session->start();
        QTRY_COMPARE(bench.state(), u"sign-in-needed"_s);
        bench.clock.advance(1h);
        QCOMPARE(bench.provider.streamRequests, std::vector<bool>{false});
        QCOMPARE(bench.factWords(), (QStringList{u"link connecting"_s, u"link sign-in-needed"_s}));
    }

    void aReadThatNeedsASignInStopsEverythingOnce()
    {
        Bench bench;
        for (const auto &key : {u"a"_s, u"b"_s, u"c"_s})
            bench.provider.put(key, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a") + change("flag.updated", "b") + change("flag.updated", "c"),
             3);
        bench.provider.answerFlag(tl::unexpected(signInNeeded));
        QCOMPARE(bench.state(), u"sign-in-needed"_s);
        QStringList failed = bench.said.filter(u"failed"_s);
        failed.sort();
        QCOMPARE(failed, (QStringList{u"failed a sign-in-needed"_s, u"failed b sign-in-needed"_s,
                                      u"failed c sign-in-needed"_s}));
        QVERIFY(bench.provider.waiting().empty());
        QTRY_COMPARE(bench.server.openExchanges(), 0);
        bench.clock.advance(1h);
        QVERIFY(bench.provider.waiting().empty());
        QCOMPARE(bench.states, QStringList{u"sign-in-needed"_s});
        QCOMPARE(bench.countOf(FactKind::Link), 1);
        bench.session->signedIn();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.countOf(FactKind::Gap), 1);
    }

    void aPageInsteadOfAStreamIsRefused()
    {
        Bench bench;
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) {
            exchange.respond(200, "<html>Welcome</html>", "text/html");
        });
        START_READING(bench); // whether flags can be read decides, see tst_freshness
        bench.provider.answerFlags(tl::unexpected(down));
        QCOMPARE(bench.state(), u"refused"_s);
        QVERIFY(bench.session->link().error);
        bench.clock.advance(1h);
        QCOMPARE(bench.server.requests().size(), 1);
        QCOMPARE(bench.factWords().last(), u"link refused"_s);
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        bench.session->retryNow();
        QTRY_COMPARE(bench.state(), u"syncing"_s);
    }

    void aRedirectToAnotherServerIsRefusedWithItsName()
    {
        Bench bench;
        ScriptedServer other;
        bench.server.onRequest([&other](const ReceivedRequest &, Exchange &exchange) {
            exchange.respond(307, {}, {}, {{"Location", other.url(u"/stream?key=1"_s).toEncoded()}});
        });
        bench.session->start();
        QTRY_COMPARE(bench.state(), u"refused"_s);
        const Error error = bench.session->link().error.value();
        QCOMPARE(error.kind, ErrorKind::Redirected);
        QVERIFY(error.detail.contains(u"127.0.0.1:%1"_s.arg(other.url().port())));
        QVERIFY(!error.detail.contains(u"key"_s));
        QCOMPARE(other.connections(), 0);
    }

    void aKeyWithoutPermissionIsRefused()
    {
        Bench bench;
        bench.server.onRequest(
            [](const ReceivedRequest &, Exchange &exchange) { exchange.respond(403, "no stream scope"); });
        bench.session->start();
        QTRY_COMPARE(bench.state(), u"refused"_s);
        QCOMPARE(bench.session->link().error->kind, ErrorKind::Forbidden);
        QCOMPARE(bench.session->link().error->detail, u"no stream scope"_s);
    }

    // One flag that may not be read alone must not stay unknown while the list would tell.
    void aReadingThatIsForbiddenIsAnsweredByTheList()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        SEND(bench, change("flag.updated", "a") + change("rule.updated", "a"), 2);
        bench.clock.advance(250ms);
        const Error forbidden{ErrorKind::Forbidden, {}, 403, {}};
        while (bench.provider.answerFlag(tl::unexpected(forbidden)))
            bench.clock.advance(250ms);
        QVERIFY(bench.said.contains(u"failed a forbidden"_s));
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.amendments.size(), 2);
        QCOMPARE(bench.session->backlog().rows, 0);
        QCOMPARE(bench.state(), u"live"_s);
    }

    // Nobody announced anything, so nothing but the session itself would ever ask for these rules again.
    void rulesWhoseReadingWasRefusedAreAskedForAgainLater()
    {
        Bench bench({std::nullopt, true});
        bench.provider.put(u"a"_s, true).rules = QVector<Rule>{};
        bench.provider.put(u"b"_s, true).rules = QVector<Rule>{};
        START_READING(bench);
        QVERIFY(bench.provider.answer(Call::Flags));
        const Error forbidden{ErrorKind::Forbidden, {}, 403, {}};
        int refused = 0;
        while (bench.provider.answerFlag(tl::unexpected(forbidden)))
            ++refused;
        QCOMPARE(refused, 2);
        bench.stream().write(": hello\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        bench.forget();
        bench.clock.advance(limits::refusedReadPause - 1ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 0);
        bench.clock.advance(1ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 1); // one stands for both
        QVERIFY(bench.provider.answer(Call::Flag));
        QCOMPARE(bench.provider.waitingCount(Call::Flag), 1);
        QVERIFY(bench.provider.answer(Call::Flag));
        bench.said.sort();
        QCOMPARE(bench.said, QStringList({u"read a on"_s, u"read b on"_s}));
        QVERIFY(bench.readings.at(0).flag.rules && bench.readings.at(1).flag.rules);
    }

    void aListThatMayNotBeReadIsRefused()
    {
        Bench bench;
        START_READING(bench);
        bench.provider.answerFlags(tl::unexpected(Error{ErrorKind::Forbidden, {}, 403, {}}));
        QCOMPARE(bench.state(), u"refused"_s);
        QTRY_COMPARE(bench.server.openExchanges(), 0);
    }

    void aListThatFailsIsReadAgainOnTheSameStream()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        START_READING(bench);
        SEND(bench, change("flag.updated", "a"), 1);
        bench.provider.answerFlags(tl::unexpected(down));
        QCOMPARE(bench.state(), u"syncing"_s);
        QCOMPARE(bench.session->link().error, std::optional(down));
        bench.clock.advance(1s);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerFlags(tl::unexpected(down));
        bench.clock.advance(1s);
        bench.session->retryNow();
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QVERIFY(!bench.session->link().error);
        QCOMPARE(bench.state(), u"live"_s); // the event was the first byte
        QCOMPARE(bench.server.requests().size(), 1);
        // The list was asked for after the event, so it answers the event's row.
        QCOMPARE(bench.amendments.size(), 1);
        QVERIFY(bench.provider.flagReads().empty());
    }

    // --- reading by hand ---

    void aReadByHandIsARequestOfItsOwn()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a"), 1);
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        std::optional<Result<FlagReading>> answer;
        bench.clock.advance(1ms);
        const MonotonicTime asked = bench.clock.now();
        const Pending read = bench.session->readFlag(
            FlagKey(u"a"_s), [&answer](Result<FlagReading> result) { answer = std::move(result); });
        QCOMPARE(bench.provider.flagReads().size(), 2U);
        bench.provider.put(u"a"_s, false);
        bench.provider.answer(Call::Flag);
        QVERIFY(!answer); // that was the other one
        bench.provider.answer(Call::Flag);
        QVERIFY(answer && *answer);
        QVERIFY((*answer)->askedAt >= asked);
        QVERIFY(!(*answer)->flag.enabled);
        QCOMPARE(bench.said.last(), u"read a off"_s);
    }

    void aReadByHandThatShowsNewsSaysSo()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        const Pending read = bench.session->readFlag(FlagKey(u"a"_s), [](const Result<FlagReading> &) {});
        bench.provider.answerAll();
        QCOMPARE(bench.factWords(), QStringList{u"read-back a"_s});
        QVERIFY(detailOf<ChangeDetail>(*bench.facts.first().detail).delta.enabled);
        const Pending again = bench.session->readFlag(FlagKey(u"a"_s), [](const Result<FlagReading> &) {});
        bench.provider.answerAll();
        QCOMPARE(bench.facts.size(), 1);
    }

    void aReadByHandThatFindsNothingIsADeletion()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.provider.world.clear();
        std::optional<Result<FlagReading>> answer;
        const Pending read = bench.session->readFlag(
            FlagKey(u"a"_s), [&answer](Result<FlagReading> result) { answer = std::move(result); });
        bench.provider.answerAll();
        QVERIFY(answer && !*answer);
        QCOMPARE(answer->error().kind, ErrorKind::NotFound);
        QCOMPARE(bench.said, QStringList{u"gone a"_s});
        QCOMPARE(bench.factWords(), QStringList{u"read-back a"_s});
    }

    void aReadByHandThatFailsLeavesTheValueAsGoodAsItWas()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        std::optional<Result<FlagReading>> answer;
        const Pending read = bench.session->readFlag(
            FlagKey(u"a"_s), [&answer](Result<FlagReading> result) { answer = std::move(result); });
        bench.provider.answerFlag(tl::unexpected(down));
        QVERIFY(answer && !*answer);
        QVERIFY(bench.said.isEmpty());
        QCOMPARE(bench.state(), u"live"_s);
    }

    void aDroppedHandleCancelsTheRead()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bool fired = false;
        {
            const Pending read = bench.session->readFlag(
                FlagKey(u"a"_s), [&fired](const Result<FlagReading> &) { fired = true; });
            QCOMPARE(bench.provider.waiting().size(), 1U);
        }
        QVERIFY(bench.provider.waiting().empty());
        Pending outlives =
            bench.session->readFlag(FlagKey(u"a"_s), [&fired](const Result<FlagReading> &) { fired = true; });
        bench.session.reset();
        QVERIFY(bench.provider.waiting().empty());
        outlives.cancel();
        QVERIFY(!fired);
    }

    void readingAllAgainKeepsWhatIsShownAndSaysWhatDiffers()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.provider.put(u"b"_s, true);
        GO_LIVE(bench);
        bench.provider.put(u"a"_s, false);
        bench.provider.world.remove(FakeProvider::ref(u"b"_s));
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        QCOMPARE(bench.state(), u"live"_s);
        bench.provider.answerAll();
        QCOMPARE(bench.said, QStringList{u"snapshot 1"_s});
        QCOMPARE(bench.factWords(), (QStringList{u"read-back a"_s, u"read-back b"_s}));
    }

    // --- answers that overtake each other ---

    void anAnswerToAChangeIsNoNewsAndNoRow()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        GO_LIVE(bench);
        Flag answer = bench.provider.put(u"a"_s, false, longAgo + 1h);
        bench.session->applyAnswer(answer, bench.clock.now());
        QCOMPARE(bench.said, QStringList{u"read a off"_s});
        QCOMPARE(bench.readings.first().source, FactSource::Command);
        QVERIFY(bench.facts.isEmpty());
        SEND(bench, change("flag.updated", "a", "prod", at(longAgo + 1h)), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.facts.size(), 1);
        const auto detail = detailOf<ChangeDetail>(bench.amendments.value(0).detail);
        QVERIFY(detail.readBack && detail.delta.isEmpty());
    }

    void anOlderAnswerDoesNotOverwriteANewerOne()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        GO_LIVE(bench);
        const Pending slow = bench.session->readFlag(FlagKey(u"a"_s), [](const Result<FlagReading> &) {});
        const Flag old = bench.provider.world.value(FakeProvider::ref(u"a"_s));
        bench.clock.advance(1ms);
        Flag answer = bench.provider.put(u"a"_s, false, longAgo + 1h);
        bench.session->applyAnswer(answer, bench.clock.now());
        bench.provider.answerFlag(old);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.said, QStringList{u"read a off"_s});
    }

    void aListAskedForBeforeAChangeDoesNotTakeItBack()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        GO_LIVE(bench);
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        const Snapshot old = bench.provider.snapshotOfWorld();
        bench.clock.advance(1ms);
        bench.session->applyAnswer(bench.provider.put(u"a"_s, false, longAgo + 1h), bench.clock.now());
        bench.provider.answerFlags(old);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(false));
        QCOMPARE(bench.snapshot.value(0).enabled, false);
    }

    // --- rules ---

    void rulesAreReadInTheBackgroundThoseOnScreenFirst()
    {
        Bench bench({std::nullopt, true});
        for (int i = 0; i < 20; ++i)
            bench.provider.put(u"flag-%1"_s.arg(i), true);
        bench.session->preferDetails({FlagKey(u"flag-17"_s), FlagKey(u"flag-3"_s)});
        START_READING(bench);
        bench.provider.answer(Call::Flags);
        const auto &reads = bench.provider.flagReads();
        QCOMPARE(reads.size(), size_t(limits::readsInFlight - 1));
        QCOMPARE(reads.at(0).key.text(), u"flag-17"_s);
        QCOMPARE(reads.at(1).key.text(), u"flag-3"_s);
        bench.provider.answerAll();
        QCOMPARE(reads.size(), 20U);
        QVERIFY(bench.session->reported(FlagKey(u"flag-5"_s))->rules);
        QVERIFY(bench.facts.isEmpty() || bench.countOf(FactKind::ReadBack) == 0);
    }

    void onlySoManyRulesAreReadUnasked()
    {
        Bench bench({std::nullopt, true});
        for (int i = 0; i < limits::backgroundDetailReads + 50; ++i)
            bench.provider.put(u"flag-%1"_s.arg(i), true);
        START_READING(bench);
        bench.provider.answerAll();
        QCOMPARE(int(bench.provider.flagReads().size()), limits::backgroundDetailReads);
        bench.session->rereadAll();
        bench.clock.advance(1s);
        bench.provider.answerAll();
        // Their records have no time, so all have to be read anew; but not others.
        QCOMPARE(int(bench.provider.flagReads().size()), 2 * limits::backgroundDetailReads);
    }

    void rulesOfAnUnchangedRecordSurviveAList()
    {
        Bench bench;
        Flag &flag = bench.provider.put(u"a"_s, true, longAgo);
        flag.rules = QVector<Rule>(2);
        bench.session->preferDetails({FlagKey(u"a"_s)});
        GO_LIVE(bench);
        QCOMPARE(bench.session->reported(FlagKey(u"a"_s))->rules->size(), 2);
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        bench.provider.answerAll();
        QCOMPARE(bench.snapshot.value(0).rules->size(), 2);
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        // A record that changed may have other rules.
        bench.provider.world[FakeProvider::ref(u"a"_s)].updatedAt = longAgo + 1h;
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        bench.provider.answer(Call::Flags);
        QVERIFY(!bench.snapshot.value(0).rules);
        QCOMPARE(bench.provider.flagReads().size(), 2U);
    }

    void rulesThatWereKnownAreReadAgainAfterAGap()
    {
        Bench bench({std::nullopt, true});
        bench.provider.put(u"a"_s, true, longAgo).rules = QVector<Rule>(1);
        GO_LIVE(bench);
        bench.provider.answerAll();
        QCOMPARE(bench.session->reported(FlagKey(u"a"_s))->rules->size(), 1);
        bench.stream().abort();
        QTRY_COMPARE(bench.state(), u"retrying"_s);
        bench.provider.world[FakeProvider::ref(u"a"_s)].rules = QVector<Rule>(3); // the record stays as it is
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QVERIFY(!bench.snapshot.value(0).rules); // not shown as if they were known
        bench.provider.answerAll();
        QCOMPARE(bench.session->reported(FlagKey(u"a"_s))->rules->size(), 3);
    }

    void aRuleEventIsAnsweredByAReadingWithRules()
    {
        Bench bench;
        Flag &flag = bench.provider.put(u"a"_s, true, longAgo);
        flag.rules = QVector<Rule>(1);
        bench.session->preferDetails({FlagKey(u"a"_s)});
        GO_LIVE(bench);
        bench.provider.world[FakeProvider::ref(u"a"_s)].rules = QVector<Rule>(3);
        SEND(bench, change("rule.created", "a"), 1);
        // An answer without rules proves nothing about them.
        Flag bare = bench.provider.world.value(FakeProvider::ref(u"a"_s));
        bare.rules.reset();
        bench.clock.advance(1ms);
        bench.session->applyAnswer(bare, bench.clock.now());
        QVERIFY(bench.amendments.isEmpty());
        bench.provider.answerAll(); // asked for before that answer, so it proves nothing either
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), 1);
        const auto delta = detailOf<ChangeDetail>(bench.amendments.first().detail).delta;
        QVERIFY(delta.rules);
        QCOMPARE(delta.rules->before.size(), 1);
        QCOMPARE(delta.rules->after.size(), 3);
    }

    void aRuleEventBeforeAListIsNotAnsweredByIt()
    {
        Bench bench;
        Flag &flag = bench.provider.put(u"a"_s, true, longAgo);
        flag.rules = QVector<Rule>(1);
        bench.session->preferDetails({FlagKey(u"a"_s)});
        GO_LIVE(bench);
        bench.provider.world[FakeProvider::ref(u"a"_s)].rules = QVector<Rule>(2);
        SEND(bench, change("rule.updated", "a"), 1);
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        QVERIFY(bench.provider.answerFlags(bench.provider.snapshotOfWorld()));
        QVERIFY(bench.amendments.isEmpty());
        QVERIFY(!bench.snapshot.value(0).rules); // marked unread
        bench.provider.answerAll();
        QCOMPARE(bench.amendments.size(), 1);
        QVERIFY(detailOf<ChangeDetail>(bench.amendments.first().detail).delta.rules);
    }

    // --- other environments ---

    void otherEnvironmentsAreNamedAndReadBack()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        Flag staging = bench.provider.world.value(FakeProvider::ref(u"a"_s));
        staging.environment = EnvironmentId(u"staging"_s);
        const FlagRef ref{staging.environment, staging.key};
        bench.provider.world.insert(ref, staging);
        GO_LIVE(bench);
        QCOMPARE(bench.session->elsewhere(FlagKey(u"a"_s)), QVector<Flag>{staging});
        bench.provider.world[ref].enabled = false;
        SEND(bench, change("flag.updated", "a", "staging"), 1);
        QVERIFY(!bench.said.contains(u"invalidated a"_s));
        QVERIFY(!bench.said.contains(u"mentioned a"_s));
        QCOMPARE(detailOf<ChangeDetail>(*bench.facts.first().detail).elsewhere, u"Staging"_s);
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        QCOMPARE(bench.said, QStringList{u"elsewhere a"_s}); // in doubt
        QVERIFY(bench.session->elsewhereReadings(FlagKey(u"a"_s)).value(0).doubted);
        bench.provider.answerAll();
        QCOMPARE(bench.said, (QStringList{u"elsewhere a"_s, u"elsewhere a"_s}));
        QVERIFY(!bench.session->elsewhereReadings(FlagKey(u"a"_s)).value(0).doubted);
        QCOMPARE(bench.session->elsewhere(FlagKey(u"a"_s)).value(0).enabled, false);
        const auto detail = detailOf<ChangeDetail>(bench.amendments.value(0).detail);
        QCOMPARE(detail.elsewhere, u"Staging"_s);
        QVERIFY(detail.delta.enabled);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        SEND(bench, change("flag.deleted", "a", "staging"), 1);
        QVERIFY(bench.session->elsewhere(FlagKey(u"a"_s)).isEmpty());
    }

    void anOlderListDoesNotTakeBackWhatWasReadElsewhere()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        Flag staging = bench.provider.world.value(FakeProvider::ref(u"a"_s));
        staging.environment = EnvironmentId(u"staging"_s);
        const FlagRef ref{staging.environment, staging.key};
        bench.provider.world.insert(ref, staging);
        GO_LIVE(bench);
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        const Snapshot old = bench.provider.snapshotOfWorld();
        bench.provider.world[ref].enabled = false;
        SEND(bench, change("flag.updated", "a", "staging"), 1);
        bench.provider.answer(Call::Flag);
        bench.provider.answerFlags(old);
        QCOMPARE(bench.session->elsewhere(FlagKey(u"a"_s)).value(0).enabled, false);
    }

    void aDoubtElsewhereEndsAlsoWhereNothingDiffers()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.putElsewhere(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a", "staging"), 1);
        QVERIFY(bench.session->elsewhereReadings(FlagKey(u"a"_s)).value(0).doubted);
        bench.provider.answerAll(); // the same as before, but for its rules
        QVERIFY(!bench.session->elsewhereReadings(FlagKey(u"a"_s)).value(0).doubted);
        SEND(bench, change("flag.updated", "a", "staging"), 1);
        bench.clock.advance(250ms);
        bench.said.clear();
        bench.provider.answerAll();
        QVERIFY(!bench.session->elsewhereReadings(FlagKey(u"a"_s)).value(0).doubted);
        QCOMPARE(bench.said, QStringList{u"elsewhere a"_s});
    }

    void aWideChangeIsOneElsewhereToo()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.putElsewhere(u"b"_s, true);
        GO_LIVE(bench);
        QCOMPARE(bench.session->elsewhereKeys(), QVector<FlagKey>{FlagKey(u"b"_s)});
        SEND(bench, change("all", ""), 1);
        QVERIFY(bench.session->elsewhereReadings(FlagKey(u"b"_s)).value(0).doubted);
        QCOMPARE(bench.said, (QStringList{u"invalidated a"_s, u"elsewhere b"_s}));
        bench.clock.advance(250ms);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        SEND(bench, change("all", ""), 1); // the list that is on its way does not know of this one
        bench.provider.answer(Call::Flags);
        QVERIFY(bench.session->elsewhereReadings(FlagKey(u"b"_s)).value(0).doubted);
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QVERIFY(!bench.session->elsewhereReadings(FlagKey(u"b"_s)).value(0).doubted);
    }

    void aFlagThatIsNewInAnotherEnvironmentIsRead()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        QVERIFY(bench.session->elsewhereReadAt());
        bench.putElsewhere(u"new"_s, true);
        SEND(bench, change("flag.created", "new", "staging"), 1);
        bench.clock.advance(250ms);
        bench.provider.answerAll();
        QCOMPARE(bench.session->elsewhereKeys(), QVector<FlagKey>{FlagKey(u"new"_s)});
        QVERIFY(bench.said.contains(u"elsewhere new"_s));
        QCOMPARE(bench.session->backlog().rows, 0);
        QVERIFY(!bench.session->reported(FlagKey(u"new"_s)));
    }

    void aListOfOneEnvironmentSaysNothingOfTheOthers()
    {
        Bench bench;
        bench.provider.listsWholeProject = false;
        bench.provider.put(u"a"_s, true);
        bench.putElsewhere(u"new"_s, true);
        GO_LIVE(bench);
        QVERIFY(!bench.session->elsewhereReadAt());
        SEND(bench, change("flag.created", "new", "staging"), 1);
        QVERIFY(bench.provider.waiting().empty());
    }

    void rulesElsewhereAreReadOnceAndKept()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true, longAgo);
        bench.putElsewhere(u"a"_s, true).rules = QVector<Rule>(2);
        GO_LIVE(bench);
        const auto rules = [&bench] {
            const auto held = bench.session->elsewhere(FlagKey(u"a"_s)).value(0).rules;
            return held ? int(held->size()) : -1;
        };
        QCOMPARE(rules(), -1); // no list holds them
        bench.session->preferElsewhere({FlagKey(u"a"_s)});
        bench.session->preferElsewhere({FlagKey(u"a"_s)}); // on its way already
        bench.provider.answerAll();
        QCOMPARE(rules(), 2);
        QCOMPARE(bench.provider.flagReads().size(), 1U);
        bench.session->preferElsewhere({FlagKey(u"a"_s)});
        QVERIFY(bench.provider.waiting().empty());

        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        bench.forget();
        bench.provider.answer(Call::Flags);
        QCOMPARE(rules(), 2);
        QVERIFY(!bench.said.contains(u"elsewhere a"_s));

        // A record that changed may have other rules; so may any after a gap.
        bench.putElsewhere(u"a"_s, false).rules = QVector<Rule>(3);
        bench.clock.advance(1s);
        bench.session->rereadAll();
        bench.clock.advance(0ms);
        bench.provider.answer(Call::Flags);
        QCOMPARE(rules(), -1);
        bench.session->preferElsewhere({FlagKey(u"a"_s)});
        bench.provider.answerAll();
        QCOMPARE(rules(), 3);
        bench.session->pause();
        bench.session->retryNow();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(rules(), -1);
    }

    void flagsNobodyCanLookAtAreNotRead()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "other", "project-of-others"), 1);
        QVERIFY(bench.provider.waiting().empty());
        QCOMPARE(detailOf<ChangeDetail>(*bench.facts.first().detail).elsewhere, u"project-of-others"_s);
    }

    // --- ends ---

    void pausingLetsGoAndGoingOnIsAGap()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a"), 1);
        bench.session->pause();
        bench.session->pause();
        QCOMPARE(bench.state(), u"paused"_s);
        QVERIFY(bench.provider.waiting().empty());
        QTRY_COMPARE(bench.server.openExchanges(), 0);
        QCOMPARE(bench.reportedOn(u"a"_s), std::optional(true));
        QVERIFY(bench.said.filter(u"failed"_s).isEmpty());
        bench.session->rereadAll();
        bench.clock.advance(1h);
        QVERIFY(bench.provider.waiting().empty());
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.countOf(FactKind::Gap), 1);
        QCOMPARE(bench.factWords().filter(u"link"_s).first(), u"link paused"_s);
    }

    void aRowThatWaitsWhenItIsPausedIsAnsweredLater()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        SEND(bench, change("flag.updated", "a"), 1);
        bench.session->pause();
        QVERIFY(bench.amendments.isEmpty());
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answer(Call::Flags);
        QCOMPARE(bench.amendments.size(), 1);
        QVERIFY(detailOf<ChangeDetail>(bench.amendments.constFirst().detail).readBack);
        QCOMPARE(bench.session->backlog().rows, 0);
    }

    void endsInEveryState_data()
    {
        QTest::addColumn<QString>("state");
        for (const char *state : {"idle", "connecting", "syncing", "live", "retrying", "reading", "refused"})
            QTest::newRow(state) << QString::fromLatin1(state);
    }

    void endsInEveryState()
    {
        QFETCH(const QString, state);
        Bench bench({std::nullopt, true});
        for (int i = 0; i < 20; ++i)
            bench.provider.put(u"flag-%1"_s.arg(i), true);
        if (state == u"refused"_s) {
            bench.server.onRequest(
                [](const ReceivedRequest &, Exchange &exchange) { exchange.respond(403, "{}"); });
            bench.session->start();
            QTRY_COMPARE(bench.state(), u"refused"_s);
        } else if (state == u"connecting"_s) {
            bench.session->start();
        } else if (state != u"idle"_s) {
            START_READING(bench);
        }
        if (state == u"live"_s || state == u"retrying"_s || state == u"reading"_s) {
            bench.provider.answer(Call::Flags); // reads of rules are in flight now
            bench.stream().write(":\n\n");
            QTRY_COMPARE(bench.state(), u"live"_s);
        }
        if (state == u"retrying"_s) {
            bench.stream().abort();
            QTRY_COMPARE(bench.state(), u"retrying"_s);
        }
        if (state == u"reading"_s)
            SEND(bench,
                 change("flag.updated", "flag-1") + change("flag.deleted", "flag-2") + change("all", ""), 3);
        if (state.size() % 2 == 0) { // some after a pause, some as they are
            bench.session->pause();
            bench.session->pause();
            QVERIFY(bench.provider.waiting().empty());
        }
        bench.session.reset();
        QVERIFY(bench.provider.waiting().empty());
        bench.clock.advance(1h);
        QVERIFY(!bench.clock.nextTimer());
    }

    void itCanBePausedFromItsOwnSignal()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        QObject::connect(bench.session.get(), &Session::flagInvalidated, bench.session.get(),
                         [&bench](const FlagKey &) { bench.session->pause(); });
        GO_LIVE(bench);
        bench.stream().write(change("flag.updated", "a").repeated(10));
        QTRY_COMPARE(bench.state(), u"paused"_s);
        QTRY_COMPARE(bench.server.openExchanges(), 0);
        QVERIFY(bench.provider.waiting().empty());
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
